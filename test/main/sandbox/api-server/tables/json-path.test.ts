import fc from 'fast-check'
import { expect, it } from 'vitest'
import { jsonPath } from '../../../../../main/sandbox/api-server/tables/json-path.ts'

const object = {
  metadata: { annotations: { 'a.b/c': 'x' } },
  spec: { hosts: ['a', 'b'], weight: 0 },
  status: {
    conditions: [
      { type: 'Ready', status: 'True' },
      { type: 'Other', status: 'False' },
    ],
    addresses: [{ value: '1' }, { value: '2' }],
  },
}

it.each([
  ['.spec.hosts', ['a', 'b']],
  ['.spec.hosts[1]', 'b'],
  ['.spec.weight', 0],
  ['.spec.none.at.all', undefined],
  [".metadata.annotations['a.b/c']", 'x'],
  ['.status.conditions[?(@.type=="Other")].status', 'False'],
  ['.status.addresses[*].value', '1,2'],
  ['$nonsense', undefined],
])('%s finds %j', (path, found) => {
  expect(jsonPath(path, object)).toEqual(found)
})

it('ends, whatever it is given', () => {
  fc.assert(fc.property(fc.string(), fc.jsonValue(), (path, value) => void jsonPath(path, value)))
})
