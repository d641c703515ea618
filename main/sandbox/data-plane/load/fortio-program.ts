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
  const connections = connectionsOf(load)
  const heard = (reply: Reply) => {
    replies.push(reply)
    return load.abortOn === 0 || codeOf(load, reply) !== String(load.abortOn)
  }
  await Promise.all(
    Array.from({ length: connections }, (_, index) =>
      connection(load, { index, connections, startedAtMs }, send, heard, world),
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
      /^(200|SERVING)$/.test(codeOf(load, reply)) ? [] : [reply.ms / 1000],
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

/** Never more than there are calls to make. */
function connectionsOf({ perSecond, seconds, connections }: FortioLoad): number {
  if (perSecond <= 0) return connections
  return Math.max(1, Math.min(connections, Math.floor(perSecond * seconds)))
}

interface Place {
  readonly index: number
  readonly connections: number
  readonly startedAtMs: number
}

async function connection(
  { perSecond, seconds, uniform, noCatchUp }: FortioLoad,
  { index, connections, startedAtMs }: Place,
  send: Sender,
  heard: (reply: Reply) => boolean,
  { clock, told }: ProgramWorld,
): Promise<void> {
  const gapMs = perSecond > 0 ? (1000 * connections) / perSecond : 0
  const endMs = startedAtMs + seconds * 1000
  let dueMs = startedAtMs + (uniform ? (gapMs * index) / connections : 0)
  while (!told.aborted) {
    if (dueMs >= endMs || clock.now() >= endMs) return
    const waitMs = dueMs - clock.now()
    if (waitMs > 0) await pause(waitMs, { clock, told })
    if (told.aborted || !heard(await send())) return
    dueMs += gapMs
    if (noCatchUp) dueMs = Math.max(dueMs, clock.now())
  }
}
