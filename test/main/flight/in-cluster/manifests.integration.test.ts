/** A real API server takes what would be made, for a plan with everything that has a place in it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { prepare } from '#main/flight/in-cluster/prepare.ts'
import type { Prepared } from '#main/flight/in-cluster/prepared.ts'
import { type ConnectedCluster, connect } from '#main/kube/connect.ts'
import { loadKubeconfig } from '#main/kube/kubeconfig.ts'
import type { HandOver } from '#shared/model/hand-over.ts'
import { apiVersionOf, type KubeObject, pathOf, resources } from '#shared/model/kube.ts'
import { type Client, clientOf } from '../../../differential/side.ts'
import { planOf } from '../../../shared/flight/in-cluster/plans.ts'
import { eventually } from '../../../support/eventually.ts'
import { strictK6Definition } from '../../../support/k6-definition.ts'
import {
  noControlPlane,
  type RealControlPlane,
  startControlPlane,
} from '../../../support/real-control-plane.ts'

describe.skipIf(noControlPlane !== undefined)(
  `what is handed over (skipped because: ${noControlPlane ?? 'it is not'})`,
  () => {
    let real: RealControlPlane
    let client: Client
    let cluster: ConnectedCluster

    beforeAll(async () => {
      real = await startControlPlane()
      client = clientOf(real)
      const { contexts } = await loadKubeconfig([real.kubeconfig])
      cluster = connect(contexts[0]!, { mayWrite: () => 'yes', record: () => undefined })
      const service: KubeObject = {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 'cart', namespace: 'default' },
        spec: { ports: [{ port: 80 }], selector: { app: 'cart' } },
      }
      await cluster.write.create(resources.service, service, 'a test')
    })
    afterAll(async () => {
      cluster?.close()
      client?.close()
      await real?.close()
    })

    const target = {
      kind: 'service',
      context: 'real',
      namespace: 'default',
      service: 'cart',
      port: 80,
    } as const
    const headers: [string, string][] = [['Authorization', 'Bearer x']]

    async function isTaken({ errand }: Prepared): Promise<void> {
      for (const { resource, object } of errand.objects) {
        const path = `${pathOf(resource, errand.namespace)}?dryRun=All&fieldValidation=Strict`
        const body = { ...object, apiVersion: apiVersionOf(resource), kind: resource.kind }
        const answer = await client.send({ method: 'POST', path, body, type: 'application/json' })
        expect([answer.status, answer.warnings], JSON.stringify(answer.body)).toEqual([201, []])
      }
    }

    it('is taken by a server-side dry run as a TestRun, too, whose kind is strict', async () => {
      const definition = parse(strictK6Definition) as KubeObject
      await cluster.write.create(resources.customResourceDefinition, definition, 'a test')
      await eventually(async () => expect((await cluster.getPath('/apis/k6.io/v1alpha1')).status).toBe(200))
      const plan = planOf({
        target,
        headers,
        warmUpSeconds: 5,
        stages: [{ rate: 5, seconds: 9 }],
        expect: ['p99<1s'],
      })
      const prepared = await prepare(
        { plan, tool: 'k6', sidecar: 'on', parallelism: 3 },
        cluster,
        '1b4f9a2c-77aa',
      )
      expect(prepared.errand.objects.map(({ resource }) => resource.kind)).toEqual([
        'Secret',
        'ConfigMap',
        'TestRun',
      ])
      await eventually(() => isTaken(prepared))
    })

    it.each(['on', 'off'] as const)(
      'is taken by a server-side dry run, with the sidecar %s',
      async (sidecar) => {
        const plan = planOf({ target, headers, body: '{"a":1}', method: 'POST', expect: ['p99<1s'] })
        const handOver: HandOver = { plan, tool: 'fortio', sidecar, parallelism: 1 }
        const prepared = await prepare(handOver, cluster, '1b4f9a2c-77aa')
        expect(prepared.errand.objects.map(({ resource }) => resource.kind)).toEqual(['Secret', 'Job'])
        await isTaken(prepared)
      },
    )
  },
)
