import type { Duplex } from 'node:stream'

/** Looks at the first bytes of a connection, as many as `enough` asks for, and leaves them in it, paused. */
export function peek(
  socket: Duplex,
  enough: (first: Buffer) => boolean,
  then: (first: Buffer) => void,
): void {
  let first: Buffer = Buffer.alloc(0)
  const look = (chunk: Buffer) => {
    first = first.length === 0 ? chunk : Buffer.concat([first, chunk])
    if (!enough(first)) return
    socket.off('data', look)
    socket.pause()
    socket.unshift(first)
    then(first)
  }
  socket.on('data', look)
}
