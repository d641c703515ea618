import { describe, expect, it } from 'vitest'
import type { KubeObject } from '#shared/model/kube.ts'
import { ClusterApiError } from '../../../../main/sandbox/cluster-api.ts'
import { followObjects, type WatchLine } from '../../../../main/sandbox/remote/follow-objects.ts'

const pod = (name: string, resourceVersion: number, uid = name): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'shop', uid, resourceVersion: String(resourceVersion) },
})

type Step = { list: KubeObject[]; at: number } | { list: 404 | 403 } | { watch: WatchLine[]; breaks?: Error }

/** Plays the steps in order, and ends with the last. */
async function follow(steps: readonly Step[]) {
  const told: string[] = []
  const asked: string[] = []
  const logged: string[] = []
  const stop = new AbortController()
  let next = 0
  const step = () => {
    const now = steps[next++]
    if (next >= steps.length) stop.abort()
    return now
  }
  await followObjects(
    {
      async list() {
        const now = step()
        asked.push('list')
        if (now === undefined || !('list' in now)) throw new Error(`asked to list at step ${next}`)
        if (!('at' in now)) throw new ClusterApiError(now.list, 'No', `HTTP ${now.list}`)
        return { items: now.list, resourceVersion: String(now.at) }
      },
      async watch(resourceVersion, onLine) {
        asked.push(`watch ${resourceVersion}`)
        const now = step()
        if (now === undefined || !('watch' in now)) throw new Error(`asked to watch at step ${next}`)
        for (const line of now.watch) onLine(line)
        if (now.breaks !== undefined) throw now.breaks
      },
      pause: async (ms) => void asked.push(`pause ${ms}`),
      log: (line) => void logged.push(line),
    },
    ({ type, object }) => told.push(`${type} ${object.metadata.name} ${object.metadata.uid}`),
    stop.signal,
  )
  return { told, asked, logged }
}

const nothing: Step = { watch: [] }

describe('followObjects', () => {
  it('tells what is there, then each change once', async () => {
    const { told, asked } = await follow([
      { list: [pod('a', 1)], at: 1 },
      {
        watch: [
          { type: 'ADDED', object: pod('a', 1) },
          { type: 'ADDED', object: pod('b', 2) },
          { type: 'MODIFIED', object: pod('a', 3) },
          { type: 'DELETED', object: pod('b', 4) },
        ],
      },
      nothing,
    ])
    expect(told).toEqual(['ADDED a a', 'ADDED b b', 'MODIFIED a a', 'DELETED b b'])
    expect(asked).toEqual(['list', 'watch 1', 'watch 4'])
  })

  it('goes on from the last version, that of a bookmark too, when a watch breaks', async () => {
    const { told, asked, logged } = await follow([
      { list: [], at: 5 },
      { watch: [{ type: 'BOOKMARK', object: pod('', 9) }], breaks: new Error('socket hang up') },
      nothing,
    ])
    expect(told).toEqual([])
    expect(asked).toEqual(['list', 'watch 5', 'pause 500', 'watch 9'])
    expect(logged).toEqual(['watch: socket hang up'])
  })

  it('lists again after 410 and tells what went in between', async () => {
    const gone = { type: 'ERROR', object: { ...pod('', 0), code: 410, message: 'too old' } } as const
    const { told, asked, logged } = await follow([
      { list: [pod('a', 1), pod('b', 2), pod('c', 3)], at: 3 },
      { watch: [gone] },
      { list: [pod('a', 1), pod('c', 7, 'other'), pod('d', 8)], at: 8 },
      nothing,
    ])
    expect(told.slice(3)).toEqual(['DELETED b b', 'DELETED c c', 'ADDED c other', 'ADDED d d'])
    expect(asked).toEqual(['list', 'watch 3', 'list', 'watch 8'])
    expect(logged).toEqual([])
  })

  it('asks again for a kind that is not served, without a word; says every other refusal', async () => {
    const { told, asked, logged } = await follow([
      { list: 404 },
      { list: 403 },
      { list: [pod('a', 1)], at: 1 },
      nothing,
    ])
    expect(told).toEqual(['ADDED a a'])
    expect(asked).toEqual(['list', 'pause 2000', 'list', 'pause 500', 'list', 'watch 1'])
    expect(logged).toEqual(['watch: HTTP 403'])
  })
})
