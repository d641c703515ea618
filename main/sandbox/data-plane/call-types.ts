/** What passes between the proxies of two pods. */
import type { Duplex } from 'node:stream'
import type { AppReply, HeaderValues } from './app.ts'
import type { Endpoint } from './upstreams.ts'

/** A connection whose bytes are passed on as they come. */
export interface ByteStream {
  readonly socket: Duplex
  /** In its hello. */
  readonly serverName: string | undefined
  /** Until now: from the client, and to it. */
  readonly carried: { receivedBytes: number; sentBytes: number }
}

export const byteStream = (socket: Duplex, serverName?: string): ByteStream => ({
  ...{ socket, serverName, carried: { receivedBytes: 0, sentBytes: 0 } },
})

export interface CallRequest {
  readonly host: string
  readonly port: number
  readonly method: string
  readonly path: string
  readonly headers: HeaderValues
  readonly body?: Buffer
  /** The name whose address is dialled, where `host` is another. */
  readonly dialled?: string
  /** At a gateway: how it came, and the route configuration of the server that took it. */
  readonly scheme?: 'http' | 'https'
  readonly config?: string
  /** On the wire, headers and all. */
  readonly bytes: number
  /** In place of a request: a connection with all that is said on it. Its answer comes when it has ended. */
  readonly stream?: ByteStream
}

export interface CallReply extends AppReply {
  readonly flags: string
  /** Of the route: what it sets and adds. */
  readonly headers: Readonly<Record<string, string>>
  readonly withoutHeaders: readonly string[]
  readonly location?: string
  /** Time until the endpoint had answered; undefined when the proxy answered by itself. */
  readonly upstreamMs?: number
}

/** `refused`: no connection; `reset`: it broke before an answer; `overflow`: the upstream's limits allow no more. */
export type Outcome = AppReply | 'refused' | 'reset' | 'overflow'

/** How the tries of one request ended, and where the last was. */
export interface Attempted {
  readonly outcome: Outcome | 'timeout' | 'try-timeout'
  readonly endpoint: Endpoint
  /** It would have been tried again. */
  readonly retriesUsedUp: boolean
  /** It would have been, but too many others were. */
  readonly retriesOverflowed?: boolean
}
