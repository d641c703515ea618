/**
 * The controllers of a real kube-controller-manager and those of the sandbox, with the same kubelet: the same story leads
 * to the same objects by the same steps. How they are compared stands in `controllers/world.ts`.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { resources } from '#shared/model/kube.ts'
import { type ApiCore, createApiCore } from '../../main/sandbox/api-server/api-core.ts'
import { systemClock } from '../../main/sandbox/clock.ts'
import type { ClusterApi } from '../../main/sandbox/cluster-api.ts'
import { startControllers } from '../../main/sandbox/controllers/start-controllers.ts'
import { nodeObject, nodeStatus } from '../../main/sandbox/kubelet/node-object.ts'
import { readConnection } from '../../main/sandbox/remote/connection.ts'
import { createRemoteApi } from '../../main/sandbox/remote/remote-api.ts'
import { namespaceObject } from '../support/cluster-objects.ts'
import { noControlPlane, type RealControlPlane, startControlPlane } from '../support/real-control-plane.ts'
import { knownControllerDifferences } from './controllers/known-differences.ts'
import { type Scenario, scenarios } from './controllers/scenarios.ts'
import { serveMetrics } from './controllers/serve-metrics.ts'
import { nodeName, watchCluster } from './controllers/world.ts'

type Cluster = ReturnType<typeof watchCluster>

/** Longer than the real controllers need from one write to the next, on a machine that does other things too. */
const usualQuietMs = 700
const heartbeatMs = 5_000

async function registerNode(api: ClusterApi): Promise<void> {
  await api.create(resources.node, nodeObject(nodeName, '10.200.0.0/16'))
  await beat(api)
}

/** A node that is not heard of for 40 s is given up. */
async function beat(api: ClusterApi): Promise<void> {
  const status = nodeStatus(nodeName, '172.18.0.2', Date.now(), Date.now())
  await api.patch(resources.node, undefined, nodeName, { status }, 'status')
}

describe.skipIf(noControlPlane !== undefined)(
  `kube-controller-manager and the sandbox's controllers (${noControlPlane ?? 'both'})`,
  () => {
    const closers: (() => void | Promise<void>)[] = []
    const traces = new Map<string, Promise<[unknown[], unknown[]]>>()

    async function play(api: ClusterApi, cluster: Cluster, scenario: Scenario, namespace: string) {
      await api.create(resources.namespace, namespaceObject(namespace))
      const { world, trace, end } = cluster.follow(namespace, scenario.quietMs ?? usualQuietMs)
      try {
        await scenario.play(world)
        await end()
      } catch (error) {
        trace.push(`the story broke: ${String(error)}`)
      }
      return trace
    }

    beforeAll(async () => {
      const real: RealControlPlane = await startControlPlane('kube-controller-manager', 'kube-scheduler')
      closers.push(real.close)
      const connection = await readConnection(real.kubeconfig)
      const log = (line: string) => void process.stderr.write(`${line}\n`)
      const remote = createRemoteApi({ connection, clock: systemClock, log })
      closers.push(remote.close)
      const core: ApiCore = createApiCore(systemClock)
      closers.push(core.close)
      const apis = [remote.api, core.api] as const
      const clusters = apis.map((api) => watchCluster(api)) as [Cluster, Cluster]
      closers.push(...clusters.map(({ close }) => close))
      const resourceMetrics = { pods: clusters[1].usage }
      const controllers = startControllers({ api: core.api, clock: systemClock, log, resourceMetrics })
      closers.push(controllers.close)
      closers.push(await serveMetrics(remote.api, clusters[0].usage))
      await Promise.all(apis.map(registerNode))
      const beating = setInterval(() => void Promise.all(apis.map(beat)).catch(log), heartbeatMs)
      closers.push(() => clearInterval(beating))
      // All stories at once, each in a namespace of its own: most of their time is waiting.
      for (const [index, scenario] of scenarios.entries())
        traces.set(
          scenario.name,
          Promise.all([
            play(apis[0], clusters[0], scenario, `story-${index}`),
            play(apis[1], clusters[1], scenario, `story-${index}`),
          ]),
        )
    })
    afterAll(async () => {
      for (const close of closers.toReversed()) await close()
    })

    it.each(scenarios.map(({ name }) => name))('%s', async (name) => {
      const [expected, played] = (await traces.get(name)) ?? [[], ['not played']]
      expect(JSON.stringify(expected)).not.toContain('the story broke')
      if (knownControllerDifferences[name] === undefined) expect(played).toEqual(expected)
      else expect(played).not.toEqual(expected)
    })

    it('differs in nothing that is not a story', () => {
      const names = scenarios.map(({ name }) => name)
      expect(Object.keys(knownControllerDifferences).filter((name) => !names.includes(name))).toEqual([])
    })
  },
)
