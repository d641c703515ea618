import { once } from 'node:events'
import { createServer } from 'node:net'

/** Where no system takes the ports of its own connections from: below 32,768. */
const from = 12_000
const count = 20_000

/** A port of loopback that nobody listens on just now, and that nobody is given until somebody asks for this very one. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = from + Math.floor(Math.random() * count)
    if (await isFree(port)) return port
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1')
  try {
    await once(server, 'listening')
  } catch {
    return false
  }
  server.close()
  await once(server, 'close')
  return true
}
