import { MessageChannel } from 'node:worker_threads'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import { RPCHandler } from '@orpc/server/message-port'
import { conformance } from './conformance.ts'

conformance('a MessagePort', async ({ router }) => {
  const { port1, port2 } = new MessageChannel()
  new RPCHandler(router).upgrade(port1, { context: {} })
  const link = new RPCLink({ port: port2 })
  port1.start()
  port2.start()
  return {
    client: createORPCClient(link),
    breakWire: () => port2.close(),
    close: async () => port1.close(),
  }
})
