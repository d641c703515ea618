/** Looks of the Deployment controller, step by step, as pkg/controller/deployment of Kubernetes takes them. */
import { describe, expect, it } from 'vitest'
import { planRollout } from '../../../../main/sandbox/controllers/plan-rollout.ts'
import { type RolloutWorld, rolloutWorld } from './rollout-world.ts'

const nameOf = (world: RolloutWorld, image: string) =>
  world.sets.find((set) => set.spec.template.spec.containers[0]?.image === image)?.metadata.name ?? ''

const sizes = (world: RolloutWorld) => world.sets.map((set) => set.spec.replicas)

/** Looks until there is nothing more to do. */
function settle(world: RolloutWorld): string[] {
  const done: string[] = []
  for (let looks = 0; looks < 50; looks += 1) {
    const now = world.look()
    if (now.length === 0) return done
    done.push(...now)
  }
  throw new Error(`does not settle:\n${done.join('\n')}`)
}

function started(replicas: number, spec = {}): RolloutWorld {
  const world = rolloutWorld({ replicas, ...spec })
  settle(world)
  world.countAll()
  settle(world)
  return world
}

describe('the first rollout', () => {
  it('creates, then reports what became of it', () => {
    const world = rolloutWorld({ replicas: 3 })
    expect(world.look()).toEqual([
      'create v1 with 3',
      'report revision 1; nothing; Progressing=True NewReplicaSetCreated',
      'report unavailable 3; Progressing=True NewReplicaSetCreated, Available=False MinimumReplicasUnavailable',
    ])
    expect(world.look()).toEqual([])
    world.count(nameOf(world, 'web:1'), 3, 0)
    expect(world.look()).toEqual([
      'report replicas 3, updated 3, unavailable 3; Available=False MinimumReplicasUnavailable, Progressing=True ReplicaSetUpdated',
    ])
    world.countAll()
    expect(world.look()).toEqual([
      'report replicas 3, updated 3, ready 3, available 3; Available=True MinimumReplicasAvailable, Progressing=True NewReplicaSetAvailable',
    ])
    expect(world.look()).toEqual([])
  })
})

describe('a rolling update', () => {
  it('moves within surge and unavailable', () => {
    const world = started(4)
    world.setImage('web:2')
    // 25 % of 4: one more, one less.
    expect(world.look()).toEqual([
      'create v2 with 1',
      'report revision 2; replicas 4, updated 4, ready 4, available 4; Available=True MinimumReplicasAvailable, Progressing=True NewReplicaSetCreated',
      'scale v1 from 4 to 3',
      'report replicas 4, ready 4, available 4; Available=True MinimumReplicasAvailable, Progressing=True NewReplicaSetCreated',
    ])
    const [v1, v2] = [nameOf(world, 'web:1'), nameOf(world, 'web:2')]
    world.count(v1, 3, 3)
    world.count(v2, 1, 0)
    expect(world.look()[0]).toBe('scale v2 from 1 to 2')
    world.count(v2, 2, 1)
    expect(world.look()[0]).toBe('scale v1 from 3 to 2')
    world.count(v1, 2, 2)
    world.count(v2, 2, 2)
    expect(world.look()[0]).toBe('scale v2 from 2 to 3')
    expect(world.look()[0]).toBe('scale v1 from 2 to 1')
    world.count(v1, 1, 1)
    world.count(v2, 3, 3)
    settle(world)
    world.countAll()
    settle(world)
    world.countAll()
    settle(world)
    expect(world.deployment.status).toMatchObject({ replicas: 4, updatedReplicas: 4, availableReplicas: 4 })
    expect(world.deployment.status?.conditions?.map(({ reason }) => reason)).toEqual([
      'MinimumReplicasAvailable',
      'NewReplicaSetAvailable',
    ])
    expect(sizes(world)).toEqual([0, 4])
  })

  it('takes pods away first that are not available', () => {
    const world = started(4)
    world.setImage('web:2')
    settle(world)
    const v2 = nameOf(world, 'web:2')
    world.count(nameOf(world, 'web:1'), 3, 3)
    world.count(v2, 1, 0)
    world.setImage('web:3')
    const done = settle(world)
    // The surge is used up by pods that nobody needs any more.
    expect(done[0]).toBe('create v3 with 0')
    expect(done).toContain('scale v2 from 2 to 0')
    expect(sizes(world)[0]).toBe(3)
  })

  it.each([
    { replicas: 1, strategy: {}, first: ['create v2 with 1'] },
    {
      replicas: 1,
      strategy: { maxSurge: 0, maxUnavailable: 1 },
      first: ['create v2 with 0', 'scale v1 from 1 to 0'],
    },
    { replicas: 2, strategy: {}, first: ['create v2 with 1'] },
    { replicas: 10, strategy: {}, first: ['create v2 with 3', 'scale v1 from 10 to 8'] },
    { replicas: 10, strategy: { maxSurge: '100%', maxUnavailable: 0 }, first: ['create v2 with 10'] },
    // Both 0 would never move: one may be missing.
    {
      replicas: 3,
      strategy: { maxSurge: 0, maxUnavailable: 0 },
      first: ['create v2 with 0', 'scale v1 from 3 to 2'],
    },
    {
      replicas: 3,
      strategy: { maxSurge: 0, maxUnavailable: '10%' },
      first: ['create v2 with 0', 'scale v1 from 3 to 2'],
    },
    { replicas: 0, strategy: {}, first: ['create v2 with 0'] },
  ])('of $replicas with $strategy starts with $first', ({ replicas, strategy, first }) => {
    const world = started(replicas, { strategy: { type: 'RollingUpdate', rollingUpdate: strategy } })
    world.setImage('web:2')
    const done = world.look().filter((line) => !line.startsWith('report'))
    expect(done).toEqual(first)
  })

  it('goes back to the replica set that it came from, under a new revision', () => {
    const world = started(2)
    world.setImage('web:2')
    settle(world)
    for (let round = 0; round < 4; round += 1) {
      world.countAll()
      settle(world)
    }
    world.setImage('web:1')
    expect(world.look()[0]).toBe('create v1 with 1') // no ports any more: another template
    const old = started(2)
    const template = old.deployment.spec.template
    old.setImage('web:2')
    for (let round = 0; round < 5; round += 1) {
      settle(old)
      old.countAll()
    }
    old.change({ template: { ...template, spec: { ...template.spec, restartPolicy: 'Always' } } })
    expect(old.look().slice(0, 2)).toEqual([
      'annotate v1 {"deployment.kubernetes.io/revision":"3","deployment.kubernetes.io/revision-history":"1"}',
      'report revision 3; replicas 2, updated 2, ready 2, available 2; Available=True MinimumReplicasAvailable, Progressing=True NewReplicaSetAvailable',
    ])
  })
})

describe('the deadline', () => {
  it('is said once it has passed, counts from the last progress, and is asked to be looked at', () => {
    const world = rolloutWorld({ replicas: 1, progressDeadlineSeconds: 30 })
    settle(world)
    world.nowMs += 20_000
    world.countAll()
    world.count(world.sets[0]?.metadata.name ?? '', 1, 0)
    settle(world)
    world.nowMs += 29_000
    expect(world.look()).toEqual([])
    const { recheckAtMs } = planRollout({ ...world, podCountOf: () => 0, nowMs: world.nowMs })
    world.nowMs = recheckAtMs ?? Number.NaN
    expect(world.look()).toEqual([
      'report replicas 1, updated 1, unavailable 1; Available=False MinimumReplicasUnavailable, Progressing=False ProgressDeadlineExceeded',
    ])
    expect(world.look()).toEqual([])
    world.countAll()
    expect(world.look()[0]).toContain('Progressing=True NewReplicaSetAvailable')
  })

  it('may be absent', () => {
    const world = rolloutWorld({ replicas: 1, progressDeadlineSeconds: 2_147_483_647 })
    expect(settle(world).join()).not.toContain('Progressing')
  })
})

describe('scaling', () => {
  it('in the middle of a rollout keeps the proportion and rolls on from there', () => {
    const world = started(10)
    world.setImage('web:2')
    settle(world)
    world.count(nameOf(world, 'web:1'), 8, 8)
    world.count(nameOf(world, 'web:2'), 5, 0)
    settle(world)
    expect(sizes(world)).toEqual([8, 5])
    world.change({ replicas: 20 })
    const done = world.look().filter((line) => line.startsWith('scale'))
    // 13 of at most 13 become 25 of at most 25.
    expect(done).toEqual(['scale v1 from 8 to 15', 'scale v2 from 5 to 10'])
    expect(world.look().filter((line) => line.startsWith('scale'))).toEqual([])
  })

  it('to 0 takes all, also in the middle of a rollout', () => {
    const world = started(4)
    world.setImage('web:2')
    settle(world)
    world.change({ replicas: 0 })
    settle(world)
    expect(sizes(world)).toEqual([0, 0])
  })

  it('keeps revisions and says nothing about progress', () => {
    const world = started(2)
    world.change({ replicas: 5 })
    expect(world.look()).toEqual([
      'scale v1 from 2 to 5',
      'report replicas 2, updated 2, ready 2, available 2, unavailable 3; Progressing=True NewReplicaSetAvailable, Available=False MinimumReplicasUnavailable',
    ])
  })
})

describe('pausing', () => {
  it('says so, follows the desired number, and rolls nothing until it is resumed', () => {
    const world = started(2)
    world.change({ paused: true })
    expect(world.look()[0]).toContain('Progressing=Unknown DeploymentPaused')
    world.setImage('web:2')
    settle(world)
    world.change({ replicas: 3 })
    expect(world.look()[0]).toBe('scale v1 from 2 to 3')
    expect(world.sets).toHaveLength(1)
    world.change({ paused: false })
    const done = settle(world)
    expect(done[0]).toContain('Progressing=Unknown DeploymentResumed')
    expect(done[1]).toBe('create v2 with 1')
  })
})

describe('Recreate', () => {
  it('waits for the last old pod before it makes the new replica set', () => {
    const world = started(2, { strategy: { type: 'Recreate' } })
    world.setImage('web:2')
    expect(world.look()[0]).toBe('scale v1 from 2 to 0')
    expect(world.look()).toEqual([])
    world.count(nameOf(world, 'web:1'), 0, 0)
    expect(world.look()[0]).toBe('create v2 with 2')
  })
})

describe('a deployment that is being deleted', () => {
  it('only tells how it is', () => {
    const world = started(2)
    world.deployment.metadata = { ...world.deployment.metadata, deletionTimestamp: '2026-11-24T12:00:00Z' }
    world.setImage('web:2')
    expect(world.look().map((line) => line.split(' ')[0])).toEqual(['report'])
    expect(world.look()).toEqual([])
  })
})
