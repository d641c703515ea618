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
  const connections = ports.map((port, index) => open(socket, port, index, pod))
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

function open(socket: WebSocket, port: number, index: number, pod: PodPorts): Duplex | undefined {
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
    socket.close(1000)
    return undefined
  }
  connection.on('data', (bytes: Buffer) => {
    connection.pause()
    send(data, bytes, () => connection.resume())
  })
  connection.once('error', (error: Error) => send(errors, Buffer.from(error.message)))
  connection.once('close', () => socket.close(1000))
  return connection
}
