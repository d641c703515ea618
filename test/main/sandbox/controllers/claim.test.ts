import { describe, expect, it } from 'vitest'
import type { KubeObject } from '#shared/model/kube.ts'
import { planClaims } from '../../../../main/sandbox/controllers/claim.ts'

const owner = {
  apiVersion: 'apps/v1',
  kind: 'ReplicaSet',
  metadata: { name: 'web', namespace: 'shop', uid: 'u1' },
  spec: { selector: { matchLabels: { app: 'web' } } },
}
const pod = (name: string, app: string, deleted = false): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name,
    namespace: 'shop',
    labels: { app },
    ...(deleted ? { deletionTimestamp: '2026-11-24T12:00:00Z' } : {}),
  },
})
const names = (objects: readonly KubeObject[]) => objects.map(({ metadata }) => metadata.name)

describe('claims', () => {
  const owned = [pod('a', 'web'), pod('b', 'aside'), pod('c', 'aside', true)]
  const orphans = [pod('d', 'web'), pod('e', 'other'), pod('f', 'web', true)]

  it('keep what matches, release what no longer does, adopt what does; what goes is left alone', () => {
    const { kept, release, adopt } = planClaims(owner, owned, orphans)
    expect([names(kept), names(release), names(adopt)]).toEqual([['a'], ['b'], ['d']])
  })

  it('of an owner that is being deleted change nothing', () => {
    const metadata = { ...owner.metadata, deletionTimestamp: '2026-11-24T12:00:00Z' }
    const { kept, release, adopt } = planClaims({ ...owner, metadata }, owned, orphans)
    expect([names(kept), names(release), names(adopt)]).toEqual([['a', 'b', 'c'], [], []])
  })
})
