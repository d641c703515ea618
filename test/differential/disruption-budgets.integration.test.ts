/** PodDisruptionBudgets are counted as a real kube-controller-manager counts them, and let as many evictions through. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { systemClock } from '../../main/sandbox/clock.ts'
import { startControllers } from '../../main/sandbox/controllers/start-controllers.ts'
import { type RunningServer, runningServer } from '../main/sandbox/api-server/running-server.ts'
import { eventually } from '../support/eventually.ts'
import { noControlPlane, type RealControlPlane, startControlPlane } from '../support/real-control-plane.ts'
import { createNormalise } from './normalise.ts'
import { type Client, clientOf, type Side } from './side.ts'

interface Found {
  readonly metadata: { readonly name: string; readonly generation: number }
  readonly status?: {
    readonly phase?: string
    readonly observedGeneration?: number
    readonly [field: string]: unknown
  }
}

const json = 'application/json'
const merge = 'application/merge-patch+json'
const pods = '/api/v1/namespaces/default/pods'
const deployments = '/apis/apps/v1/namespaces/default/deployments'
const budgets = '/apis/policy/v1/namespaces/default/poddisruptionbudgets'
const app = (name: string) => ({ matchLabels: { app: name } })

interface Story {
  readonly spec: object
  readonly replicas: number
  readonly ready: number
  readonly evictions: number
}

async function story(client: Client, name: string, { spec, replicas, ready, evictions }: Story) {
  const normalise = createNormalise()
  const send = async (method: string, path: string, body?: unknown, type = json) =>
    (await client.send({ method, path, type, body })) as { status: number; body: Found & { items: Found[] } }
  const template = {
    metadata: { labels: { app: name } },
    spec: { containers: [{ name: 'web', image: 'web:1' }] },
  }
  const metadata = { name }
  await send('POST', deployments, {
    ...{ apiVersion: 'apps/v1', kind: 'Deployment', metadata },
    spec: { replicas, selector: app(name), template },
  })
  const made = await eventually(async () => {
    const { items } = (await send('GET', `${pods}?labelSelector=app%3D${name}`)).body
    if (items.length !== replicas) throw new Error(`${items.length} pods of ${replicas}`)
    return items.map((pod) => pod.metadata.name).sort()
  })
  for (const [index, pod] of made.entries()) {
    const conditions = [{ type: 'Ready', status: index < ready ? 'True' : 'False' }]
    await send('PATCH', `${pods}/${pod}/status`, { status: { phase: 'Running', conditions } }, merge)
  }
  await send('POST', budgets, {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata,
    spec: { selector: app(name), ...spec },
  })

  const shown = (body: Found) => {
    const { disruptedPods, ...status } = body.status ?? {}
    return normalise({
      ...status,
      disrupted: Object.keys((disruptedPods as object | undefined) ?? {}).length,
    })
  }
  const atRest = (healthy: number) =>
    eventually(async () => {
      const { body } = await send('GET', `${budgets}/${name}`)
      const { observedGeneration, currentHealthy, expectedPods, disruptedPods } = body.status ?? {}
      const isSeen = observedGeneration === body.metadata.generation && currentHealthy === healthy
      // Evicted pods without a node are gone, and made anew.
      if (!isSeen || expectedPods !== replicas || Object.keys(disruptedPods ?? {}).length > 0)
        throw new Error(`not yet: ${JSON.stringify(body.status)}`)
      return shown(body)
    })
  const steps: unknown[] = [await atRest(ready)]
  const answers: number[] = []
  for (const pod of made.slice(0, evictions)) {
    const body = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: pod, namespace: 'default' } }
    const { status } = await send('POST', `${pods}/${pod}/eviction`, body)
    answers.push(status)
    const left = ready - answers.filter((one) => one === 201).length
    steps.push(status, await atRest(left))
  }
  return steps
}

const stories: readonly [string, Story][] = [
  ['a number that has to be there', { spec: { minAvailable: 1 }, replicas: 3, ready: 3, evictions: 3 }],
  ['a share that has to be there', { spec: { minAvailable: '50%' }, replicas: 3, ready: 3, evictions: 2 }],
  ['a number that may be missing', { spec: { maxUnavailable: 1 }, replicas: 3, ready: 3, evictions: 2 }],
  ['a share that may be missing', { spec: { maxUnavailable: '40%' }, replicas: 3, ready: 3, evictions: 3 }],
  ['fewer than there have to be', { spec: { minAvailable: 3 }, replicas: 3, ready: 2, evictions: 1 }],
  ['more than there are', { spec: { minAvailable: 9 }, replicas: 2, ready: 2, evictions: 1 }],
]

describe.skipIf(noControlPlane !== undefined)(`budgets of disruption (${noControlPlane ?? 'both'})`, () => {
  let real: RealControlPlane
  let sandbox: RunningServer
  let controllers: { close(): void }
  beforeAll(async () => {
    real = await startControlPlane('kube-controller-manager')
    sandbox = await runningServer()
    const log = (line: string) => console.error(line)
    controllers = startControllers({ api: sandbox.api, clock: systemClock, log })
  })
  afterAll(async () => {
    controllers?.close()
    await sandbox?.close()
    await real?.close()
  })

  it.each(stories)('%s', async (title, one) => {
    const of = async (side: Side) => {
      const client = clientOf(side)
      try {
        return await story(client, title.replaceAll(' ', '-'), one)
      } finally {
        client.close()
      }
    }
    const ours = { url: sandbox.url, caPem: sandbox.certificates.caPem, token: sandbox.token }
    const [expected, answered] = await Promise.all([of(real), of(ours)])
    expect(answered).toEqual(expected)
  })
})
