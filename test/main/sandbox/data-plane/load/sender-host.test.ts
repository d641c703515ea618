import { expect, it } from 'vitest'
import type { CallRequest } from '#main/sandbox/data-plane/call-types.ts'
import { createSender } from '#main/sandbox/data-plane/load/sender.ts'
import { manualClock } from '../../../../support/manual-clock.ts'
import { programWorld } from '../program-world.ts'

async function sent(headers: (readonly [string, string])[]): Promise<CallRequest> {
  const calls: CallRequest[] = []
  const clock = manualClock()
  const world = programWorld(clock, {
    async send(request) {
      calls.push(request)
      const reply = { status: 200, flags: '-', contentType: 'text/plain', body: Buffer.alloc(0) }
      return { ...reply, headers: {}, withoutHeaders: [] }
    },
  })
  const url = 'http://ingress.istio-system.svc:8080/page'
  const reply = createSender({ url, method: 'GET', headers, body: '', timeoutMs: 1000 }, world)?.()
  await clock.advance(1)
  await reply
  return calls[0]!
}

it('a request goes to the host of its URL', async () => {
  expect(await sent([])).toMatchObject({ host: 'ingress.istio-system.svc', port: 8080 })
})

it('a Host header names another than is dialled', async () => {
  expect(await sent([['Host', 'shop.example.com']])).toMatchObject({
    host: 'shop.example.com',
    dialled: 'ingress.istio-system.svc',
    port: 8080,
    headers: {},
  })
})
