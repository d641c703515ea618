/** The command line of `fortio load`, with the defaults of Fortio 1.75, as far as the sandbox can do what it says. */
import { durationMs } from '../duration.ts'

export interface FortioLoad {
  readonly url: string
  /** 0 or less is as fast as it goes. */
  readonly perSecond: number
  readonly connections: number
  readonly seconds: number
  readonly timeoutMs: number
  readonly uniform: boolean
  readonly noCatchUp: boolean
  readonly allowInitialErrors: boolean
  readonly abortOn: number
  readonly resolutionSeconds: number
  readonly percentiles: readonly number[]
  readonly labels: string
  readonly method: string
  readonly headers: readonly (readonly [string, string])[]
  readonly payload: string
  /** `-`: the result goes to standard output. */
  readonly json: string
  readonly http2: boolean
  /** The service whose health is asked for; undefined for HTTP. */
  readonly health: string | undefined
}

const switches = new Set([
  ...['uniform', 'nocatchup', 'allow-initial-errors', 'log-errors', 'k', 'https-insecure', 'h2', 'stdclient'],
  ...[
    'keepalive',
    'grpc',
    'health',
    'jitter',
    'a',
    'quiet',
    'sequential-warmup',
    'L',
    'compression',
    'http1.0',
    'no-reresolve',
  ],
])
const valued = new Set([
  ...[
    'qps',
    'c',
    't',
    'r',
    'p',
    'timeout',
    'labels',
    'X',
    'H',
    'payload',
    'json',
    'abort-on',
    'content-type',
  ],
  ...['connection-reuse', 'healthservice', 's', 'loglevel', 'runid', 'offset', 'resolve', 'resolve-ip-type'],
])

/** Or what is wrong with it, as Go's flag package says it. */
export function fortioLoad(args: readonly string[]): FortioLoad | string {
  const flags = new Map<string, string>()
  const headers: [string, string][] = []
  let at = 0
  for (; args[at]?.startsWith('-') === true && args[at] !== '-'; at += 1) {
    const [, name = '', own] = /^--?([^=]+)(?:=([\s\S]*))?$/.exec(args[at] ?? '') ?? []
    if (switches.has(name)) {
      flags.set(name, own ?? 'true')
      continue
    }
    if (!valued.has(name)) return `flag provided but not defined: -${name}`
    if (own === undefined) at += 1
    const value = own ?? args[at]
    if (value === undefined) return `flag needs an argument: -${name}`
    if (name !== 'H') flags.set(name, value)
    else if (!value.includes(':')) return `invalid value "${value}" for flag -H: invalid extra header`
    else headers.push([value.slice(0, value.indexOf(':')).trim(), value.slice(value.indexOf(':') + 1).trim()])
  }
  const [url, ...more] = args.slice(at)
  if (url === undefined || more.length > 0) return 'Error: fortio load/curl needs a URL or destination'
  return loadOf(url, flags, headers)
}

function loadOf(
  url: string,
  flags: ReadonlyMap<string, string>,
  headers: readonly (readonly [string, string])[],
): FortioLoad | string {
  const number = (name: string, otherwise: number) => Number(flags.get(name) ?? otherwise)
  const isOn = (name: string) => flags.get(name) === 'true'
  const [seconds, timeout] = [durationMs(flags.get('t') ?? '5s'), durationMs(flags.get('timeout') ?? '3s')]
  const load = {
    url,
    perSecond: number('qps', 8),
    connections: number('c', 4),
    resolutionSeconds: number('r', 0.001),
    abortOn: number('abort-on', 0),
    percentiles: (flags.get('p') ?? '50,75,90,99,99.9').split(',').map(Number),
  }
  for (const [name, value] of [
    ['qps', load.perSecond],
    ['c', load.connections],
    ['r', load.resolutionSeconds],
    ['t', seconds],
    ['timeout', timeout],
  ] as const) {
    if (value === undefined || Number.isNaN(value)) {
      return `invalid value "${flags.get(name)}" for flag -${name}: parse error`
    }
  }
  const payload = flags.get('payload') ?? ''
  return {
    ...load,
    seconds: (seconds ?? 0) / 1000,
    timeoutMs: timeout ?? 0,
    uniform: isOn('uniform'),
    noCatchUp: isOn('nocatchup'),
    allowInitialErrors: isOn('allow-initial-errors'),
    labels: flags.get('labels') ?? '',
    method: flags.get('X') ?? (payload === '' && !flags.has('content-type') ? 'GET' : 'POST'),
    headers,
    payload,
    json: flags.get('json') ?? '',
    http2: isOn('h2'),
    health: isOn('grpc') ? (flags.get('healthservice') ?? '') : undefined,
  }
}
