import { expect, it } from 'vitest'
import { startEventExpiry } from '#main/sandbox/api-server/event-expiry.ts'
import { createStore } from '#main/sandbox/api-server/store.ts'
import { manualClock } from '../../../support/manual-clock.ts'

const minuteMs = 60_000
const event = (name: string, count = 1) =>
  ({ apiVersion: 'v1', kind: 'Event', metadata: { name, namespace: 'shop' }, count }) as never

function running() {
  const clock = manualClock()
  const store = createStore()
  const stop = startEventExpiry(store, clock)
  const names = () => store.list('/events', undefined).map(({ metadata }) => metadata.name)
  return { clock, store, stop, names }
}

it('an Event is gone an hour after it was last written', async () => {
  const { clock, store, names } = running()
  store.put('/events', event('once'))
  await clock.advance(10 * minuteMs)
  store.put('/events', event('twice'))
  await clock.advance(40 * minuteMs)
  store.put('/events', event('twice', 2))
  await clock.advance(10 * minuteMs - 1)
  expect(names()).toEqual(['once', 'twice'])
  await clock.advance(1)
  expect(names()).toEqual(['twice'])
  await clock.advance(50 * minuteMs)
  expect(names()).toEqual([])
})

it('what is gone before is not waited for, and nothing once it is stopped', async () => {
  const { clock, store, stop, names } = running()
  store.put('/events', event('gone'))
  store.remove('/events', 'shop', 'gone')
  await clock.advance(61 * minuteMs)
  expect(clock.timers()).toBe(0)
  store.put('/events', event('kept'))
  stop()
  expect(clock.timers()).toBe(0)
  await clock.advance(61 * minuteMs)
  expect(names()).toEqual(['kept'])
})
