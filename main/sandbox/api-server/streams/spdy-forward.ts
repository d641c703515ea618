/**
 * kubectl's port-forward: SPDY/3.1 streams over one connection. For each accepted connection kubectl opens two streams
 * with the same `requestid`, an error stream and a data stream; the data stream carries the bytes both ways.
 * kubectl keeps no windows and sends no WINDOW_UPDATE, so what it takes is limited by the connection below alone.
 */
import type { Duplex } from 'node:stream'
import { type PodPorts, refusedText } from './port-forward.ts'
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

interface Stream {
  readonly id: number
  readonly headers: Readonly<Record<string, string>>
  connection?: Duplex
}

export function forwardSpdy(transport: FrameTransport, pod: PodPorts): void {
  const codec = createHeaderCodec()
  const read = frameReader()
  const streams = new Map<number, Stream>()
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
    for (const { connection } of streams.values()) connection?.destroy()
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
    else if (type === frameTypes.synStream) await accept(streamId, payload)
    else if (type === frameTypes.headers) await codec.read(payload.subarray(4))
    else if (type === frameTypes.ping) transport.send(controlFrame(frameTypes.ping, 0, payload))
    else if (type === frameTypes.rstStream) drop(streamId)
    else if (type === frameTypes.goAway) fail()
  }

  async function accept(id: number, payload: Buffer): Promise<void> {
    const headers = await codec.read(payload.subarray(10))
    const stream: Stream = { id, headers }
    streams.set(id, stream)
    const reply = Buffer.alloc(4)
    reply.writeUInt32BE(id)
    transport.send(controlFrame(frameTypes.synReply, 0, Buffer.concat([reply, await codec.write({})])))
    if (headers.streamtype === 'data') connect(stream)
  }

  function connect(stream: Stream): void {
    const port = Number(stream.headers.port)
    const partner = [...streams.values()].find(
      ({ headers }) => headers.streamtype === 'error' && headers.requestid === stream.headers.requestid,
    )
    const finish = (problem?: string) => {
      if (partner !== undefined) {
        if (problem !== undefined) transport.send(dataFrame(partner.id, 0, Buffer.from(problem)))
        finishStream(partner)
      }
      finishStream(stream)
    }
    const connection = pod.connect(port)
    if (connection === undefined) {
      finish(refusedText(pod.pod, port))
      return
    }
    stream.connection = connection
    connection.on('data', (bytes: Buffer) => {
      connection.pause()
      transport.send(dataFrame(stream.id, 0, bytes), () => connection.resume())
    })
    connection.once('error', (error: Error) => finish(error.message))
    connection.once('end', () => finish())
    connection.once('close', () => finish())
  }

  function receive(id: number, bytes: Buffer, last: boolean): void {
    const stream = streams.get(id)
    if (bytes.length > 0) {
      // 0 is the connection's own window.
      const granted = () => {
        if (!closed)
          transport.send(Buffer.concat([windowUpdate(id, bytes.length), windowUpdate(0, bytes.length)]))
      }
      if (stream?.connection?.writable) stream.connection.write(bytes, granted)
      else granted()
    }
    if (last) stream?.connection?.end()
  }

  /** An empty last frame, once. */
  function finishStream(stream: Stream): void {
    if (streams.delete(stream.id) && !closed) transport.send(dataFrame(stream.id, finFlag, Buffer.alloc(0)))
  }

  function drop(id: number): void {
    streams.get(id)?.connection?.destroy()
    streams.delete(id)
  }
}
