/** The same story for both control planes. */
import { type Deployment, type KubeObject, resources } from '#shared/model/kube.ts'
import { type Job, jobResource } from '../../../main/sandbox/controllers/job.ts'
import { daemonSetResource } from '../../../main/sandbox/controllers/plan-daemons.ts'
import { timeText } from '../../../main/sandbox/time-text.ts'
import { conditions, nodeName, type World } from './world.ts'

export interface Scenario {
  readonly name: string
  /** Without a change for so long, the controllers rest; longer where they wait on purpose. */
  readonly quietMs?: number
  readonly play: (world: World) => Promise<void>
}

const podSpec = (image: string) => ({
  nodeName,
  containers: [{ name: 'web', image, ports: [{ name: 'http', containerPort: 8080 }] }],
})
const template = (image: string) => ({
  metadata: { labels: { app: 'web', image: image.replace(/[^a-z0-9]/g, '-') } },
  spec: podSpec(image),
})

const deployment = (spec: Partial<Deployment['spec']> = {}, image = 'web:1'): Deployment => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: { replicas: 3, selector: { matchLabels: { app: 'web' } }, template: template(image), ...spec },
})
const rolling = (maxSurge: number | string, maxUnavailable: number | string) => ({
  strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge, maxUnavailable } },
})
const setImage = (world: World, image: string) =>
  world.patch(resources.deployment, 'web', { spec: { template: template(image) } })
const change = (world: World, spec: object) => world.patch(resources.deployment, 'web', { spec })

const rollout = (maxSurge: number | string, maxUnavailable: number | string, replicas = 3): Scenario => ({
  name: `rolling update, maxSurge ${maxSurge}, maxUnavailable ${maxUnavailable}, of ${replicas}`,
  async play(world) {
    await world.create(resources.deployment, deployment({ replicas, ...rolling(maxSurge, maxUnavailable) }))
    await world.settle()
    await setImage(world, 'web:2')
    await world.settle()
  },
})

const service: KubeObject = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web', labels: { team: 'a' } },
  spec: { selector: { app: 'web' }, ports: [{ name: 'http', port: 80, targetPort: 'http' }] },
}

async function withUnreadyPod(world: World, ready: boolean): Promise<void> {
  const [pod] = world.seen().pods
  // Times have whole seconds: two changes within one would be one change, or two, by chance.
  const since = pod?.status?.conditions?.find(({ type }) => type === 'Ready')?.lastTransitionTime ?? ''
  await world.until('in another second', () => timeText(Date.now()) > since)
  const status = { conditions: conditions(ready, timeText(Date.now())) }
  await world.patch(resources.pod, pod?.metadata.name ?? '', { status }, 'status')
}

const removal = (policy: 'Foreground' | 'Background' | 'Orphan'): Scenario => ({
  name: `delete with propagation ${policy}`,
  async play(world) {
    await world.create(resources.deployment, deployment({ replicas: 2 }))
    await world.settle()
    await world.delete(resources.deployment, 'web', policy)
    await world.settle()
  },
})

const job = (image: string, spec: Partial<Job['spec']> = {}): Job => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name: 'pi' },
  spec: { template: { spec: { ...podSpec(image), restartPolicy: 'Never' } }, ...spec },
})
/** Jobs look at their pods a second late. */
const jobQuietMs = 1_600

const daemons = (updateStrategy?: object) => ({
  apiVersion: 'apps/v1',
  kind: 'DaemonSet',
  metadata: { name: 'web' },
  spec: {
    selector: { matchLabels: { app: 'web' } },
    template: { metadata: { labels: { app: 'web' } }, spec: { containers: podSpec('web:1').containers } },
    ...(updateStrategy === undefined ? {} : { updateStrategy }),
  },
})
const daemonStory = (name: string, updateStrategy?: object): Scenario => ({
  name: `a DaemonSet, its update ${name}, and its end`,
  async play(world) {
    await world.create(daemonSetResource, daemons(updateStrategy))
    // It is placed by a scheduler, which is not asked by who waits for rest.
    await world.until('placed', ({ pods }) => pods.some(({ spec }) => spec.nodeName === nodeName))
    await world.settle()
    const containers = podSpec('web:2').containers
    await world.patch(daemonSetResource, 'web', { spec: { template: { spec: { containers } } } })
    await world.settle()
    await world.delete(daemonSetResource, 'web')
    await world.settle()
  },
})
/** As `kubectl rollout undo` does it: the revision is patched over the DaemonSet. */
const daemonHistory: Scenario = {
  name: 'the history of a DaemonSet: back to its first template, and two revisions at most',
  async play(world) {
    const placed = () =>
      world.until('placed', ({ pods }) => pods.every(({ spec }) => spec.nodeName === nodeName))
    const first = daemons()
    await world.create(daemonSetResource, { ...first, spec: { ...first.spec, revisionHistoryLimit: 1 } })
    await world.until('placed', ({ pods }) => pods.some(({ spec }) => spec.nodeName === nodeName))
    await world.settle()
    for (const image of ['web:2', 'web:1', 'web:3', 'web:4']) {
      const { containers } = podSpec(image)
      await world.patch(daemonSetResource, 'web', { spec: { template: { spec: { containers } } } })
      await world.settle()
      await placed()
    }
  },
}

const autoscaler = (target: string, behavior?: object) => ({
  apiVersion: 'autoscaling/v2',
  kind: 'HorizontalPodAutoscaler',
  metadata: { name: 'web' },
  spec: {
    scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: target },
    minReplicas: 2,
    maxReplicas: 4,
    ...(behavior === undefined ? {} : { behavior }),
    metrics: [
      {
        type: 'Resource',
        resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } },
      },
    ],
  },
})
const looked = (world: World) =>
  world.until('looked at by its controller', ({ autoscalers }) =>
    autoscalers.some(({ status }) => JSON.stringify(status).includes('AbleToScale')),
  )

export const scenarios: readonly Scenario[] = [
  rollout(1, 0),
  rollout(0, 1),
  rollout(1, 1),
  rollout('25%', '25%', 4),
  rollout('50%', 0),
  rollout('100%', '50%', 4),
  rollout(2, '34%', 5),
  {
    name: 'Recreate',
    async play(world) {
      await world.create(resources.deployment, deployment({ replicas: 2, strategy: { type: 'Recreate' } }))
      await world.settle()
      await setImage(world, 'web:2')
      await world.settle()
    },
  },
  {
    name: 'pause in the middle, a change meanwhile, resume',
    async play(world) {
      await world.create(resources.deployment, deployment(rolling(1, 0)))
      await world.settle()
      await setImage(world, 'web:2')
      await world.steps(1)
      await change(world, { paused: true })
      await world.settle()
      await setImage(world, 'web:3')
      await world.settle()
      await change(world, { paused: false })
      await world.settle()
    },
  },
  {
    name: 'undo to the first revision, and on to the second again',
    async play(world) {
      await world.create(resources.deployment, deployment({ replicas: 2, ...rolling(1, 0) }))
      await world.settle()
      await setImage(world, 'web:2')
      await world.settle()
      await setImage(world, 'web:1')
      await world.settle()
      await setImage(world, 'web:2')
      await world.settle()
    },
  },
  {
    name: 'a rollout that passes its deadline, and is mended',
    async play(world) {
      const spec = { replicas: 2, progressDeadlineSeconds: 15, ...rolling(1, 0) }
      await world.create(resources.deployment, deployment(spec))
      await world.settle()
      await setImage(world, 'web:2-unready')
      await world.settle()
      await world.until('past its deadline', ({ deployments }) =>
        JSON.stringify(deployments).includes('ProgressDeadlineExceeded'),
      )
      await setImage(world, 'web:3')
      await world.settle()
    },
  },
  {
    name: 'a rollout that never becomes ready keeps what serves',
    async play(world) {
      await world.create(resources.deployment, deployment(rolling('25%', '25%')))
      await world.settle()
      await setImage(world, 'web:2-unready')
      await world.settle()
      await setImage(world, 'web:3-unready')
      await world.settle()
    },
  },
  {
    name: 'scaled up in the middle of a rollout',
    async play(world) {
      await world.create(resources.deployment, deployment({ replicas: 4, ...rolling(2, 1) }))
      await world.settle()
      await setImage(world, 'web:2')
      await world.steps(2)
      await change(world, { replicas: 9 })
      await world.settle()
    },
  },
  {
    name: 'scaled down in the middle of a rollout',
    async play(world) {
      await world.create(resources.deployment, deployment({ replicas: 6, ...rolling(2, 1) }))
      await world.settle()
      await setImage(world, 'web:2')
      await world.steps(2)
      await change(world, { replicas: 3 })
      await world.settle()
    },
  },
  {
    name: 'scaled while nothing rolls, to none and back',
    async play(world) {
      await world.create(resources.deployment, deployment({ replicas: 2 }))
      await world.settle()
      for (const replicas of [4, 1, 0, 2]) {
        await change(world, { replicas })
        await world.settle()
      }
    },
  },
  {
    name: 'a history of one revision',
    async play(world) {
      await world.create(
        resources.deployment,
        deployment({ replicas: 1, revisionHistoryLimit: 1, ...rolling(1, 0) }),
      )
      await world.settle()
      for (const image of ['web:2', 'web:3', 'web:4']) {
        await setImage(world, image)
        await world.settle()
      }
    },
  },
  {
    name: 'minReadySeconds',
    quietMs: 3_000,
    async play(world) {
      await world.create(
        resources.deployment,
        deployment({ replicas: 2, minReadySeconds: 1, ...rolling(1, 0) }),
      )
      await world.settle()
      await setImage(world, 'web:2')
      await world.settle()
    },
  },
  removal('Foreground'),
  removal('Background'),
  removal('Orphan'),
  {
    name: 'orphans are adopted again',
    async play(world) {
      await world.create(resources.deployment, deployment({ replicas: 2 }))
      await world.settle()
      await world.delete(resources.deployment, 'web', 'Orphan')
      await world.settle()
      await world.create(resources.deployment, deployment({ replicas: 2 }))
      await world.settle()
    },
  },
  {
    name: 'endpoints as readiness changes, and as pods go',
    async play(world) {
      await world.create(resources.service, service)
      await world.settle()
      await world.create(resources.deployment, deployment({ replicas: 2 }))
      await world.settle()
      await withUnreadyPod(world, false)
      await world.settle()
      await withUnreadyPod(world, true)
      await world.settle()
      await change(world, { replicas: 1 })
      await world.settle()
      await world.delete(resources.service, 'web')
      await world.settle()
    },
  },
  {
    name: 'a Service whose selector, ports and labels change',
    async play(world) {
      await world.create(resources.deployment, deployment({ replicas: 2 }))
      await world.settle()
      await world.create(resources.service, service)
      await world.settle()
      await world.patch(resources.service, 'web', { spec: { selector: { app: 'nobody' } } })
      await world.settle()
      await world.patch(resources.service, 'web', { spec: { selector: { app: 'web' } } })
      await world.settle()
      const ports = [
        { name: 'http', port: 80, targetPort: 'http' },
        { name: 'metrics', port: 9090, targetPort: 9090 },
      ]
      await world.patch(resources.service, 'web', { metadata: { labels: { team: 'b' } }, spec: { ports } })
      await world.settle()
    },
  },
  {
    name: 'a headless Service that publishes what is not ready',
    async play(world) {
      const spec = { ...(service.spec as object), clusterIP: 'None', publishNotReadyAddresses: true }
      await world.create(resources.service, { ...service, spec })
      await world.create(resources.deployment, deployment({ replicas: 2 }, 'web:1-unready'))
      await world.settle()
    },
  },
  {
    name: 'a Job that succeeds',
    quietMs: jobQuietMs,
    async play(world) {
      await world.create(jobResource, job('pi-exit-0:1', { completions: 2 }))
      await world.settle()
    },
  },
  {
    name: 'a Job that fails',
    quietMs: jobQuietMs,
    async play(world) {
      await world.create(jobResource, job('pi-exit-3:1', { backoffLimit: 0 }))
      await world.settle()
    },
  },
  {
    name: 'an autoscaler without metrics',
    async play(world) {
      await world.create(resources.deployment, deployment({ replicas: 2 }))
      await world.settle()
      await world.create(resources.horizontalPodAutoscaler, autoscaler('web'))
      await looked(world)
    },
  },
  {
    name: 'an autoscaler without a target',
    async play(world) {
      await world.create(resources.horizontalPodAutoscaler, autoscaler('nobody'))
      await looked(world)
    },
  },
  {
    name: 'an autoscaler that brings its target back into the bounds',
    async play(world) {
      await world.create(resources.deployment, deployment({ replicas: 5 }))
      await world.create(resources.horizontalPodAutoscaler, autoscaler('web'))
      await looked(world)
      await world.settle()
    },
  },
  {
    name: 'an autoscaler that follows the CPU its pods take, up and down',
    async play(world) {
      const { nodeName: node, containers } = podSpec('web:1')
      const asking = containers.map((one) => ({ ...one, resources: { requests: { cpu: '100m' } } }))
      const spec = { template: { ...template('web:1'), spec: { nodeName: node, containers: asking } } }
      await world.create(resources.deployment, deployment({ replicas: 2, ...spec }))
      await world.settle()
      world.usesCpu(80)
      const behavior = { scaleDown: { stabilizationWindowSeconds: 0 } }
      await world.create(resources.horizontalPodAutoscaler, autoscaler('web', behavior))
      const sizeOf = (size: number) => () =>
        world.seen().deployments.some((one) => (one as Deployment).spec.replicas === size)
      await world.until('scaled up', sizeOf(4))
      await world.settle()
      world.usesCpu(10)
      await world.until('scaled down', sizeOf(2))
      await world.settle()
      await world.until('looked at again', ({ autoscalers }) =>
        autoscalers.some(({ status }) => JSON.stringify(status).includes('"currentReplicas":2')),
      )
    },
  },
  {
    name: 'an autoscaler of pods that ask for no CPU',
    async play(world) {
      await world.create(resources.deployment, deployment({ replicas: 2 }))
      await world.settle()
      world.usesCpu(80)
      await world.create(resources.horizontalPodAutoscaler, autoscaler('web'))
      await looked(world)
    },
  },
  daemonStory('one node after the other'),
  daemonStory('beside the old pod', {
    type: 'RollingUpdate',
    rollingUpdate: { maxSurge: 1, maxUnavailable: 0 },
  }),
  daemonStory('on deletion', { type: 'OnDelete' }),
  daemonHistory,
  {
    name: 'a DaemonSet for nodes that there are not, then for all',
    async play(world) {
      const selecting = (nodeSelector: object | null) =>
        world.patch(daemonSetResource, 'web', { spec: { template: { spec: { nodeSelector } } } })
      const first = daemons()
      const template = {
        ...first.spec.template,
        spec: { ...first.spec.template.spec, nodeSelector: { disk: 'ssd' } },
      }
      await world.create(daemonSetResource, { ...first, spec: { ...first.spec, template } })
      await world.settle()
      await selecting(null)
      await world.until('placed', ({ pods }) => pods.some(({ spec }) => spec.nodeName === nodeName))
      await world.settle()
      await selecting({ disk: 'ssd' })
      await world.settle()
    },
  },
]
