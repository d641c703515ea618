import { describe, expect, it } from 'vitest'
import { type Deployment, type KubeObject, type Pod, resources } from '#shared/model/kube.ts'
import type { ApiEvent } from '../../../../main/sandbox/cluster-api.ts'
import {
  sayNodeIsSilent,
  setIstiodDown,
  setIstiodHung,
} from '../../../../main/sandbox/faults/break-cluster.ts'
import { createLostNodes } from '../../../../main/sandbox/faults/lost-nodes.ts'
import { applyObjects } from '../../../../main/sandbox/mesh-system/apply-objects.ts'
import { systemObjects } from '../../../../main/sandbox/mesh-system/system-objects.ts'
import { manualClock } from '../../../support/manual-clock.ts'
import { sandboxClusterApi } from '../../../support/sandbox-cluster-api.ts'

async function world() {
  const clock = manualClock()
  const api = sandboxClusterApi(clock)
  const named = (kind: string, name: string) => ({ apiVersion: 'v1', kind, metadata: { name } })
  for (const name of ['one', 'two']) await api.create<KubeObject>(resources.node, named('Node', name))
  await api.create(resources.namespace, named('Namespace', 'shop'))
  for (const [name, nodeName] of [
    ['a', 'one'],
    ['b', 'two'],
  ] as const) {
    const pod: Pod = {
      ...named('Pod', name),
      metadata: { name, namespace: 'shop' },
      spec: { nodeName, containers: [{ name, image: name }] },
    }
    await api.create(resources.pod, pod)
    const status = { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] }
    await api.patch(resources.pod, 'shop', name, { status }, 'status')
  }
  const conditions = [{ type: 'Ready', status: 'True' }]
  await api.patch(resources.node, undefined, 'one', { status: { conditions } }, 'status')
  return { api, clock }
}

describe('a lost node', () => {
  it('is written down with its pods, and nobody else', async () => {
    const { api, clock } = await world()
    await sayNodeIsSilent(api, 'one', clock)
    expect(api.one(resources.node, undefined, 'one').status).toMatchObject({
      conditions: [{ type: 'Ready', status: 'Unknown', reason: 'NodeStatusUnknown' }],
    })
    const readyOf = (name: string) =>
      api.one<Pod>(resources.pod, 'shop', name).status?.conditions?.[0]?.status
    expect([readyOf('a'), readyOf('b')]).toEqual(['False', 'True'])
  })

  it('takes its programs from the mesh until it is back', async () => {
    const { api, clock } = await world()
    const lost = createLostNodes()
    const seen: string[] = []
    const tell = ({ type, object }: ApiEvent<Pod>) =>
      seen.push(`${type} ${object.metadata.name} ${object.status?.phase}`)
    lost.seen(api).watch<Pod>(resources.pod, tell, new AbortController().signal)
    await clock.settle()
    expect(seen.splice(0)).toEqual(['ADDED a Running', 'ADDED b Running'])
    lost.set('one', true)
    lost.set('one', false)
    expect(seen).toEqual(['MODIFIED a Unknown', 'MODIFIED a Running'])
  })
})

describe('istiod', () => {
  it('goes down and hangs as its Deployment says, and comes back as it was', async () => {
    const { api } = await world()
    await applyObjects(api, systemObjects('east', { ingress: new Map([[8080, 31_380]]) }))
    const deployment = () => api.one<Deployment>(resources.deployment, 'istio-system', 'istiod').spec
    const image = () => deployment().template.spec.containers[0]?.image
    const before = image()
    await setIstiodDown(api, true)
    expect(deployment().replicas).toBe(0)
    await setIstiodDown(api, false)
    expect(deployment().replicas).toBe(1)
    await setIstiodHung(api, true)
    expect(image()).toBe(`${before}-hang`)
    await setIstiodHung(api, false)
    expect(image()).toBe(before)
  })
})
