import { expect, it } from 'vitest'
import { goSyntax, goText } from '../../../../../main/sandbox/api-server/decoding/go-text.ts'

it('values are printed as Go prints them', () => {
  const value = { spec: { b: [1, 'x', null], a: true, c: 1.5 } }
  expect(goText(value)).toBe('map[spec:map[a:true b:[1 x <nil>] c:1.5]]')
  expect(goSyntax([1, 'a', { b: 1 }])).toBe('[]interface {}{1, "a", map[string]interface {}{"b":1}}')
})
