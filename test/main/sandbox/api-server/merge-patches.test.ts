import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mergePatch, strategicMergePatch } from '../../../../main/sandbox/api-server/merge-patches.ts'
import { typeNamed } from '../../../../main/sandbox/api-server/types/types.ts'

describe('a merge patch', () => {
  // The examples of RFC 7386, appendix A.
  it.each([
    [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
    [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
    [{ a: 'b' }, { a: null }, {}],
    [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
    [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
    [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
    [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
    [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
    [
      ['a', 'b'],
      ['c', 'd'],
      ['c', 'd'],
    ],
    [{ a: 'b' }, ['c'], ['c']],
    [{ a: 'foo' }, null, null],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [[1, 2], { a: 'b', c: null }, { a: 'b' }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  ])('turns %j with %j into %j', (target, patch, result) => {
    expect(mergePatch(target, patch)).toEqual(result)
  })

  it('done twice is as done once, and leaves its arguments alone', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (target, patch) => {
        const before = JSON.stringify([target, patch])
        const once = mergePatch(target, patch)
        expect(mergePatch(once, patch)).toEqual(once)
        expect(JSON.stringify([target, patch])).toBe(before)
      }),
    )
  })
})

describe('a strategic merge patch', () => {
  const container = (name: string, rest: object = {}) => ({ name, image: `${name}:1`, ...rest })

  it('merges containers by name and keeps the others', () => {
    expect(
      strategicMergePatch(
        { containers: [container('a', { args: ['x'] }), container('b')] },
        {
          containers: [{ name: 'b', image: 'b:2' }],
          '$setElementOrder/containers': [{ name: 'a' }, { name: 'b' }],
        },
        typeNamed('core.v1.PodSpec'),
      ),
    ).toEqual({ containers: [container('a', { args: ['x'] }), container('b', { image: 'b:2' })] })
  })

  it('deletes items and puts the rest into the order that is asked for', () => {
    expect(
      strategicMergePatch(
        { env: [{ name: 'A' }, { name: 'B' }, { name: 'C' }] },
        {
          env: [
            { name: 'B', $patch: 'delete' },
            { name: 'D', value: '4' },
          ],
          '$setElementOrder/env': [{ name: 'D' }, { name: 'C' }, { name: 'A' }],
        },
        typeNamed('core.v1.Container'),
      ),
    ).toEqual({ env: [{ name: 'D', value: '4' }, { name: 'C' }, { name: 'A' }] })
  })

  it('tells the ports of containers and of Services apart', () => {
    expect(
      strategicMergePatch(
        { ports: [{ containerPort: 80, name: 'a' }] },
        { ports: [{ containerPort: 81 }] },
        typeNamed('core.v1.Container'),
      ),
    ).toEqual({ ports: [{ containerPort: 81 }, { containerPort: 80, name: 'a' }] })
    expect(
      strategicMergePatch(
        { ports: [{ port: 80, targetPort: 1 }] },
        { ports: [{ port: 80, targetPort: 2 }] },
        typeNamed('core.v1.ServiceSpec'),
      ),
    ).toEqual({ ports: [{ port: 80, targetPort: 2 }] })
  })

  it.each([
    ['replaces lists without a key', { args: ['a', 'b'] }, { args: ['c'] }, { args: ['c'] }],
    ['adds to finalizers', { finalizers: ['a'] }, { finalizers: ['b'] }, { finalizers: ['b', 'a'] }],
    [
      'takes from lists of values',
      { finalizers: ['a', 'b'] },
      { '$deleteFromPrimitiveList/finalizers': ['a'] },
      { finalizers: ['b'] },
    ],
    [
      'drops what $retainKeys does not name',
      { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1 } } },
      { strategy: { $retainKeys: ['type'], type: 'Recreate' } },
      { strategy: { type: 'Recreate' } },
    ],
    ['replaces with $patch', { a: { b: 1, c: 2 } }, { a: { $patch: 'replace', d: 3 } }, { a: { d: 3 } }],
    ['deletes with null', { a: 1, b: 2 }, { a: null }, { b: 2 }],
  ])('%s', (_, target, patch, result) => {
    expect(strategicMergePatch(target, patch, typeNamed('meta.v1.ObjectMeta'))).toEqual(result)
  })

  it('is a merge patch where there are no lists and no directives', () => {
    const value = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        fc.string(),
        fc.integer(),
        fc.constant(null),
        fc.dictionary(fc.stringMatching(/^[a-z]{1,3}$/), tie('tree')),
      ),
    })).tree
    const object = fc.dictionary(fc.stringMatching(/^[a-z]{1,3}$/), value)
    fc.assert(
      fc.property(object, object, (target, patch) => {
        expect(strategicMergePatch(target, patch)).toEqual(mergePatch(target, patch))
      }),
    )
  })
})
