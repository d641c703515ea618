/**
 * SPDY/3.1 over one connection: streams that the other side opens, with the bytes both ways. Clients of Kubernetes keep no
 * windows and send no WINDOW_UPDATE, so what they take is limited by the connection below alone.
 */
import {
  controlFrame,
  dataFrame,
  type Frame,
  finFlag,
  frameReader,
  frameTypes,
  windowUpdate,
} from './spdy-frames.ts'
import { createHeaderCodec } from './spdy-headers.ts'

/** The connection below: an upgraded socket, or the binary messages of a WebSocket. */
export interface FrameTransport {
  /** `sent` is called when the bytes are on their way. */
  send(bytes: Buffer, sent?: () => void): void
  onData(listener: (bytes: Buffer) => void): void
  onClose(listener: () => void): void
  close(): void
}

export interface SpdyStream {
  readonly headers: Readonly<Record<string, string>>
  send(bytes: Buffer, sent?: () => void): void
  /** An empty last frame, once. */
  finish(): void
}

/** What becomes of a stream. */
export interface StreamHandler {
  /** `taken` lets the other side send as much again. */
  data?(bytes: Buffer, taken: () => void): void
  /** The other side sends no more. */
  end?(): void
  /** It is broken off, or the connection is gone. */
  drop?(): void
}

export interface SpdySession {
  /** Ends the connection below. */
  close(): void
}

export function createSpdySession(
  transport: FrameTransport,
  accept: (stream: SpdyStream) => StreamHandler,
  onClose: () => void = () => undefined,
): SpdySession {
  const codec = createHeaderCodec()
  const read = frameReader()
  const handlers = new Map<number, StreamHandler>()
  // Header blocks are inflated asynchronously and frames must not overtake each other.
  let turn: Promise<void> = Promise.resolve()
  let closed = false

  transport.onData((bytes) => {
    for (const frame of read(bytes)) turn = turn.then(() => handle(frame)).catch(fail)
  })
  transport.onClose(end)

  function end(): void {
    if (closed) return
    closed = true
    for (const handler of handlers.values()) handler.drop?.()
    onClose()
    void turn.finally(() => codec.close())
  }

  /** A connection that does not speak SPDY is ended; kubectl says so. */
  function fail(): void {
    end()
    transport.close()
  }

  async function handle(frame: Frame): Promise<void> {
    if (closed) return
    const { type, flags, streamId, payload } = frame
    if (type === 0) receive(streamId, payload, (flags & finFlag) !== 0)
    else if (type === frameTypes.synStream) await open(streamId, payload)
    else if (type === frameTypes.headers) await codec.read(payload.subarray(4))
    else if (type === frameTypes.ping) transport.send(controlFrame(frameTypes.ping, 0, payload))
    else if (type === frameTypes.rstStream) drop(streamId)
    else if (type === frameTypes.goAway) fail()
  }

  async function open(id: number, payload: Buffer): Promise<void> {
    const headers = await codec.read(payload.subarray(10))
    const reply = Buffer.alloc(4)
    reply.writeUInt32BE(id)
    transport.send(controlFrame(frameTypes.synReply, 0, Buffer.concat([reply, await codec.write({})])))
    // What is to be done of it may end it at once.
    handlers.set(id, {})
    const handler = accept({
      headers,
      send: (bytes, sent) => transport.send(dataFrame(id, 0, bytes), sent),
      finish() {
        if (handlers.delete(id) && !closed) transport.send(dataFrame(id, finFlag, Buffer.alloc(0)))
      },
    })
    if (handlers.has(id)) handlers.set(id, handler)
  }

  function receive(id: number, bytes: Buffer, last: boolean): void {
    const handler = handlers.get(id)
    if (bytes.length > 0) {
      // 0 is the connection's own window.
      const taken = () => {
        if (!closed)
          transport.send(Buffer.concat([windowUpdate(id, bytes.length), windowUpdate(0, bytes.length)]))
      }
      if (handler?.data === undefined) taken()
      else handler.data(bytes, taken)
    }
    if (last) handler?.end?.()
  }

  function drop(id: number): void {
    handlers.get(id)?.drop?.()
    handlers.delete(id)
  }

  return { close: fail }
}
