import { Connection, type Line, type LineEvents } from './connection.ts'
import { createDialler } from './dialler.ts'
import { Http2Lane } from './http2-lane.ts'
import { Http2Sessions } from './http2-sessions.ts'
import type { Shot } from './messages.ts'

/** What opens a generator's lines: connections of HTTP/1.1, or lanes of sessions of HTTP/2. */
export interface Carrier {
  open(events: LineEvents): Line
  /** Connections that are open; undefined where each line is one. */
  readonly openCount: number | undefined
  /** What several lines share and was begun before this time (performance.now) takes no new requests. */
  retire(before: number): void
  close(): void
}

/** `part` is the thread, so that not all begin with the same address. */
export function createCarrier(shot: Shot, part: number): Carrier {
  const { http2 } = shot
  const dial = createDialler(shot.dial, part)
  if (http2 === null) {
    return {
      open: (events) => new Connection(shot, dial(), events),
      openCount: undefined,
      retire: () => undefined,
      close: () => undefined,
    }
  }
  const sessions = new Http2Sessions(shot, dial)
  return {
    open: (events) => new Http2Lane(http2, sessions, events),
    get openCount() {
      return sessions.openCount
    },
    retire: (before) => sessions.retire(before),
    close: () => sessions.close(),
  }
}
