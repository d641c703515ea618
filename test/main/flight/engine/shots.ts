import type { Shot } from '#main/flight/engine/messages.ts'

/** A request for / to a port of this machine, by a flight that is not said yet. */
export function shotTo(port: number): Shot {
  return {
    dial: { addresses: ['127.0.0.1'], port, lookup: null, tunnel: null, ends: 1 },
    tls: null,
    request: Buffer.from(`GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`),
    http2: null,
    requestsPerConnection: Number.POSITIVE_INFINITY,
    connectionAgeMs: Number.POSITIVE_INFINITY,
    skipsMissed: false,
    isHead: false,
    pacedRate: null,
    isPrecise: false,
    connections: 64,
    timeoutMs: 10_000,
    segments: [],
    seed: null,
    durationMs: 5000,
    warmUpMs: 0,
    expect: [],
    abort: false,
  }
}
