import { describe, expect, it } from 'vitest'
import { createStore } from '../../../../main/sandbox/api-server/store.ts'
import { configMap } from './api-world.ts'

const key = '/configmaps'

describe('the store', () => {
  it('gives each write a version of its own and freezes what it keeps', () => {
    const store = createStore()
    const first = store.put(key, configMap('a'))
    const second = store.put(key, configMap('b'))
    expect(Number(second.metadata.resourceVersion)).toBe(Number(first.metadata.resourceVersion) + 1)
    expect(() => {
      first.metadata.name = 'changed'
    }).toThrow(TypeError)
  })

  it('replays what happened after a version, for one kind', () => {
    const store = createStore()
    store.put(key, configMap('a', { x: '1' }))
    const from = store.version()
    store.put(key, configMap('a', { x: '2' }))
    store.put('/secrets', configMap('other'))
    store.remove(key, 'default', 'a')
    expect(store.since(key, from).map(({ type, object }) => [type, object.data])).toEqual([
      ['MODIFIED', { x: '2' }],
      ['DELETED', { x: '2' }],
    ])
  })

  it('refuses versions that its log has forgotten', () => {
    const store = createStore()
    const from = store.version()
    for (let count = 0; count <= 40_000; count += 1) store.put(key, configMap('a'))
    expect(() => store.since(key, from)).toThrow(expect.objectContaining({ status: 410, reason: 'Expired' }))
    expect(store.since(key, store.version() - 10)).toHaveLength(10)
  })

  it('tells listeners in order, until they stop', () => {
    const store = createStore()
    const seen: string[] = []
    const stop = store.listen(key, ({ type }) => void seen.push(type))
    store.put(key, configMap('a'))
    store.put(key, configMap('a', { x: '1' }))
    stop()
    store.remove(key, 'default', 'a')
    expect(seen).toEqual(['ADDED', 'MODIFIED'])
  })

  it('tells everybody where a listener fails, and the writer of the failure', () => {
    const store = createStore()
    const seen: string[] = []
    store.listenToAll(({ type }) => {
      throw new Error(`cannot handle ${type}`)
    })
    store.listen(key, ({ type }) => {
      seen.push(`first ${type}`)
      throw new Error('nor can I')
    })
    store.listen(key, ({ type }) => void seen.push(`second ${type}`))
    expect(() => store.put(key, configMap('a'))).toThrow('cannot handle ADDED')
    expect(() => store.remove(key, 'default', 'a')).toThrow('cannot handle DELETED')
    expect(seen).toEqual(['first ADDED', 'second ADDED', 'first DELETED', 'second DELETED'])
    expect(store.list(key, 'default')).toEqual([])
  })
})
