/** A world of plain objects in which planned rollouts come true at once, for the tests of planRollout. */
import type { Deployment } from '#shared/model/kube.ts'
import { planRollout, type RolloutAction } from '../../../../main/sandbox/controllers/plan-rollout.ts'
import type { ReplicaSet } from '../../../../main/sandbox/controllers/replica-set.ts'
import { deploymentObject } from '../../../support/cluster-objects.ts'

const beginMs = Date.UTC(2026, 10, 24, 12)

export interface RolloutWorld {
  deployment: Deployment
  sets: ReplicaSet[]
  nowMs: number
  change(spec: Partial<Deployment['spec']>): void
  setImage(image: string): void
  /** One look of the controller; answers what it did. */
  look(): string[]
  /** What the ReplicaSet controller and the kubelets report. */
  count(name: string, replicas: number, available: number): void
  /** Every ReplicaSet has the pods that it asks for, all available. */
  countAll(): void
}

export function rolloutWorld(spec: Partial<Deployment['spec']> = {}): RolloutWorld {
  let created = 0
  const world: RolloutWorld = {
    deployment: { ...deploymentObject('web', 'web:1', spec), status: {} },
    sets: [],
    nowMs: beginMs,
    change(changes) {
      const { metadata } = world.deployment
      world.deployment = {
        ...world.deployment,
        metadata: { ...metadata, generation: (metadata.generation ?? 1) + 1 },
        spec: { ...world.deployment.spec, ...changes },
      }
    },
    setImage(image) {
      const { template } = world.deployment.spec
      world.change({ template: { ...template, spec: { containers: [{ name: 'web', image }] } } })
    },
    look() {
      const { actions } = planRollout({
        deployment: world.deployment,
        sets: world.sets,
        podCountOf: (set) => set.status?.replicas ?? 0,
        nowMs: world.nowMs,
      })
      for (const action of actions) perform(action)
      return actions.map(words)
    },
    count(name, replicas, available) {
      const status = {
        replicas,
        readyReplicas: available,
        availableReplicas: available,
        observedGeneration: 1,
      }
      world.sets = world.sets.map((set) => (set.metadata.name === name ? { ...set, status } : set))
    },
    countAll() {
      for (const set of world.sets)
        world.count(set.metadata.name, set.spec.replicas ?? 0, set.spec.replicas ?? 0)
    },
  }
  world.deployment.metadata = { ...world.deployment.metadata, uid: 'uid-web', generation: 1 }

  function update(name: string, next: (set: ReplicaSet) => ReplicaSet): void {
    world.sets = world.sets.map((set) => (set.metadata.name === name ? next(set) : set))
  }

  function perform(action: RolloutAction): void {
    const { deployment } = world
    switch (action.do) {
      case 'create': {
        created += 1
        const creationTimestamp = new Date(beginMs + created * 1000).toISOString()
        world.sets.push({ ...action.set, metadata: { ...action.set.metadata, creationTimestamp } })
        return
      }
      case 'scale':
      case 'annotate':
        update(action.set.metadata.name, (set) => ({
          ...set,
          metadata: { ...set.metadata, annotations: { ...set.metadata.annotations, ...action.annotations } },
          spec: action.do === 'scale' ? { ...set.spec, replicas: action.to } : set.spec,
        }))
        return
      case 'delete':
        world.sets = world.sets.filter((set) => set.metadata.name !== action.set.metadata.name)
        return
      case 'report': {
        const annotations = { ...deployment.metadata.annotations }
        if (action.revision !== undefined) annotations['deployment.kubernetes.io/revision'] = action.revision
        world.deployment = {
          ...deployment,
          metadata: { ...deployment.metadata, annotations },
          status: action.status,
        }
      }
    }
  }

  /** Names as v1, v2: the image tells them apart. */
  const called = (set: ReplicaSet) => `v${set.spec.template.spec.containers[0]?.image.split(':')[1]}`

  function words(action: RolloutAction): string {
    switch (action.do) {
      case 'create':
        return `create ${called(action.set)} with ${action.set.spec.replicas}`
      case 'scale':
        return `scale ${called(action.set)} from ${action.from} to ${action.to}`
      case 'annotate':
        return `annotate ${called(action.set)} ${JSON.stringify(action.annotations)}`
      case 'delete':
        return `delete ${called(action.set)}`
      case 'report': {
        const {
          conditions = [],
          observedGeneration: _,
          collisionCount: __,
          terminatingReplicas: ___,
          ...counts
        } = action.status
        const said = conditions.map(({ type, status, reason }) => `${type}=${status} ${reason}`)
        const revision = action.revision === undefined ? '' : `revision ${action.revision}; `
        const numbers = Object.entries(counts).map(
          ([key, value]) => `${key.replace('Replicas', '')} ${value}`,
        )
        return `report ${revision}${numbers.join(', ') || 'nothing'}; ${said.join(', ')}`
      }
    }
  }

  return world
}
