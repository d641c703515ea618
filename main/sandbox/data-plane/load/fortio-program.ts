/**
 * `fortio load` in a pod of the sandbox: each of its connections is paced on its own and sends its next request after
 * its reply, as Fortio does; then it prints its result and ends.
 */
import type { Container } from '#shared/model/kube.ts'
import type { FiniteProgram, ProgramWorld } from '../finite-programs.ts'
import { grpcContentType } from '../grpc.ts'
import { type FortioLoad, fortioLoad } from './fortio-flags.ts'
import { fortioReport } from './fortio-report.ts'
import { durationText } from './go-duration.ts'
import { pause } from './pause.ts'
import { expanded } from './program-arguments.ts'
import { createSender, type Reply, type Sender, type SentRequest } from './sender.ts'

/** Undefined for another image, and for Fortio's servers. */
export function fortioProgram({ image, args }: Container): FiniteProgram | undefined {
  const words = Array.isArray(args) ? args.map(String) : []
  return /(^|\/)fortio(?=[:@]|$)/.test(image) && words[0] === 'load'
    ? (world) => run(words.slice(1), world)
    : undefined
}

async function run(words: readonly string[], world: ProgramWorld): Promise<number> {
  const environment = await world.environment()
  const load = fortioLoad(words.map((word) => expanded(word, environment)))
  if (typeof load === 'string') {
    world.print(load)
    return 1
  }
  const { url } = load
  const send = createSender(requestOf(load), world)
  if (send === undefined) return aborting(`unable to parse or dial ${url}`, world)
  const speed = load.perSecond > 0 ? `${load.perSecond}` : '0'
  world.print(
    `Fortio 1.75.2 running at ${speed} queries per second, 2->2 procs, for ${durationText(load.seconds)}: ${url}`,
  )
  if (!load.allowInitialErrors) {
    const first = await send()
    if (first.status === undefined || first.status >= 400) {
      return aborting(`error ${first.status ?? -1} for ${url}`, world)
    }
  }
  return await fly(load, send, world)
}

function requestOf({ url, method, headers, payload: body, timeoutMs, health }: FortioLoad): SentRequest {
  if (health === undefined) return { url, method, headers, body, timeoutMs }
  const check = `http://${url}/grpc.health.v1.Health/Check`
  return {
    url: check,
    method: 'POST',
    headers: [...headers, ['content-type', grpcContentType]],
    body,
    timeoutMs,
  }
}

function aborting(reason: string, { print }: ProgramWorld): number {
  print(`Aborting because of ${reason}`)
  return 1
}

async function fly(load: FortioLoad, send: Sender, world: ProgramWorld): Promise<number> {
  const { clock, print, told } = world
  const startedAtMs = clock.now()
  const replies: Reply[] = []
  const share = shareOf(load)
  const { connections } = share
  const heard = (reply: Reply) => {
    replies.push(reply)
    return load.abortOn === 0 || codeOf(load, reply) !== String(load.abortOn)
  }
  await Promise.all(
    Array.from({ length: connections }, (_, index) =>
      connection(load, { ...share, index, startedAtMs }, send, heard, world),
    ),
  )
  if (told.aborted) return 143
  const seconds = Math.max(0.001, (clock.now() - startedAtMs) / 1000)
  const durations = replies.map(({ ms }) => ms / 1000)
  const codes: Record<string, number> = {}
  for (const code of replies.map((reply) => codeOf(load, reply))) codes[code] = (codes[code] ?? 0) + 1
  const report = fortioReport(load, {
    startedAtMs,
    seconds,
    durations,
    failed: replies.flatMap((reply) =>
      /^(2\d\d|418|SERVING)$/.test(codeOf(load, reply)) ? [] : [reply.ms / 1000],
    ),
    codes,
    sizes: replies.map(({ bytes }) => bytes),
    connections,
  })
  const mean = durations.reduce((a, b) => a + b, 0) / Math.max(1, durations.length)
  for (const [code, count] of Object.entries(codes)) {
    print(`Code ${code.padStart(3)} : ${count} (${((100 * count) / replies.length).toFixed(1)} %)`)
  }
  print(
    `All done ${replies.length} calls (plus ${connections} warmup) ${(1000 * mean).toFixed(3)} ms avg, ${(replies.length / seconds).toFixed(1)} qps`,
  )
  if (load.json === '-') for (const line of JSON.stringify(report, null, 2).split('\n')) print(line)
  return 0
}

function codeOf({ health }: FortioLoad, { status, grpcStatus }: Reply): string {
  if (health === undefined) return String(status ?? -1)
  return grpcStatus === 0 ? 'SERVING' : 'ERROR'
}

interface Share {
  readonly connections: number
  /** Of each connection; undefined as fast as it goes, until its time is over. */
  readonly calls: number | undefined
}

/** As `runQPSSetup` of its periodic.go: as many calls for each, at least two, and what is left over is not sent. */
function shareOf({ perSecond, seconds, connections }: FortioLoad): Share {
  if (perSecond <= 0) return { connections, calls: undefined }
  const all = Math.floor(perSecond * seconds)
  if (all < 2) return { connections: 1, calls: 2 }
  const used = Math.min(connections, Math.floor(all / 2))
  return { connections: used, calls: Math.floor(all / used) }
}

interface Place extends Share {
  readonly index: number
  readonly startedAtMs: number
}

/** As `runOne` of its periodic.go: the last call of each is due at the end of its time, which may be past the end. */
async function connection(
  { perSecond, seconds, uniform, noCatchUp }: FortioLoad,
  { index, connections, calls, startedAtMs }: Place,
  send: Sender,
  heard: (reply: Reply) => boolean,
  { clock, told }: ProgramWorld,
): Promise<void> {
  const gapMs = (1000 * connections) / perSecond
  const endMs = startedAtMs + seconds * 1000
  const firstMs = startedAtMs + (calls !== undefined && uniform ? (gapMs * index) / connections : 0)
  const dueMs = (call: number) => firstMs + gapMs * (call + call / ((calls ?? 0) - 1))
  const waitUntil = async (ms: number) => {
    if (ms > clock.now()) await pause(ms - clock.now(), { clock, told })
  }
  await waitUntil(firstMs)
  for (let call = 0; calls === undefined || call < calls; ) {
    if (told.aborted) return
    if (clock.now() > endMs && (calls === undefined || (call >= 2 && call !== calls - 1))) return
    if (!heard(await send())) return
    call += 1
    if (calls === undefined) continue
    while (noCatchUp && call < calls && dueMs(call) < clock.now()) call += 1
    if (call < calls) await waitUntil(dueMs(call))
  }
}
