/** TARGET of `aviary flight run`: a URL, `svc/NAME[:PORT][/PATH]`, `deploy/NAME[:PORT][/PATH]`, `pod/NAME[:PORT][/PATH]`, `gateway/HOST[/PATH]`. */
import { parseHttpUrl } from '#shared/flight/http-url.ts'
import { fail } from '#shared/model/failure.ts'
import type { FlightTarget } from '#shared/model/flight.ts'

export interface ParsedTarget {
  /** A service without a port, or with a named one, has 0 here. */
  readonly target: FlightTarget
  /** A port that is named instead of numbered. */
  readonly portName: string | undefined
  /** Path and query, when the argument has one. */
  readonly path: string | undefined
}

const inCluster = /^(svc|service|deploy|deployment|pod|gateway)\/([^/:]+)(?::([\w-]+))?(\/.*)?$/
const isUrl = (text: string) => /^https?:\/\//i.test(text)

/** Whether a context must be there before more can be said: not for a URL, nor for what is no target at all. */
export const needsContext = (text: string) => inCluster.test(text)

export function parseTarget(text: string, context: string | undefined, namespace: string): ParsedTarget {
  if (isUrl(text)) return { target: { kind: 'url', url: text }, portName: undefined, path: undefined }
  const match = inCluster.exec(text)
  if (match === null) return fail({ code: 'bad-input', field: 'TARGET', reason: problemOf(text) })
  const [, kind = '', name = '', portText, path] = match
  if (context === undefined) return fail({ code: 'no-context', known: [] })
  const port = /^\d+$/.test(portText ?? '') ? Number(portText) : undefined
  if (port !== undefined && (port < 1 || port > 65_535)) {
    fail({ code: 'bad-input', field: 'TARGET', reason: `port ${port} is not between 1 and 65535` })
  }
  const portName = port === undefined ? portText : undefined
  if (kind === 'gateway') {
    const host = portText === undefined ? name : `${name}:${portText}`
    return { target: { kind: 'gateway', context, host }, portName: undefined, path }
  }
  const withPort = port === undefined ? {} : { port }
  const at = { portName, path }
  if (kind.startsWith('deploy')) {
    return { target: { kind: 'deployment', context, namespace, deployment: name, ...withPort }, ...at }
  }
  if (kind === 'pod') return { target: { kind: 'pod', context, namespace, pod: name, ...withPort }, ...at }
  return { target: { kind: 'service', context, namespace, service: name, port: port ?? 0 }, ...at }
}

/** `example.com`, `127.0.0.1:8080/path`, `[::1]:80`, `cart:80`: a URL whose scheme is missing, or another scheme. */
const almostUrl = /^([a-z][a-z\d+.-]*:\/\/|localhost\b|\[|[\w-]+(\.[\w-]+)+(:\d+)?(\/|$)|[\w-]+:\d+(\/|$))/i

function problemOf(text: string): string {
  const problem = almostUrl.test(text) ? parseHttpUrl(text) : undefined
  return typeof problem === 'string'
    ? problem
    : `"${text}" is neither a URL with http:// or https:// nor svc/NAME[:PORT], deploy/NAME, pod/NAME or gateway/HOST`
}
