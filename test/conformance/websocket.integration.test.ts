import { once } from 'node:events'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/websocket'
import { WebSocket } from 'ws'
import { conformance } from './conformance.ts'
import { serveFake } from './served.ts'

conformance('a WebSocket', async (fake) => {
  const served = await serveFake(fake)
  const socket = new WebSocket(`${served.server.url.replace('http', 'ws')}/rpc`, {
    headers: { authorization: `Bearer ${served.token}` },
  })
  await once(socket, 'open')
  return {
    client: createORPCClient(new RPCLink({ websocket: socket as unknown as globalThis.WebSocket })),
    breakWire: () => socket.terminate(),
    close: served.close,
  }
})
