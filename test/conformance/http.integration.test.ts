import { createORPCClient } from '@orpc/client'
import { conformance } from './conformance.ts'
import { httpLink } from './http-link.ts'
import { serveFake } from './served.ts'

conformance('HTTP/JSON', async (fake) => {
  const served = await serveFake(fake)
  const wire = new AbortController()
  return {
    client: createORPCClient(httpLink(served.server.url, served.token, wire.signal)),
    breakWire: () => wire.abort(),
    close: served.close,
  }
})
