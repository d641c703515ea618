import { describe, expect, it } from 'vitest'
import { deepFreeze, ownCopy } from '../../../../main/sandbox/api-server/fields.ts'

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
