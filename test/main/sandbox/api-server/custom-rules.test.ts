import { describe, expect, it } from 'vitest'
import { ruleCauses } from '../../../../main/sandbox/api-server/custom-rules.ts'

const integer = { type: 'integer' }
const schemaWith = (rule: object, spec: object = { low: integer, high: integer }) => ({
  type: 'object',
  properties: { spec: { type: 'object', properties: spec, 'x-kubernetes-validations': [rule] } },
})
const causes = (rule: object, now: object, before?: object) =>
  ruleCauses(schemaWith(rule), { spec: now }, before === undefined ? undefined : { spec: before })

describe('a rule', () => {
  it('refuses what it does not hold for', () => {
    const rule = { rule: 'self.low <= self.high', message: 'low first' }
    expect(causes(rule, { low: 1, high: 2 })).toEqual([])
    expect(causes(rule, { low: 3, high: 2 })).toEqual([
      { reason: 'FieldValueInvalid', field: 'spec', message: 'Invalid value: low first' },
    ])
  })

  it('of changes is asked of changes alone', () => {
    const rule = { rule: 'self.low == oldSelf.low', fieldPath: '.low', reason: 'FieldValueForbidden' }
    expect(causes(rule, { low: 1 })).toEqual([])
    expect(causes(rule, { low: 2 }, { low: 1 })).toEqual([
      {
        reason: 'FieldValueForbidden',
        field: 'spec.low',
        message: 'Forbidden: failed rule: self.low == oldSelf.low',
      },
    ])
  })

  it('spares what was broken before and is not touched', () => {
    const rule = { rule: 'self.low <= self.high' }
    expect(causes(rule, { low: 3, high: 2 }, { low: 3, high: 2 })).toEqual([])
    expect(causes(rule, { low: 4, high: 2 }, { low: 3, high: 2 })).toHaveLength(1)
  })

  it('says where it cannot be evaluated', () => {
    expect(causes({ rule: 'self.low.nonsense()' }, { low: 1 })).toMatchObject([
      { field: 'spec', message: expect.stringContaining('no such overload') },
    ])
  })

  it('knows an item of a list by its keys', () => {
    const item = {
      type: 'object',
      properties: { name: { type: 'string' }, weight: integer },
      'x-kubernetes-validations': [{ rule: 'self.weight >= oldSelf.weight', message: 'only up' }],
    }
    const list = {
      type: 'array',
      items: item,
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['name'],
    }
    const schema = { type: 'object', properties: { items: list } }
    const before = { items: [{ name: 'a', weight: 5 }] }
    const now = {
      items: [
        { name: 'b', weight: 1 },
        { name: 'a', weight: 4 },
      ],
    }
    expect(ruleCauses(schema, now, before)).toEqual([
      { reason: 'FieldValueInvalid', field: 'items[1]', message: 'Invalid value: only up' },
    ])
  })
})
