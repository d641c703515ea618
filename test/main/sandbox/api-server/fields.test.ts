import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { deepFreeze, ownCopy, sharing } from '../../../../main/sandbox/api-server/fields.ts'

describe('a copy of what somebody gave', () => {
  it('stays as it was when the giver goes on writing', () => {
    const given = { spec: { ports: [{ port: 80 }], note: null, left: undefined } }
    const copy = ownCopy(given)
    given.spec.ports[0] = { port: 81 }
    given.spec.ports.push({ port: 82 })
    expect(copy).toStrictEqual({ spec: { ports: [{ port: 80 }], note: null, left: undefined } })
  })

  it('shares what has been stored before', () => {
    const template = deepFreeze({ spec: { containers: [{ name: 'app' }] } })
    const copy = ownCopy({ metadata: { name: 'a' }, template })
    expect(copy.template).toBe(template)
    expect(Object.isFrozen(copy.metadata)).toBe(false)
  })
})

describe('what is written, beside what is stored', () => {
  // What came as JSON, which has no -0.
  const json = fc.jsonValue({ maxDepth: 4 }).map((value) => JSON.parse(JSON.stringify(value)) as unknown)

  it('stays what it says', () => {
    fc.assert(
      fc.property(json, json, (stored, next) => {
        const said = JSON.stringify(next)
        expect(sharing(deepFreeze(stored), JSON.parse(said))).toStrictEqual(JSON.parse(said))
      }),
    )
  })

  it('is the stored one where it says the same', () => {
    fc.assert(
      fc.property(json, (value) => {
        const stored = deepFreeze(value)
        expect(sharing(stored, JSON.parse(JSON.stringify(value)))).toBe(stored)
      }),
    )
  })

  it('shares the parts that did not change', () => {
    const stored = deepFreeze({ conditions: [{ type: 'Ready', status: 'False' }, { type: 'Live' }] })
    const next = sharing(stored, { conditions: [{ type: 'Ready', status: 'True' }, { type: 'Live' }] })
    expect(next).toStrictEqual({ conditions: [{ type: 'Ready', status: 'True' }, { type: 'Live' }] })
    expect(next.conditions[1]).toBe(stored.conditions[1])
  })
})
