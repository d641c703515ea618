/**
 * Whatever the order in which pods start, become ready and are noticed, and however often the image changes meanwhile:
 * never more pods are asked for than desired + maxSurge, never fewer are available than desired - maxUnavailable, and in
 * the end everything runs the last image.
 */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { ReplicaSet } from '../../../../main/sandbox/controllers/replica-set.ts'
import { rolloutWorld } from './rollout-world.ts'

/** One step of the world; `pick` chooses the ReplicaSet that it happens to. */
type Step =
  | { does: 'look' }
  | { does: 'notice' | 'make' | 'ready'; pick: number }
  | { does: 'image'; version: number }

const picked = (does: 'notice' | 'make' | 'ready') => fc.record({ does: fc.constant(does), pick: fc.nat(9) })

const step: fc.Arbitrary<Step> = fc.oneof(
  { arbitrary: fc.record({ does: fc.constant('look' as const) }), weight: 4 },
  { arbitrary: picked('notice'), weight: 3 },
  { arbitrary: picked('make'), weight: 3 },
  { arbitrary: picked('ready'), weight: 3 },
  {
    arbitrary: fc.record({ does: fc.constant('image' as const), version: fc.integer({ min: 1, max: 4 }) }),
    weight: 1,
  },
)

const intOrPercent = fc.oneof(
  fc.integer({ min: 0, max: 5 }),
  fc.integer({ min: 0, max: 100 }).map((percent) => `${percent}%`),
)

const share = (value: number | string, of: number, round: (n: number) => number) =>
  typeof value === 'number' ? value : round((Number(value.slice(0, -1)) * of) / 100)

it('holds the bounds in every order of events, and arrives', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 12 }),
      intOrPercent,
      intOrPercent,
      fc.array(step, { maxLength: 80 }),
      (replicas, maxSurge, maxUnavailable, steps) => {
        const world = rolloutWorld({
          replicas,
          strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge, maxUnavailable } },
        })
        const surge = share(maxSurge, replicas, Math.ceil)
        const missing = share(maxUnavailable, replicas, Math.floor)
        const maxPods = replicas + surge
        const minAvailable = replicas - Math.min(replicas, missing === 0 && surge === 0 ? 1 : missing)
        /** The pods that there really are; statuses lag behind. */
        const real = new Map<string, { pods: number; available: number }>()
        const podsOf = ({ metadata }: ReplicaSet) => real.get(metadata.name) ?? { pods: 0, available: 0 }
        const wants = (set: ReplicaSet) => set.spec.replicas ?? 0

        const make = (set: ReplicaSet) => {
          const { available } = podsOf(set)
          // Pods that are not available go first.
          real.set(set.metadata.name, { pods: wants(set), available: Math.min(available, wants(set)) })
        }
        const ready = (set: ReplicaSet, count: number) => {
          const { pods, available } = podsOf(set)
          real.set(set.metadata.name, { pods, available: Math.min(pods, available + count) })
        }
        const notice = (set: ReplicaSet) => {
          const { pods, available } = podsOf(set)
          world.count(set.metadata.name, pods, available)
        }
        const everything = () => {
          world.look()
          for (const set of world.sets) {
            make(set)
            ready(set, 99)
            notice(set)
          }
        }
        const check = () => {
          const asked = world.sets.reduce((sum, set) => sum + wants(set), 0)
          expect(asked).toBeLessThanOrEqual(maxPods)
          const available = world.sets.reduce(
            (sum, set) => sum + Math.min(podsOf(set).available, wants(set)),
            0,
          )
          expect(available).toBeGreaterThanOrEqual(minAvailable)
        }

        everything()
        everything()
        for (const one of steps) {
          const set = 'pick' in one ? world.sets[one.pick % world.sets.length] : undefined
          if (one.does === 'look') world.look()
          else if (one.does === 'image') world.setImage(`web:${one.version}`)
          else if (set !== undefined)
            ({ make, notice, ready: (it: ReplicaSet) => ready(it, 1) })[one.does](set)
          check()
        }
        for (let round = 0; round < 40; round += 1) {
          everything()
          check()
        }
        const image = world.deployment.spec.template.spec.containers[0]?.image
        const running = world.sets.filter((set) => wants(set) > 0)
        expect(running.map((set) => [set.spec.template.spec.containers[0]?.image, wants(set)])).toEqual([
          [image, replicas],
        ])
        expect(world.look()).toEqual([])
      },
    ),
    { numRuns: 200 },
  )
})
