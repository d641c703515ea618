import { createRouterClient } from '@orpc/server'
import { conformance } from './conformance.ts'

conformance('nothing, in one process', async ({ router }) => ({
  client: createRouterClient(router, { context: {} }),
  breakWire: null,
  close: async () => undefined,
}))
