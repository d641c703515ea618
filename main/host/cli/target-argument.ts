/** TARGET of `aviary flight run`: a URL, `svc/NAME[:PORT][/PATH]`, `deploy/NAME[:PORT][/PATH]`, `pod/NAME[:PORT][/PATH]`, `gateway/HOST[/PATH]`. */
import { fail } from '#shared/model/failure.ts'
import type { FlightTarget } from '#shared/model/flight.ts'

export interface ParsedTarget {
  readonly target: FlightTarget
  /** Path and query, when the argument has one. */
  readonly path: string | undefined
}

const inCluster = /^(svc|service|deploy|deployment|pod|gateway)\/([^/:]+)(?::(\d+))?(\/.*)?$/
const isUrl = (text: string) => /^https?:\/\//i.test(text)

/** Whether a context must be there before more can be said: not for a URL, nor for what is no target at all. */
export const needsContext = (text: string) => inCluster.test(text)

/** A service without a port gets 0 here and is asked for its first port later. */
export function parseTarget(text: string, context: string | undefined, namespace: string): ParsedTarget {
  if (isUrl(text)) return { target: { kind: 'url', url: text }, path: undefined }
  const match = inCluster.exec(text)
  if (match === null) {
    const reason = `"${text}" is neither a URL with http:// or https:// nor svc/NAME[:PORT], deploy/NAME, pod/NAME or gateway/HOST`
    return fail({ code: 'bad-input', field: 'TARGET', reason })
  }
  const [, kind = '', name = '', portText, path] = match
  if (context === undefined) return fail({ code: 'no-context', known: [] })
  const port = portText === undefined ? undefined : Number(portText)
  if (port !== undefined && (port < 1 || port > 65_535)) {
    fail({ code: 'bad-input', field: 'TARGET', reason: `port ${port} is not between 1 and 65535` })
  }
  if (kind === 'gateway') return { target: { kind: 'gateway', context, host: name }, path }
  const withPort = port === undefined ? {} : { port }
  if (kind.startsWith('deploy')) {
    return { target: { kind: 'deployment', context, namespace, deployment: name, ...withPort }, path }
  }
  if (kind === 'pod') return { target: { kind: 'pod', context, namespace, pod: name, ...withPort }, path }
  return { target: { kind: 'service', context, namespace, service: name, port: port ?? 0 }, path }
}
