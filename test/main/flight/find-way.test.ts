import { connect, createServer, type Server } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { findWay, type Way } from '#main/flight/find-way.ts'
import { type FlightPlanInput, flightPlanSchema } from '#shared/model/flight.ts'
import type { KubeObject } from '#shared/model/kube.ts'
import {
  deployment,
  echo,
  type FakeCluster,
  fakeCluster,
  ingressGateway,
  pod,
  service,
  virtualService,
} from './fake-cluster.ts'

const cart = { kind: 'service', context: 'east', namespace: 'shop', service: 'cart', port: 80 } as const
const cartDeployment = { kind: 'deployment', context: 'east', namespace: 'shop', deployment: 'cart' } as const

describe('the way to a target', () => {
  let listener: Server
  let port: number
  const ways: Way[] = []

  beforeAll(async () => {
    listener = createServer().listen(0, '127.0.0.1')
    await new Promise((listening) => listener.once('listening', listening))
    port = (listener.address() as { port: number }).port
  })
  afterAll(() => listener.close())
  afterEach(() => {
    for (const way of ways.splice(0)) way.close()
  })

  async function wayIn(
    cluster: FakeCluster,
    target: FlightPlanInput['target'],
    path = '/x?y=1',
  ): Promise<Way> {
    const way = await findWay(flightPlanSchema.parse({ target, path }), () => cluster)
    ways.push(way)
    return way
  }
  const way = (objects: KubeObject[], target: FlightPlanInput['target'] = cart) =>
    wayIn(fakeCluster(objects), target)

  it('to a service behind a gateway leads through the ingress, with the Host of its route', async () => {
    const objects = [
      service(),
      pod('cart-1'),
      ingressGateway('127.0.0.1', port),
      virtualService('cart.example.com'),
    ]
    expect(await way(objects)).toMatchObject({
      dial: { addresses: ['127.0.0.1'], port, lookup: null, tunnel: null, ends: 1 },
      tls: null,
      host: 'cart.example.com',
      path: '/x?y=1',
      url: `http://127.0.0.1:${port}/x?y=1`,
      via: `through ingress 127.0.0.1:${port} with Host cart.example.com`,
    })
  })

  it('to a service that no gateway leads to is a port-forward', async () => {
    const found = await way([service(), pod('cart-1'), pod('cart-2'), ingressGateway('127.0.0.1', port)])
    expect(found).toMatchObject({
      dial: { addresses: ['127.0.0.1'], ends: 2 },
      host: 'cart.shop:80',
      via: 'through a port-forward to 2 ready pods of Service cart in east',
      note: expect.stringContaining('fly from its cluster'),
    })
    expect(found.url).toBe(`http://127.0.0.1:${found.dial.port}/x?y=1`)
  })

  it('is a port-forward too where the gateway has no address', async () => {
    const found = await way([service(), pod('cart-1'), ingressGateway(undefined, 80), virtualService('a.b')])
    expect(found.via).toBe('through a port-forward to 1 ready pod of Service cart in east')
  })

  it('to a deployment goes to its first port, or the one that is named', async () => {
    const cluster = fakeCluster([deployment([7070, 8080]), pod('cart-1')])
    expect((await wayIn(cluster, cartDeployment)).host).toBe('cart.shop:7070')
    await wayIn(cluster, { ...cartDeployment, port: 8080 })
    expect(cluster.connections).toEqual(['cart-1:7070', 'cart-1:8080'])
  })

  it('to a pod goes to that one alone, at its first port or the one that is named', async () => {
    const cluster = fakeCluster([pod('cart-1'), pod('cart-2')])
    const target = { kind: 'pod', context: 'east', namespace: 'shop', pod: 'cart-2' } as const
    const found = await wayIn(cluster, target)
    expect(found.via).toBe('through a port-forward to Pod cart-2 in east')
    await wayIn(cluster, { ...target, port: 7070 })
    expect(cluster.connections).toEqual(['cart-2:9080', 'cart-2:7070'])
  })

  it('to a gateway sends the host that was asked for', async () => {
    const found = await way([ingressGateway('127.0.0.1', port)], {
      kind: 'gateway',
      context: 'east',
      host: 'a.b',
    })
    expect(found).toMatchObject({ host: 'a.b', via: `through ingress 127.0.0.1:${port} with Host a.b` })
    expect(found.note).toBeUndefined()
  })

  it('to a gateway tells the Host that goes out where a header says another', async () => {
    const target = { kind: 'gateway', context: 'east', host: 'a.b' } as const
    const plan = flightPlanSchema.parse({ target, headers: [['host', 'c.d']] })
    const found = await findWay(plan, () => fakeCluster([ingressGateway('127.0.0.1', port)]))
    expect(found.via).toBe(`through ingress 127.0.0.1:${port} with Host c.d`)
  })

  it('to a gateway notes that no route there is for the host, and names those that are', async () => {
    const target = { kind: 'gateway', context: 'east', host: 'cart.example.org' } as const
    const objects = [ingressGateway('127.0.0.1', port), virtualService('cart.example.com')]
    expect((await way(objects, target)).note).toBe(
      'No VirtualService or HTTPRoute at a gateway of east is for cart.example.org; those there are for cart.example.com.',
    )
    expect((await way(objects, { ...target, host: 'cart.example.com' })).note).toBeUndefined()
  })

  it('to a service that is another name is refused with that name', async () => {
    const alias = { type: 'ExternalName', externalName: 'cart.example.org', ports: [{ port: 80 }] }
    await expect(way([{ ...service(), spec: alias }])).rejects.toThrow(
      'it is another name of cart.example.org; fly at its URL',
    )
  })

  it('to a gateway whose load balancer has a name looks that up as the plan says', async () => {
    const target = { kind: 'gateway', context: 'east', host: 'a.b' } as const
    const found = async (plan: Partial<FlightPlanInput>) => {
      const { dial, via, foreign } = await findWay(
        flightPlanSchema.parse({ target, ...plan }),
        () => fakeCluster([ingressGateway('lb.test', port)]),
        undefined,
        async () => [{ address: '127.0.0.1' }],
      )
      return [dial.lookup, via, foreign]
    }
    const through = `through ingress lb.test:${port} with Host a.b`
    expect(await found({})).toEqual([null, `${through}, to 127.0.0.1`, []])
    expect(await found({ dns: 'per-connection' })).toEqual([
      { host: 'lb.test', family: 4, onlyHere: false },
      `${through}, looked up for each connection`,
      [],
    ])
  })

  it('to a URL leads to the address of its host', async () => {
    const found = await way([], { kind: 'url', url: `http://localhost:${port}/z#top` })
    expect(found).toMatchObject({
      dial: { addresses: ['127.0.0.1'] },
      host: `localhost:${port}`,
      path: '/z',
      via: 'directly, to 127.0.0.1',
    })
    expect(found.note).toBeUndefined()
  })

  it('to a name with several addresses leads to all that take a connection, in turn', async () => {
    const looking =
      (...addresses: string[]) =>
      async () =>
        addresses.map((address) => ({ address }))
    const to = async (plan: Partial<FlightPlanInput>, ...addresses: string[]) => {
      const target = { kind: 'url', url: `http://shop.test:${port}/` } as const
      const cluster = () => fakeCluster([])
      const found = await findWay(
        flightPlanSchema.parse({ target, ...plan }),
        cluster,
        undefined,
        looking(...addresses),
      )
      return [found.dial.addresses, found.dial.lookup, found.via]
    }
    const other = createServer().listen(port, '127.0.0.2')
    await new Promise((listening) => other.once('listening', listening))
    expect(await to({}, '127.0.0.1', '127.0.0.2')).toEqual([
      ['127.0.0.1', '127.0.0.2'],
      null,
      'directly, to 127.0.0.1 and 127.0.0.2 in turn',
    ])
    expect(await to({}, '127.0.0.1', '127.0.0.3', '::1', '127.0.0.2')).toEqual([
      ['127.0.0.1', '127.0.0.2'],
      null,
      'directly, to 127.0.0.1 and 127.0.0.2 in turn; 127.0.0.3 takes no connection',
    ])
    expect(await to({ dns: 'per-connection' }, '127.0.0.1', '::1')).toEqual([
      ['127.0.0.1'],
      { host: 'shop.test', family: 4, onlyHere: true },
      'directly, looked up for each connection',
    ])
    await expect(to({}, '127.0.0.4')).rejects.toThrow(
      `Nothing answers at http://shop.test:${port}: connection refused.`,
    )
    await expect(to({}, '127.0.0.1', '192.0.2.1')).rejects.toThrow('is neither on this machine nor')
    other.close()
  })

  describe('through a proxy', () => {
    let proxy: Server
    let through: string
    beforeAll(async () => {
      proxy = createServer((socket) => {
        socket.on('error', () => socket.destroy())
        socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\n\r\n'))
      }).listen(0)
      await new Promise((listening) => proxy.once('listening', listening))
      through = `http://127.0.0.1:${(proxy.address() as { port: number }).port}`
    })
    afterAll(() => proxy.close())

    const origins = (url: string, at: string, allowed: readonly string[], vouched = false) =>
      findWay(
        flightPlanSchema.parse({ target: { kind: 'url', url }, proxy: at }),
        () => fakeCluster([]),
        { isAllowed: (origin) => allowed.includes(origin), isVouched: async () => vouched },
        async (host) => {
          if (host === 'only-there.test') throw Object.assign(new Error(host), { code: 'ENOTFOUND' })
          return [{ address: host === 'here.test' ? '127.0.0.1' : '192.0.2.1' }]
        },
      ).then(({ foreign }) => foreign)

    it('needs a yes to the target, wherever the proxy is and even if only that knows it', async () => {
      expect(await origins('http://here.test/', through, [])).toEqual([])
      for (const host of ['away.test', 'only-there.test']) {
        const url = `http://${host}/`
        await expect(origins(url, through, [])).rejects.toThrow(`${url} is neither on this machine`)
        expect(await origins(url, through, [`http://${host}:80`])).toEqual([`http://${host}:80`])
        expect(await origins(url, through, [], true)).toEqual([])
      }
    })

    it('needs a yes to a proxy elsewhere, which no context vouches for', async () => {
      const away = through.replace('127.0.0.1', '0.0.0.0')
      const said = `${away} is neither on this machine`
      await expect(origins('http://here.test/', away, [])).rejects.toThrow(said)
      await expect(origins('http://here.test/', away, [], true)).rejects.toThrow(said)
      expect(await origins('http://here.test/', away, [away])).toEqual([away])
      const withUser = away.replace('//', '//me:secret@')
      await expect(origins('http://here.test/', withUser, [])).rejects.toThrow(said)
    })
  })

  it('spreads connections over the ready pods, and passes over one that takes none', async () => {
    const objects = [
      service(),
      pod('cart-1'),
      pod('cart-2', { port: 9081 }),
      pod('cart-3'),
      pod('cart-4', { ready: false }),
    ]
    const dead = new Set<string>()
    const cluster = fakeCluster(objects, (name) => (dead.has(name) ? undefined : echo()))
    const { port: forwarded } = (await wayIn(cluster, cart)).dial
    for (let n = 0; n < 5; n++) expect(await echoed(forwarded)).toBe('ping')
    expect(cluster.connections).toEqual([
      'cart-1:9080',
      'cart-2:9081',
      'cart-3:9080',
      'cart-1:9080',
      'cart-2:9081',
      'cart-3:9080',
    ])
    dead.add('cart-1')
    expect(await echoed(forwarded)).toBe('ping')
    objects.splice(1, 1)
    expect(await echoed(forwarded)).toBe('ping')
  })

  it.each<[string, KubeObject[], FlightPlanInput['target'], string]>([
    ['an unknown service', [], cart, 'There is no Service "cart" in namespace shop of east.'],
    ['an unknown deployment', [], cartDeployment, 'There is no Deployment "cart" in namespace shop of east.'],
    [
      'an unknown pod',
      [],
      { kind: 'pod', context: 'east', namespace: 'shop', pod: 'cart-9' },
      'There is no Pod "cart-9" in namespace shop of east.',
    ],
    ['another port', [service()], { ...cart, port: 81 }, 'port: Service cart has no port 81; it has 80.'],
    [
      'a deployment without a port',
      [deployment([])],
      cartDeployment,
      'port: Deployment cart names no port; say which one, as in deploy/cart:8080.',
    ],
    [
      'a service without a selector',
      [service('http', {})],
      cart,
      'Nothing answers at Service cart in east: it has no selector, so no pod can be found for it.',
    ],
    [
      'a service without a ready pod',
      [service(), pod('cart-1', { ready: false })],
      cart,
      'Nothing answers at Service cart in east: none of its pods is ready.',
    ],
    [
      'a port that no container has',
      [service('grpc'), pod('cart-1')],
      cart,
      'Nothing answers at Service cart in east: pod cart-1 has no port named grpc.',
    ],
    [
      'a cluster without an ingress',
      [],
      { kind: 'gateway', context: 'east', host: 'a' },
      'Nothing answers at the ingress of east: no ingress gateway there has an address.',
    ],
    [
      'an ingress that is dead',
      [service(), ingressGateway('127.0.0.1', 1), virtualService('a.b')],
      cart,
      'Nothing answers at ingress 127.0.0.1:1: connection refused.',
    ],
  ])('fails for %s with one sentence', async (_name, objects, target, sentence) => {
    await expect(way(objects, target)).rejects.toThrow(sentence)
  })

  it('fails when no ready pod takes a connection', async () => {
    const cluster = fakeCluster([service(), pod('cart-1')], () => undefined)
    await expect(wayIn(cluster, cart)).rejects.toThrow(
      'Nothing answers at Service cart in east: pod cart-1 takes no connection to port 9080.',
    )
  })
})

/** What comes back from one connection. */
async function echoed(port: number): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  socket.end('ping')
  return await text(socket)
}
