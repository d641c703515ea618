/**
 * k6 in pods of the sandbox, as the k6-operator starts it: `k6 archive && k6 inspect` looks at a script, `k6 run
 * --paused` flies its scenario from the first request to its REST port on, and the starter's curl sends that request. A
 * later one ends it.
 */
import type { Container } from '#shared/model/kube.ts'
import type { FiniteProgram, ProgramWorld } from '../finite-programs.ts'
import { createK6Metrics, isCrossed, type K6Metrics, k6Summary, type Phase } from './k6-metrics.ts'
import { type K6File, k6File, type Scenario } from './k6-script-file.ts'
import { pause } from './pause.ts'
import { createSender, type Sender } from './sender.ts'

/** go.k6.io/k6/errext/exitcodes */
const exitCodes = { thresholds: 99, stoppedByRest: 103, script: 107 }
const lookEveryMs = 50

/** Undefined for anything but what the operator runs. */
export function k6Program({ command, image }: Container): FiniteProgram | undefined {
  const words = Array.isArray(command) ? command.map(String) : []
  if (words[0] === 'k6' && words[1] === 'run') return (world) => run(words.slice(2), world)
  const [shell, flag, line = ''] = words
  if (shell !== 'sh' || flag !== '-c') return undefined
  if (line.startsWith('k6 archive ')) return (world) => inspect(line.split(' ')[2] ?? '', world)
  return /starter/.test(image) && line.startsWith('curl ') ? (world) => start(line, world) : undefined
}

async function inspect(path: string, world: ProgramWorld): Promise<number> {
  const file = k6File(String((await world.readFile(path)) ?? ''))
  world.print(typeof file === 'string' ? `level=error msg="${file}"` : '{"totalDuration":"","maxVUs":0}')
  return typeof file === 'string' ? 1 : 0
}

/** Answers that do not come are asked for again, as curl's --retry does. */
async function start(line: string, world: ProgramWorld): Promise<number> {
  const urls = [...line.matchAll(/ (http:\/\/\S+)/g)].map(([, url]) => url ?? '')
  for (const url of urls) {
    const send = createSender({ url, method: 'PATCH', headers: [], body: '', timeoutMs: 5000 }, world)
    for (let tries = 0; ; tries += 1) {
      const status = (await send?.())?.status
      if (status !== undefined && status < 500) break
      if (tries === 3 || world.told.aborted) return 7
      await pause(1000, world)
    }
  }
  return 0
}

async function run(words: readonly string[], world: ProgramWorld): Promise<number> {
  const path = words.find((word) => word.endsWith('.js')) ?? ''
  const text = (await world.readFile(path))?.toString('utf8')
  const file = k6File(text ?? '')
  if (typeof file === 'string') {
    world.print(
      `level=error msg="${text === undefined ? `the moduleSpecifier "${path}" couldn't be found` : file}"`,
    )
    return exitCodes.script
  }
  while (words.includes('--paused') && world.received() === 0) {
    if (world.told.aborted) return 143
    await pause(lookEveryMs, world)
  }
  const environment = await world.environment()
  const { method, url, body, timeout, headers } = file.request
  const send = createSender(
    {
      ...{ url, method, body: body ?? '', timeoutMs: timeout * 1000 },
      headers: headers.map(({ name, value = '', variable }) => [
        name,
        variable === undefined ? value : (environment.get(variable) ?? ''),
      ]),
    },
    world,
  )
  if (send === undefined) {
    world.print(`level=error msg="this sandbox cannot dial ${url} so"`)
    return exitCodes.script
  }
  return await fly(file, shareOf(words), send, world)
}

/** Of the load, by `--execution-segment=1/3:2/3`. */
function shareOf(words: readonly string[]): number {
  const segment = words.find((word) => word.startsWith('--execution-segment='))
  if (segment === undefined) return 1
  const [from = 0, to = 1] = (segment.split('=')[1] ?? '').split(':').map((part) => {
    const [over, under = '1'] = part.split('/')
    return Number(over) / Number(under)
  })
  return to - from
}

async function fly(file: K6File, share: number, send: Sender, world: ProgramWorld): Promise<number> {
  const { clock, print, told } = world
  const startedAtMs = clock.now()
  const seconds = () => Math.max(0.001, (clock.now() - startedAtMs) / 1000)
  const metrics = createK6Metrics(file)
  const ended = new AbortController()
  const stopped = AbortSignal.any([told, ended.signal])
  const watch = abortOnThresholds(file, metrics, seconds, ended, world)
  const unwatch = abortOnRequest(world, ended)
  const { warmUpSeconds } = file.request
  const phase = (): Phase =>
    warmUpSeconds === undefined ? undefined : seconds() < warmUpSeconds ? 'warm-up' : 'flight'
  const once = async () => {
    const sentIn = phase()
    metrics.add(await send(), sentIn)
  }
  if (file.scenario.executor === 'constant-vus') await flyVus(file.scenario, share, once, stopped, world)
  else await flyArrivals(file.scenario, share, once, metrics, stopped, world)
  watch()
  const isStopped = unwatch()
  if (told.aborted) return 143
  const values = metrics.values(seconds())
  print('')
  print(`${file.marker}${JSON.stringify({ seconds: seconds(), metrics: k6Summary(values, file.part) })}`)
  const crossed = Object.entries(file.thresholds).filter(([metric, all]) =>
    all.some(({ threshold }) => isCrossed(threshold, values[metric])),
  )
  if (crossed.length === 0) return isStopped ? exitCodes.stoppedByRest : 0
  const names = crossed.map(([metric]) => metric).join(', ')
  print(`level=error msg="thresholds on metrics '${names}' have been crossed"`)
  return exitCodes.thresholds
}

/** Looks each second; answers how to end that. */
function abortOnThresholds(
  { thresholds }: K6File,
  metrics: K6Metrics,
  seconds: () => number,
  ended: AbortController,
  { clock }: ProgramWorld,
): () => void {
  let cancel = (): void => undefined
  const look = () => {
    const values = metrics.values(seconds())
    const isLost = Object.entries(thresholds).some(([metric, all]) =>
      all.some(
        ({ threshold, abortOnFail, delayAbortEval }) =>
          abortOnFail && seconds() >= delayAbortEval && isCrossed(threshold, values[metric]),
      ),
    )
    if (isLost) ended.abort()
    else cancel = clock.after(1000, look)
  }
  cancel = clock.after(1000, look)
  return () => cancel()
}

/** Nothing but its REST port takes requests. Answers how to end that, and with it whether one came. */
function abortOnRequest({ clock, received }: ProgramWorld, ended: AbortController): () => boolean {
  const before = received()
  let isStopped = false
  let cancel = (): void => undefined
  const look = () => {
    isStopped = received() > before
    if (isStopped) ended.abort()
    else cancel = clock.after(lookEveryMs, look)
  }
  cancel = clock.after(lookEveryMs, look)
  return () => {
    cancel()
    return isStopped
  }
}

type Arrivals = Exclude<Scenario, { executor: 'constant-vus' }>

async function flyVus(
  { vus, duration }: Extract<Scenario, { executor: 'constant-vus' }>,
  share: number,
  once: () => Promise<void>,
  stopped: AbortSignal,
  { clock }: ProgramWorld,
): Promise<void> {
  const endMs = clock.now() + duration * 1000
  const vu = async () => {
    while (!stopped.aborted && clock.now() < endMs) await once()
  }
  await Promise.all(Array.from({ length: Math.max(1, Math.round(vus * share)) }, vu))
}

async function flyArrivals(
  scenario: Arrivals,
  share: number,
  once: () => Promise<void>,
  metrics: K6Metrics,
  stopped: AbortSignal,
  world: ProgramWorld,
): Promise<void> {
  const { clock } = world
  const startedAtMs = clock.now()
  const most = Math.max(1, Math.round((scenario.maxVUs ?? scenario.preAllocatedVUs) * share))
  const busy = new Set<Promise<void>>()
  const endSeconds = stagesOf(scenario).reduce((sum, { seconds }) => sum + seconds, 0)
  for (let due = 1; !stopped.aborted; ) {
    const seconds = Math.min(endSeconds, (clock.now() - startedAtMs) / 1000)
    // The first is due at once.
    for (const count = arrivedBy(scenario, seconds) * share; due <= count + 1 - 1e-9; due += 1) {
      if (busy.size >= most) {
        metrics.drop()
        continue
      }
      const one = once()
      busy.add(one)
      void one.finally(() => busy.delete(one))
    }
    if (seconds >= endSeconds) break
    await pause(lateMs, { clock, told: stopped })
  }
  await Promise.race([Promise.all(busy), pause(scenario.gracefulStop * 1000, { clock, told: stopped })])
}

/** How often it looks for what is due. */
const lateMs = 5

function stagesOf(scenario: Arrivals): { from: number; to: number; seconds: number }[] {
  const { timeUnit } = scenario
  if (scenario.executor === 'constant-arrival-rate') {
    const perSecond = scenario.rate / timeUnit
    return [{ from: perSecond, to: perSecond, seconds: scenario.duration }]
  }
  let before = scenario.startRate / timeUnit
  return scenario.stages.map(({ target, duration }) => {
    const from = before
    before = target / timeUnit
    return { from, to: before, seconds: duration }
  })
}

/** The integral of the rate. */
function arrivedBy(scenario: Arrivals, seconds: number): number {
  let left = seconds
  let count = 0
  for (const stage of stagesOf(scenario)) {
    const within = Math.min(left, stage.seconds)
    if (within > 0)
      count += stage.from * within + ((stage.to - stage.from) * within ** 2) / (2 * stage.seconds)
    left -= within
  }
  return count
}
