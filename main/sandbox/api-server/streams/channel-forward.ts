/**
 * Port-forward for clients that speak `v4.channel.k8s.io` (and v5): binary messages that start with a channel number,
 * for the i-th port 2i data and 2i+1 errors; the first message on each channel is the port, little endian.
 */
import type { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'
import { type PodPorts, refusedText } from './port-forward.ts'

/** v5: the other side will write no more on the channel that follows. */
const closeChannel = 255

export function forwardChannels(socket: WebSocket, ports: readonly number[], pod: PodPorts): void {
  const left = new Set(ports.keys())
  /** A port whose program has said its last byte; after the last port's, as the kubelet, the whole is over. */
  const over = (index: number) => {
    if (left.delete(index) && left.size === 0) socket.close(1000)
  }
  const connections = ports.map((port, index) => open(socket, port, index, pod, over))
  socket.on('message', (message: Buffer) => {
    const [channel = 0, closed = 0] = message
    if (channel === closeChannel) connections[closed / 2]?.end()
    else if (message.length > 1 && connections[channel / 2]?.write(message.subarray(1)) === false) {
      socket.pause()
      connections[channel / 2]?.once('drain', () => socket.resume())
    }
  })
  socket.once('close', () => {
    for (const connection of connections) connection?.destroy()
  })
}

function open(
  socket: WebSocket,
  port: number,
  index: number,
  pod: PodPorts,
  over: (index: number) => void,
): Duplex | undefined {
  const [data, errors] = [index * 2, index * 2 + 1]
  const send = (channel: number, bytes: Buffer, done?: () => void) =>
    socket.send(Buffer.concat([Buffer.of(channel), bytes]), done)
  const number = Buffer.alloc(2)
  number.writeUInt16LE(port)
  send(data, number)
  send(errors, number)
  const connection = pod.connect(port)
  if (connection === undefined) {
    send(errors, Buffer.from(refusedText(pod.pod, port)))
    over(index)
    return undefined
  }
  connection.on('data', (bytes: Buffer) => {
    connection.pause()
    send(data, bytes, () => connection.resume())
  })
  connection.once('error', (error: Error) => send(errors, Buffer.from(error.message)))
  connection.once('end', () => over(index))
  connection.once('close', () => over(index))
  return connection
}
