import { expect, it } from 'vitest'
import { coversHost } from '#main/sandbox/host-pattern.ts'

it.each([
  ['*', 'a.example', true],
  ['*', '*.example', true],
  ['a.example', 'a.example', true],
  ['*.example', 'a.example', true],
  ['*.example', 'b.a.example', true],
  ['*.example', '*.a.example', true],
  ['*.example', 'example', false],
  ['*.example', '*', false],
  ['a.example', '*.example', false],
  ['*.ample', 'a.example', false],
])('%s covers %s: %s', (wide, narrow, covers) => {
  expect(coversHost(wide, narrow)).toBe(covers)
})
