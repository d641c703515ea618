import { describe, expect, it } from 'vitest'
import { createSignal } from '#main/signal.ts'

describe('a signal', () => {
  it('gives a slow reader the newest value and skips those in between', async () => {
    const signal = createSignal(0)
    const reader = signal.watch()
    expect(await reader.next()).toEqual({ done: false, value: 0 })
    const next = reader.next()
    signal.set(1)
    signal.set(2)
    expect(await next).toEqual({ done: false, value: 2 })
  })

  it('does not lose a change that comes while the reader is busy', async () => {
    const signal = createSignal(0)
    const reader = signal.watch()
    await reader.next()
    signal.set(1)
    expect(await reader.next()).toEqual({ done: false, value: 1 })
  })

  it('ends its streams when they are aborted', async () => {
    const signal = createSignal(0)
    const stop = new AbortController()
    const reader = signal.watch(stop.signal)
    await reader.next()
    const next = reader.next()
    stop.abort()
    expect(await next).toEqual({ done: true, value: undefined })
  })
})
