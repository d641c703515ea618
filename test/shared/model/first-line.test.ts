import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { firstLineOf } from '#shared/model/first-line.ts'

const errorOf = (act: () => unknown): unknown => {
  try {
    return act()
  } catch (error) {
    return error
  }
}

it.each([
  [
    errorOf(() => parse('not: [yaml\n')),
    'Flow sequence in block collection must be sufficiently indented and end with a ] at line 2, column 1',
  ],
  [new Error('connect ECONNREFUSED 127.0.0.1:1'), 'connect ECONNREFUSED 127.0.0.1:1'],
  ['a word', 'a word'],
  [new Error(''), ''],
])('says of %s its first line', (error, said) => {
  expect(firstLineOf(error)).toBe(said)
})
