/**
 * kubectl's port-forward: for each accepted connection kubectl opens two streams with the same `requestid`, an error
 * stream and a data stream; the data stream carries the bytes both ways.
 */
import { type PodPorts, refusedText } from './port-forward.ts'
import {
  createSpdySession,
  type FrameTransport,
  type SpdyStream,
  type StreamHandler,
} from './spdy-session.ts'

export function forwardSpdy(transport: FrameTransport, pod: PodPorts): void {
  const errors = new Map<string, SpdyStream>()

  createSpdySession(transport, (stream) => {
    const { streamtype, requestid = '' } = stream.headers
    if (streamtype === 'data') return connect(stream, requestid)
    if (streamtype === 'error') errors.set(requestid, stream)
    return { drop: () => void errors.delete(requestid) }
  })

  function connect(stream: SpdyStream, request: string): StreamHandler {
    const finish = (problem?: string) => {
      const partner = errors.get(request)
      errors.delete(request)
      if (problem !== undefined) partner?.send(Buffer.from(problem))
      partner?.finish()
      stream.finish()
    }
    const port = Number(stream.headers.port)
    const connection = pod.connect(port)
    if (connection === undefined) {
      finish(refusedText(pod.pod, port))
      return {}
    }
    connection.on('data', (bytes: Buffer) => {
      connection.pause()
      stream.send(bytes, () => connection.resume())
    })
    connection.once('error', (error: Error) => finish(error.message))
    connection.once('end', () => finish())
    connection.once('close', () => finish())
    return {
      data(bytes, taken) {
        if (connection.writable) connection.write(bytes, taken)
        else taken()
      },
      end: () => void connection.end(),
      drop: () => void connection.destroy(),
    }
  }
}
