import { describe, expect, it } from 'vitest'
import { createDialler, type LookUpAll } from '#main/flight/engine/dialler.ts'
import type { Dial } from '#main/flight/engine/messages.ts'

const dial: Dial = { addresses: ['127.0.0.1', '127.0.0.2'], port: 80, lookup: null, tunnel: null, ends: 1 }
const named = (onlyHere: boolean): Dial => ({ ...dial, lookup: { host: 'shop.test', family: 4, onlyHere } })

/** Where one connection of it goes. */
async function dialled(to: ReturnType<ReturnType<typeof createDialler>>): Promise<string> {
  const { lookup, host } = to
  if (lookup === undefined) return host
  return await new Promise((resolve) =>
    lookup(host, {}, (error, address) => resolve(error === null ? String(address) : String(error))),
  )
}

describe('dialling', () => {
  it('goes to the addresses in turn, each thread beginning with another', () => {
    const hosts = (first: number) => {
      const next = createDialler(dial, first)
      return [next(), next(), next()].map(({ host }) => host.at(-1)).join('')
    }
    expect([hosts(0), hosts(1)]).toEqual(['121', '212'])
    expect(createDialler(dial)()).toEqual({ host: '127.0.0.1', port: 80, noDelay: true })
  })

  it('looks the name up for each connection, and goes to what it has by then in turn', async () => {
    const asked: unknown[] = []
    let known = ['10.0.0.1', '10.0.0.2']
    const lookUp: LookUpAll = (host, { family }, done) => {
      asked.push([host, family])
      done(
        null,
        known.map((address) => ({ address, family: 4 })),
      )
    }
    const next = createDialler(named(false), 0, lookUp)
    expect([await dialled(next()), await dialled(next())]).toEqual(known)
    known = ['10.0.0.9']
    expect(await dialled(next())).toBe('10.0.0.9')
    expect(asked).toEqual(Array.from({ length: 3 }, () => ['shop.test', 4]))
  })

  it('hands on that a name is not known any more', async () => {
    const next = createDialler(named(false), 0, (_host, _options, done) =>
      done(Object.assign(new Error('ENOTFOUND'), { code: 'ENOTFOUND' }), []),
    )
    expect(await dialled(next())).toBe('Error: ENOTFOUND')
  })

  it('goes nowhere else when a name was allowed only because it led to this machine', async () => {
    const lookUp: LookUpAll = (_host, _options, done) => done(null, [{ address: '203.0.113.7', family: 4 }])
    expect(await dialled(createDialler(named(true), 0, lookUp)())).toBe(
      'Error: 203.0.113.7 is not on this machine',
    )
    expect(await dialled(createDialler(named(false), 0, lookUp)())).toBe('203.0.113.7')
  })
})
