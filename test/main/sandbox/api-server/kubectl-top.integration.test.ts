/** `kubectl top` and `kubectl get` of the figures that metrics-server has on a real cluster. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { resources } from '#shared/model/kube.ts'
import { nodeObject, nodeStatus } from '../../../../main/sandbox/kubelet/node-object.ts'
import {
  nodeMetrics,
  podMetrics,
  type ResourceMetrics,
} from '../../../../main/sandbox/usage/resource-metrics.ts'
import { kubectlVersions, kubectlWith } from '../../../support/kubectl.ts'
import { type RunningServer, runningPod, runningServer } from './running-server.ts'

const versions = kubectlVersions()

const pod = (name: string) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'default', labels: { app: name } },
  spec: { nodeName: 'node-1', containers: [] },
})
const container = (name: string, cpuCores: number, mebi: number) => ({
  ...{ name, cpuCores, memoryBytes: mebi * 2 ** 20 },
})
const rates = [
  { name: 'web', containers: [container('web', 0.25, 60), container('istio-proxy', 0.0201, 48)] },
  { name: 'shop', containers: [container('shop', 1.5, 100)] },
].map(({ name, containers }) => ({ pod: pod(name), atMs: Date.now(), windowMs: 15_000, containers }))
const metrics: ResourceMetrics = {
  pods: () => rates.map(podMetrics),
  nodes: () => nodeMetrics(rates),
}

describe.skipIf(versions.length === 0).each(versions)(
  '$name top (skipped where there is no kubectl on PATH)',
  ({ command }) => {
    let server: RunningServer
    let kubectl: ReturnType<typeof kubectlWith>
    beforeAll(async () => {
      server = await runningServer(metrics)
      kubectl = kubectlWith(server.kubeconfig, command)
      await server.api.create(resources.node, nodeObject('node-1', '10.244.0.0/16'))
      const status = nodeStatus('node-1', '172.18.0.2', Date.now(), Date.now())
      await server.api.patch(resources.node, undefined, 'node-1', { status }, 'status')
      await runningPod(server, 'web')
      await runningPod(server, 'starting')
    })
    afterAll(() => server?.close())

    it('tells of pods', async () => {
      const text = await kubectl.ok(['top', 'pods'])
      expect(text).toMatch(
        /^NAME\s+CPU\(cores\)\s+MEMORY\(bytes\)\s*\nshop\s+1500m\s+100Mi\s*\nweb\s+271m\s+108Mi/,
      )
      expect(await kubectl.ok(['top', 'pods', '-l', 'app=web', '--no-headers'])).not.toContain('shop')
      expect(await kubectl.ok(['top', 'pod', 'web', '--containers'])).toMatch(
        /web\s+istio-proxy\s+21m\s+48Mi/,
      )
    })

    it('tells of nodes, and how much of them that is', async () => {
      expect(await kubectl.ok(['top', 'nodes'])).toMatch(/node-1\s+1831m\s+5%\s+908Mi\s+0%/)
    })

    it('says what is not known yet', async () => {
      const { stderr, code } = await kubectl.run(['top', 'pod', 'starting'])
      expect([code, stderr]).toEqual([
        1,
        'Error from server (NotFound): podmetrics.metrics.k8s.io "default/starting" not found\n',
      ])
    })

    it('gets them as objects', async () => {
      expect(await kubectl.ok(['get', 'pods.metrics.k8s.io', 'web'])).toMatch(
        /^NAME\s+CPU\s+MEMORY\s+WINDOW\s*\nweb\s+270100000n\s+110592Ki\s+15s/,
      )
      expect((await kubectl.run(['delete', 'pods.metrics.k8s.io', 'web'])).stderr).toContain(
        'MethodNotAllowed',
      )
    })
  },
)
