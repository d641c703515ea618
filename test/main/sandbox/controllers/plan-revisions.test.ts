import { describe, expect, it } from 'vitest'
import type { Pod } from '#shared/model/kube.ts'
import { type DaemonSet, daemonSetResource } from '../../../../main/sandbox/controllers/plan-daemons.ts'
import {
  type ControllerRevision,
  forgottenRevisions,
  hashOf,
  holdsTemplate,
  newRevision,
  planRevisions,
} from '../../../../main/sandbox/controllers/plan-revisions.ts'

const set = (image: string, more: Partial<DaemonSet['spec']> = {}, collisionCount?: number): DaemonSet => ({
  apiVersion: 'apps/v1',
  kind: 'DaemonSet',
  metadata: { name: 'agent', namespace: 'shop', uid: 'u', annotations: { why: image } },
  spec: {
    selector: { matchLabels: { app: 'agent' } },
    template: { metadata: { labels: { app: 'agent' } }, spec: { containers: [{ name: 'agent', image }] } },
    ...more,
  },
  ...(collisionCount === undefined ? {} : { status: { collisionCount } }),
})
const revision = (image: string, number: number) => newRevision(daemonSetResource, set(image), number)
const podOf = ({ metadata }: ControllerRevision) =>
  ({ metadata: { name: 'p', labels: metadata.labels } }) as unknown as Pod

describe('the revisions of a DaemonSet', () => {
  it('begin with the first', () => {
    expect(planRevisions(set('a:1'), [])).toEqual({ current: undefined, number: 1, others: [] })
  })

  it('hold a patch that brings the template back, its keys in order', () => {
    const { metadata, data, revision: number } = revision('a:1', 3)
    expect(JSON.stringify(data)).toBe(
      '{"spec":{"template":{"$patch":"replace","metadata":{"labels":{"app":"agent"}},"spec":{"containers":[{"image":"a:1","name":"agent"}]}}}}',
    )
    expect(number).toBe(3)
    expect(metadata.name).toBe(`agent-${metadata.labels?.['controller-revision-hash']}`)
    expect(metadata.labels).toMatchObject({ app: 'agent' })
    expect(metadata.annotations).toEqual({ why: 'a:1' })
    expect(metadata.ownerReferences).toMatchObject([{ kind: 'DaemonSet', uid: 'u', controller: true }])
  })

  it('count on where the template is new', () => {
    const others = [revision('a:2', 2), revision('a:1', 1)]
    expect(planRevisions(set('a:3'), others)).toEqual({
      ...{ current: undefined, number: 3 },
      others: [revision('a:1', 1), revision('a:2', 2)],
    })
  })

  it('count the one of an earlier template anew where the set goes back to it', () => {
    const plan = planRevisions(set('a:1'), [revision('a:1', 1), revision('a:2', 2)])
    expect(plan).toEqual({ current: revision('a:1', 1), number: 3, others: [revision('a:2', 2)] })
  })

  it('stay as they are while nothing changes', () => {
    const plan = planRevisions(set('a:2'), [revision('a:1', 1), revision('a:2', 2)])
    expect(plan).toEqual({ current: revision('a:2', 2), number: 2, others: [revision('a:1', 1)] })
  })

  it('have another hash where the name was taken', () => {
    const taken = newRevision(daemonSetResource, set('a:1'), 1)
    const next = newRevision(daemonSetResource, set('a:1', {}, 1), 1)
    expect(next.metadata.name).not.toBe(taken.metadata.name)
    expect(holdsTemplate(next, set('a:1'))).toBe(true)
    expect(holdsTemplate(next, set('a:2'))).toBe(false)
  })

  it('are forgotten beyond the limit, the oldest first, but for those whose pods still run', () => {
    const others = [revision('a:1', 1), revision('a:2', 2), revision('a:3', 3)]
    const [first] = others as [ControllerRevision]
    const names = (limit: number | undefined, pods: readonly Pod[]) =>
      forgottenRevisions(
        set('a:4', limit === undefined ? {} : { revisionHistoryLimit: limit }),
        others,
        pods,
      ).map(({ revision: number }) => number)
    expect(names(undefined, [])).toEqual([])
    expect(names(2, [])).toEqual([1])
    expect(names(2, [podOf(first)])).toEqual([2])
    expect(names(0, [podOf(first)])).toEqual([2, 3])
    expect(hashOf(podOf(first))).toBe(hashOf(first))
  })
})
