import type { Duplex } from 'node:stream'
import type { ByteStream } from './call-types.ts'

/** Passes bytes on both ways until the client's connection is closed, and counts them. */
export function carry({ socket, carried }: ByteStream, server: Duplex): Promise<void> {
  socket.on('data', (chunk: Buffer) => {
    carried.receivedBytes += chunk.length
  })
  server.on('data', (chunk: Buffer) => {
    carried.sentBytes += chunk.length
  })
  socket.pipe(server)
  server.pipe(socket)
  for (const one of [socket, server]) one.on('error', () => one.destroy())
  // What was said before the end still has to arrive; nobody reads what comes, but its end.
  server.once('close', () => void socket.end().resume())
  return new Promise((resolve) => {
    const end = () => {
      server.destroy()
      resolve()
    }
    if (socket.destroyed) end()
    else socket.once('close', end)
  })
}
