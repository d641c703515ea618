import { readFile } from 'node:fs/promises'
import { Command } from 'commander'
import { healthMessage, healthMethod } from '#shared/flight/grpc-request.ts'
import { fail } from '#shared/model/failure.ts'
import {
  type FlightPlanInput,
  type FlightRun,
  type FlightStage,
  type FlightTarget,
  type FlightTls,
  flightPlanSchema,
} from '#shared/model/flight.ts'
import { resources, type Service } from '#shared/model/kube.ts'
import type { Core } from '../../../core.ts'
import type { Output } from '../output.ts'
import { type GlobalOptions, namespaceOf, untilInterrupted, withCore } from '../session.ts'
import { parseTarget } from '../target-argument.ts'
import { numberOf, outputOf, secondsOf } from './command-output.ts'
import { exportCommand, importCommand } from './flight-files.ts'
import { comparison, liveLine, printFlight, rowOf } from './flight-output.ts'

interface RunOptions {
  readonly rate: string
  readonly connections: string
  readonly duration: string
  readonly continuous: boolean
  readonly stage: string[]
  readonly random: boolean
  readonly request: string
  readonly header: string[]
  readonly data?: string
  readonly http2: boolean
  readonly grpc?: string
  readonly grpcHealth?: string | true
  readonly missed?: string
  readonly requestsPerConnection?: string
  readonly timeout: string
  readonly expect: string[]
  readonly abort: boolean
  readonly insecure: boolean
  readonly cacert?: string
  readonly cert?: string
  readonly key?: string
  readonly yes: boolean
}

const collect = (value: string, before: string[]) => [...before, value]

export function flightCommand(): Command {
  const run = new Command('run')
    .description('send a test flight')
    .argument('<target>', 'URL, svc/NAME[:PORT][/PATH], deploy/NAME[:PORT][/PATH] or gateway/HOST[/PATH]')
    .option('--rate <number>', 'requests per second, or max', '10')
    .option('--connections <number>', 'most connections at once', '64')
    .option('--duration <duration>', 'how long', '30s')
    .option('--continuous', 'until interrupted', false)
    .option(
      '--stage <rate:duration>',
      '200:30s steps to 200/s and holds it, ..200:30s rises or falls to it; repeatable, after --rate',
      collect,
      [],
    )
    .option('--random', 'requests at random, as independent users come, instead of evenly', false)
    .option('-X, --request <method>', 'HTTP method', 'GET')
    .option('-H, --header <header>', '"Name: value"; repeatable', collect, [])
    .option('-d, --data <body>', 'request body')
    .option('--http2', 'HTTP/2, over TLS or at once; few connections carry many requests', false)
    .option('--grpc <method>', 'a unary call, as package.Service/Method; --data is hex:… or base64:…')
    .option('--grpc-health [service]', 'the standard health check')
    .option('--missed <policy>', 'what is due while no connection is free: catch-up (late) or skip (never)')
    .option('--requests-per-connection <number>', 'then a new one (HTTP/1.1); 1 keeps none alive')
    .option('--timeout <duration>', 'of one request', '10s')
    .option('--expect <rule>', "such as 'p99<250ms'; repeatable", collect, [])
    .option('--abort', 'stop as soon as a rule is lost', false)
    .option('-k, --insecure', 'take any TLS certificate', false)
    .option('--cacert <file>', 'PEM of the CAs to trust')
    .option('--cert <file>', 'PEM of a client certificate')
    .option('--key <file>', "PEM of the client certificate's key")
    .option('--yes', 'confirm a target that is neither on this machine nor in a picked context', false)
    .action(async (target: string, options: RunOptions, command: Command) => {
      const { global, output } = outputOf(command, ['csv'])
      const isUrl = /^https?:\/\//.test(target)
      await withCore(global, output, { contextOptional: isUrl }, async (core, contexts) => {
        const plan = await planOf(core, global, contexts[0], target, options)
        core.confirmFlight(plan.target, global.confirm)
        const ended = await fly(core, plan, output)
        printFlight(core, ended, global, output)
        if (ended.failure !== null) fail(ended.failure)
        if (ended.verdict?.passed === false) process.exitCode = 1
      })
    })

  const list = new Command('list')
    .description('flights of this laptop, newest first')
    .action(async (_options: unknown, command: Command) => {
      const { global, output } = outputOf(command)
      await withCore(global, output, { contextOptional: true }, async (core) => {
        const runs = core.flights.list()
        output.show(runs, [['ID', 'STARTED', 'STATE', 'URL', 'RATE', 'P99', 'ERRORS'], ...runs.map(rowOf)])
      })
    })
  const show = new Command('show')
    .description("one flight's result")
    .argument('<id>')
    .action(async (id: string, _options: unknown, command: Command) => {
      const { global, output } = outputOf(command, ['csv'])
      await withCore(global, output, { contextOptional: true }, async (core) =>
        printFlight(core, flightOf(core, id), global, output),
      )
    })
  const compare = new Command('compare')
    .description('flights side by side, against the first')
    .argument('<ids...>')
    .action(async (ids: string[], _options: unknown, command: Command) => {
      const { global, output } = outputOf(command)
      await withCore(global, output, { contextOptional: true }, async (core) => {
        const runs = ids.map((id) => flightOf(core, id))
        output.show(runs, comparison(runs))
      })
    })
  const remove = new Command('delete')
    .description('forget a flight')
    .argument('<id>')
    .action(async (id: string, _options: unknown, command: Command) => {
      const { global, output } = outputOf(command)
      await withCore(global, output, { contextOptional: true }, async (core) =>
        core.flights.delete(flightOf(core, id).id),
      )
    })
  const flight = new Command('flight').description('test flights: HTTP load from this laptop')
  const files = [exportCommand(flightOf), importCommand()]
  for (const one of [run, list, show, compare, ...files, remove]) flight.addCommand(one)
  return flight
}

/** By its id, or by the eight digits that `compare` shows of it. */
function flightOf(core: Core, id: string): FlightRun {
  const [first, ...others] = core.flights.list().filter((run) => run.id.slice(0, 8) === id)
  return first !== undefined && others.length === 0 ? first : core.flights.get(id)
}

async function planOf(
  core: Core,
  global: GlobalOptions,
  context: string | undefined,
  argument: string,
  options: RunOptions,
): Promise<FlightPlanInput> {
  const namespace = context === undefined ? 'default' : namespaceOf(core, global, context)
  const { target, path } = parseTarget(argument, context, namespace)
  const plan = flightPlanSchema.safeParse({
    target: await withPort(core, target),
    method: options.request.toUpperCase(),
    ...(path === undefined ? {} : { path }),
    headers: options.header.map(headerOf),
    ...(options.data === undefined || options.grpc !== undefined ? {} : { body: options.data }),
    rate: options.rate === 'max' ? 'max' : numberOf('--rate', options.rate, { min: 0.001, max: 1_000_000 }),
    connections: numberOf('--connections', options.connections, { min: 1, max: 4096, whole: true }),
    durationSeconds: options.continuous ? null : secondsOf('--duration', options.duration),
    ...protocolOf(options),
    ...churnOf(options),
    ...(options.missed === undefined ? {} : { missed: options.missed }),
    timeoutMs: secondsOf('--timeout', options.timeout) * 1000,
    ...(options.stage.length === 0 ? {} : { stages: options.stage.map(stageOf) }),
    ...(options.random ? { arrivals: 'random' } : {}),
    tls: await tlsOf(options),
    expect: options.expect,
    ...(options.abort ? { abort: true } : {}),
    confirmed: options.yes,
  })
  if (plan.success) return plan.data
  const issue = plan.error.issues[0]
  return fail({
    code: 'bad-input',
    field: issue?.path.join('.') ?? 'plan',
    reason: issue?.message ?? 'it is malformed',
  })
}

function churnOf({ requestsPerConnection: text }: RunOptions): Partial<FlightPlanInput> {
  if (text === undefined) return {}
  const most = numberOf('--requests-per-connection', text, { min: 1, max: 1_000_000_000 })
  return { requestsPerConnection: most }
}

function protocolOf({ http2, grpc, grpcHealth, data }: RunOptions): Partial<FlightPlanInput> {
  if (grpcHealth !== undefined) {
    const message = healthMessage(grpcHealth === true ? '' : grpcHealth)
    if (!message.startsWith('hex:')) fail({ code: 'bad-input', field: '--grpc-health', reason: message })
    return { protocol: 'grpc', grpc: { method: healthMethod, message } }
  }
  if (grpc !== undefined) return { protocol: 'grpc', grpc: { method: grpc, message: data ?? '' } }
  return http2 ? { protocol: 'http2' } : {}
}

function stageOf(text: string): FlightStage {
  const [, dots, rate, duration] = /^(\.\.)?([\d.]+):(.+)$/.exec(text) ?? []
  if (rate === undefined || duration === undefined) {
    fail({
      code: 'bad-input',
      field: '--stage',
      reason: `"${text}" is not RATE:DURATION, such as 200:30s or ..200:30s`,
    })
  }
  return {
    rate: numberOf('--stage', rate, { min: 0, max: 1_000_000 }),
    seconds: secondsOf('--stage', duration),
    ramp: dots !== undefined,
  }
}

async function tlsOf({ insecure, cacert, cert, key }: RunOptions): Promise<FlightTls | undefined> {
  if (!insecure && cacert === undefined && cert === undefined && key === undefined) return undefined
  const [ca, certificate, ownKey] = await Promise.all([cacert, cert, key].map(readPem))
  return { insecure, ca, cert: certificate, key: ownKey }
}

async function readPem(file: string | undefined): Promise<string | undefined> {
  if (file === undefined) return undefined
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    return fail({
      code: 'bad-input',
      field: file,
      reason: code === 'ENOENT' ? 'there is no such file' : `it cannot be read (${code})`,
    })
  }
}

/** A service named without a port is asked for its first one. */
async function withPort(core: Core, target: FlightTarget): Promise<FlightTarget> {
  if (target.kind !== 'service' || target.port !== 0) return target
  const { context, namespace, service: name } = target
  const service = await core.contexts.cluster(context).get<Service>(resources.service, namespace, name)
  const port = service?.spec.ports?.[0]?.port
  return port === undefined
    ? fail({ code: 'not-found', context, kind: 'Service', namespace, name })
    : { ...target, port }
}

function headerOf(text: string): [string, string] {
  const colon = text.indexOf(':')
  if (colon < 1) fail({ code: 'bad-input', field: '--header', reason: `"${text}" is not "Name: value"` })
  return [text.slice(0, colon).trim(), text.slice(colon + 1).trim()]
}

/** Flies until the end or an interrupt, with one live line on a terminal. */
async function fly(core: Core, plan: FlightPlanInput, output: Output): Promise<FlightRun> {
  const interrupted = untilInterrupted()
  const started = await core.flights.start(plan)
  interrupted.addEventListener('abort', () => void core.flights.stop(started.id))
  const live = process.stderr.isTTY && output.format === 'table'
  if (live) output.note(`${started.plan.method} ${started.url}, ${started.via}`)
  let last = started
  for await (const { run, slices } of core.flights.watch(started.id, new AbortController().signal)) {
    last = run
    const slice = slices.at(-1)
    if (live && slice !== undefined) process.stderr.write(`\r\x1b[K${liveLine(run, slice)}`)
    if (run.state !== 'flying') break
  }
  if (live) process.stderr.write('\r\x1b[K')
  return last
}
