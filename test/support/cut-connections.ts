/** A way to a server that can be cut: every connection that is open breaks, new ones go through. */
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

export interface CuttableWay {
  /** https://127.0.0.1:PORT */
  readonly url: string
  open(): number
  cut(): void
  close(): Promise<void>
}

export async function cuttableWay(to: string): Promise<CuttableWay> {
  const { hostname, port } = new URL(to)
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    const other = connect(Number(port), hostname)
    for (const [one, next] of [
      [socket, other],
      [other, socket],
    ] as const) {
      sockets.add(one)
      one.on('error', () => next.destroy())
      one.once('close', () => {
        sockets.delete(one)
        next.destroy()
      })
      one.pipe(next)
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const cut = () => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    open: () => sockets.size / 2,
    cut,
    async close() {
      cut()
      server.close()
      await once(server, 'close')
    },
  }
}
