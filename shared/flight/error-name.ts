/** What became of a request that got no answer, in a few words beside the kind under which it is counted. */
const names: Readonly<Record<string, string>> = {
  closed: 'the connection ended before the answer',
  reset: 'the connection was cut',
  timeout: 'no answer in time',
  refused: 'nothing listens there',
  unreachable: 'no route to it',
  dns: 'its name is not known',
  garbage: 'the answer is not HTTP',
  tls: 'the handshake failed',
  goaway: 'the server ended the session',
  'no grpc-status': 'an answer without a status',
  'not serving': 'the health check says no',
  'no free port': 'of this machine',
  'too many open files': 'on this machine',
}

/** Null for a kind that says it all, or is not known. */
export const errorName = (kind: string): string | null => names[kind] ?? null
