import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { diffLines, mergePatchBetween } from '#main/kube/merge-patch.ts'

/** RFC 7386, the reading side. */
function merge(target: unknown, patch: unknown): unknown {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) return patch
  const result = typeof target === 'object' && target !== null && !Array.isArray(target) ? { ...target } : {}
  const fields = result as Record<string, unknown>
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete fields[key]
    else fields[key] = merge(fields[key], value)
  }
  return fields
}

const leaf = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.array(fc.integer(), { maxLength: 3 }))
const tree = fc.letrec((tie) => ({
  fields: fc.dictionary(
    fc.constantFrom('a', 'b', 'c', 'd'),
    fc.oneof({ depthSize: 'small' }, leaf, tie('fields')),
  ),
})).fields as fc.Arbitrary<Record<string, unknown>>

describe('a merge patch', () => {
  it('turns one object into the other', () => {
    fc.assert(
      fc.property(tree, tree, (from, to) => {
        expect(merge(from, mergePatchBetween(from, to) ?? {})).toEqual(to)
      }),
    )
  })

  it('is nothing when nothing differs', () => {
    fc.assert(fc.property(tree, (same) => mergePatchBetween(same, structuredClone(same)) === undefined))
  })

  it('replaces lists whole and removes by null', () => {
    expect(mergePatchBetween({ a: [1, 2], b: 1 }, { a: [2] })).toEqual({ a: [2], b: null })
  })
})

describe('a diff', () => {
  it('shows what went and what came, and leaves out the rest', () => {
    expect(diffLines({ image: 'a:1', name: 'x' }, { image: 'a:2', name: 'x' })).toEqual([
      '- image: a:1',
      '+ image: a:2',
    ])
    expect(diffLines(undefined, { a: 1 })).toEqual(['+ a: 1'])
    expect(diffLines({ a: 1 }, { a: 1 })).toEqual([])
  })
})
