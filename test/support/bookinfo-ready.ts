import { expect } from 'vitest'
import { connect } from '#main/kube/connect.ts'
import { loadKubeconfig } from '#main/kube/kubeconfig.ts'
import { type Deployment, resources } from '#shared/model/kube.ts'
import type { SandboxInfo } from '#shared/model/sandbox.ts'
import { eventually } from './eventually.ts'

/** `aviary sandbox start --bookinfo` says that it runs before the pods are ready: here all of them are, and serve. */
export async function bookinfoReady({ kubeconfig, clusters }: SandboxInfo): Promise<void> {
  const { contexts } = await loadKubeconfig([kubeconfig])
  for (const { context } of clusters) {
    const cluster = connect(contexts.find(({ name }) => name === context)!, {
      mayWrite: () => 'read-only',
      record: () => undefined,
    })
    try {
      await eventually(async () => {
        const deployments = await cluster.list<Deployment>(resources.deployment, { namespace: 'bookinfo' })
        expect(deployments).not.toEqual([])
        for (const { spec, status } of deployments) expect(status?.availableReplicas).toBe(spec.replicas)
      })
    } finally {
      cluster.close()
    }
  }
  // The first one has the entrance.
  await eventually(async () => {
    const page = await (await fetch(`${clusters[0]?.ingress}/productpage`)).text()
    expect(page).toContain('Book Details')
    expect(page).toContain('Reviews served by')
  })
}
