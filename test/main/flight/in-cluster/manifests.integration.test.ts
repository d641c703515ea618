/** A real API server takes what would be made, for a plan with everything that has a place in it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { prepare } from '#main/flight/in-cluster/prepare.ts'
import { type ConnectedCluster, connect } from '#main/kube/connect.ts'
import { loadKubeconfig } from '#main/kube/kubeconfig.ts'
import type { HandOver } from '#shared/model/hand-over.ts'
import { apiVersionOf, type KubeObject, pathOf, resources } from '#shared/model/kube.ts'
import { type Client, clientOf } from '../../../differential/side.ts'
import { planOf } from '../../../shared/flight/in-cluster/plans.ts'
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

    it.each(['on', 'off'] as const)(
      'is taken by a server-side dry run, with the sidecar %s',
      async (sidecar) => {
        const headers: [string, string][] = [['Authorization', 'Bearer x']]
        const target = {
          kind: 'service',
          context: 'real',
          namespace: 'default',
          service: 'cart',
          port: 80,
        } as const
        const plan = planOf({ target, headers, body: '{"a":1}', method: 'POST', expect: ['p99<1s'] })
        const handOver: HandOver = { plan, tool: 'fortio', sidecar, parallelism: 1 }
        const { errand } = await prepare(handOver, cluster, '1b4f9a2c-77aa')
        expect(errand.objects.map(({ resource }) => resource.kind)).toEqual(['Secret', 'Job'])
        for (const { resource, object } of errand.objects) {
          const path = `${pathOf(resource, errand.namespace)}?dryRun=All&fieldValidation=Strict`
          const body = { ...object, apiVersion: apiVersionOf(resource), kind: resource.kind }
          const answer = await client.send({ method: 'POST', path, body, type: 'application/json' })
          expect([answer.status, answer.warnings], JSON.stringify(answer.body)).toEqual([201, []])
        }
      },
    )
  },
)
