import { expect, it } from 'vitest'
import { gatewayHosts, targetChoices } from '#main/flight/target-choices.ts'
import { AviaryError } from '#shared/model/failure.ts'
import { deployment, fakeCluster, pod, virtualService } from './fake-cluster.ts'

it('offers the deployments and pods of a namespace, with their ports and whether they are ready', async () => {
  const objects = [deployment([7070, 8080]), pod('cart-2', { ready: false }), pod('cart-1')]
  expect(await targetChoices(fakeCluster(objects), 'shop')).toEqual({
    deployments: [{ name: 'cart', ports: [7070, 8080] }],
    pods: [
      { name: 'cart-1', ports: [9080], ready: true },
      { name: 'cart-2', ports: [9080], ready: false },
    ],
  })
  expect(await targetChoices(fakeCluster(objects), 'other')).toEqual({ deployments: [], pods: [] })
})

it('offers the hosts of gateways, whatever of Istio and the Gateway API the cluster has', async () => {
  const cluster = fakeCluster([virtualService('cart.example.com')])
  const { list } = cluster
  Object.assign(cluster, {
    list: (...[resource, options]: Parameters<typeof list>) => {
      if (resource.kind !== 'HTTPRoute') return list(resource, options)
      throw new AviaryError({
        code: 'not-found',
        context: 'east',
        kind: 'HTTPRoute',
        namespace: '',
        name: '',
      })
    },
  })
  expect(await gatewayHosts(cluster)).toEqual([
    { host: 'cart.example.com', from: 'VirtualService shop/cart', paths: [] },
  ])
})
