import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it } from 'vitest'
import type { CallReply } from '#main/sandbox/data-plane/call-types.ts'
import { serveAtGateway } from '#main/sandbox/data-plane/ingress.ts'
import type { PodRuntime } from '#main/sandbox/data-plane/pod-runtime.ts'

it('the ingress closes the connection where a route sets a header that cannot be sent', async () => {
  const reply: CallReply = {
    ...{ status: 200, flags: '-', contentType: 'text/plain', body: Buffer.from('hello') },
    ...{ headers: { 'x-note': 'two\nlines' }, withoutHeaders: [] },
  }
  const serve = serveAtGateway({ send: async () => reply, receive: async () => reply, healthy: () => [] })
  const entry = { target: 8080, config: 'http.8080', scheme: 'http' } as const
  const server = createServer((request, response) => serve({} as PodRuntime, entry, request, response))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow('fetch failed')
  server.close()
})
