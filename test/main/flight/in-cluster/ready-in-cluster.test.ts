import { describe, expect, it } from 'vitest'
import { contextOf, readyInCluster } from '#main/flight/in-cluster/ready-in-cluster.ts'
import { AviaryError, explain } from '#shared/model/failure.ts'
import type { FlightPlanInput } from '#shared/model/flight.ts'
import { type HandOverInput, handOverSchema } from '#shared/model/hand-over.ts'
import type { KubeObject } from '#shared/model/kube.ts'
import { planOf } from '../../../shared/flight/in-cluster/plans.ts'
import { deployment, fakeCluster, ingressGateway, pod, service } from '../fake-cluster.ts'

const cart: FlightPlanInput['target'] = {
  kind: 'service',
  context: 'east',
  namespace: 'shop',
  service: 'cart',
  port: 80,
}
const strict = (namespace: string): KubeObject => ({
  apiVersion: 'security.istio.io/v1',
  kind: 'PeerAuthentication',
  metadata: { name: 'default', namespace },
  spec: { mtls: { mode: 'STRICT' } },
})

async function ready(
  target: FlightPlanInput['target'],
  {
    objects = [service()] as KubeObject[],
    rateCap,
    ...more
  }: Partial<HandOverInput> & {
    objects?: KubeObject[]
    rateCap?: number
    plan?: never
  } = {},
  plan: Partial<FlightPlanInput> = {},
) {
  const remembered: string[] = []
  const manners = {
    rateCap: () => rateCap,
    isAllowed: (origin: string) => origin === 'http://allowed.example.com:80',
    remember: (origin: string) => void remembered.push(origin),
  }
  const handOver = handOverSchema.parse({ tool: 'fortio', ...more, plan: planOf({ target, ...plan }) })
  try {
    const { url, errand, notes } = await readyInCluster(
      handOver,
      { cluster: () => fakeCluster(objects), manners },
      '1b4f9a2c',
    )
    return { url, name: errand.name, namespace: errand.namespace, notes, remembered }
  } catch (error) {
    if (!(error instanceof AviaryError)) throw error
    return explain(error.failure).said
  }
}

describe('what is handed over to a cluster', () => {
  it.each<[FlightPlanInput['target'], object]>([
    [cart, { url: 'http://cart.shop.svc:80/', name: 'aviary-cart-1b4f9a2c', namespace: 'shop' }],
    [
      { kind: 'deployment', context: 'east', namespace: 'shop', deployment: 'cart', port: 9080 },
      {
        url: 'http://cart.shop.svc:80/',
        notes: expect.arrayContaining([expect.stringContaining('Service cart')]),
      },
    ],
    [
      { kind: 'pod', context: 'east', namespace: 'shop', pod: 'cart-1' },
      { url: 'http://10.244.0.9:9080/', name: 'aviary-cart-1-1b4f9a2c' },
    ],
    [
      { kind: 'gateway', context: 'east', host: 'shop.example.com' },
      { url: 'http://istio-ingressgateway.istio-system.svc:80/', namespace: 'default' },
    ],
    [
      { kind: 'url', url: 'http://cart.shop.svc.cluster.local:8080/a?b' },
      { url: 'http://cart.shop.svc.cluster.local:8080/a?b' },
    ],
    [{ kind: 'url', url: 'http://allowed.example.com/' }, { url: 'http://allowed.example.com/' }],
  ])('goes to the target as a pod reaches it: %j', async (target, wanted) => {
    const one = pod('cart-1')
    Object.assign(one.status as object, { podIP: '10.244.0.9' })
    const labelled = deployment()
    Object.assign((labelled.spec as { template: object }).template, { metadata: { labels: { app: 'cart' } } })
    const objects = [service(9080), labelled, one, ingressGateway(undefined, 80)]
    expect(await ready(target, { objects, context: 'east' })).toMatchObject(wanted)
  })

  it.each<[string, Promise<unknown>, RegExp]>([
    [
      'a port that is not there',
      ready({ ...cart, port: 81 } as never),
      /Service cart has no port 81; it has 80/,
    ],
    ['an unknown service', ready(cart, { objects: [] }), /There is no Service "cart"/],
    [
      'a deployment that no service leads to',
      ready(
        { kind: 'deployment', context: 'east', namespace: 'shop', deployment: 'cart' },
        { objects: [deployment()] },
      ),
      /no Service leads to its pods/,
    ],
    [
      'a pod without an address',
      ready({ kind: 'pod', context: 'east', namespace: 'shop', pod: 'cart-1' }, { objects: [pod('cart-1')] }),
      /it has no address yet/,
    ],
    [
      'the pod itself',
      ready({ kind: 'url', url: 'http://127.0.0.1/' }, { context: 'east' }),
      /would be the pod itself/,
    ],
    [
      'a foreign URL',
      ready({ kind: 'url', url: 'http://example.com/' }, { context: 'east' }),
      /neither on this machine nor/,
    ],
    ['more than the cap', ready(cart, { rateCap: 5 }), /east takes at most 5 requests per second/],
    ['as fast as it goes under a cap', ready(cart, { rateCap: 5 }, { rate: 'max' }), /has no limit/],
    ['no image', ready(cart, { image: 'a b' }), /"a b" is no image; write it like fortio\/fortio:/],
    ['several Fortios', ready(cart, { parallelism: 2 }), /Fortio flies from one pod/],
    ['no operator', ready(cart, { tool: 'k6' }), /east has no k6-operator/],
    [
      'no sidecar where TLS is a must',
      ready(cart, { objects: [service(), strict('shop')], sidecar: 'off' }),
      /needs the sidecar/,
    ],
    [
      'the same for the whole mesh',
      ready(cart, { objects: [service(), strict('istio-system')], sidecar: 'off' }),
      /needs the sidecar/,
    ],
  ])('is refused in a sentence: %s', async (_, refusal, sentence) => expect(await refusal).toMatch(sentence))

  it('needs no sidecar where the namespace is not strict', async () => {
    const objects = [service(), strict('elsewhere')]
    expect(await ready(cart, { objects, sidecar: 'off' })).toMatchObject({ name: 'aviary-cart-1b4f9a2c' })
  })

  it('keeps a yes to a URL, which needs the context that it is to fly in', async () => {
    const target = { kind: 'url', url: 'https://example.com/x' } as const
    expect(await ready(target, { context: 'east' }, { confirmed: true })).toMatchObject({
      remembered: ['https://example.com:443'],
    })
    const handOver = handOverSchema.parse({ tool: 'fortio', plan: planOf({ target }) })
    expect(() => contextOf(handOver)).toThrow(/say in which one it is to fly/)
  })
})
