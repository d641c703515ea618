import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it } from 'vitest'
import type { CallReply } from '#main/sandbox/data-plane/call-types.ts'
import { serveAtGateway } from '#main/sandbox/data-plane/ingress.ts'
import type { PodRuntime } from '#main/sandbox/data-plane/pod-runtime.ts'

it('the ingress leaves out a header that cannot be sent, and answers', async () => {
  const reply: CallReply = {
    ...{ status: 200, flags: '-', contentType: 'text/plain', body: Buffer.from('hello') },
    ...{ headers: { 'x-note': 'two\nlines' }, withoutHeaders: [] },
  }
  const serve = serveAtGateway({ send: async () => reply, receive: async () => reply, healthy: () => [] })
  const entry = { target: 8080, config: 'http.8080', scheme: 'http' } as const
  const server = createServer((request, response) => serve({} as PodRuntime, entry, request, response))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  const answer = await fetch(`http://127.0.0.1:${port}/`)
  expect([answer.status, await answer.text(), answer.headers.get('x-note')]).toEqual([200, 'hello', null])
  server.close()
})
