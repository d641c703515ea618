/** TLS that the ingress passes on: by server name to a program that ends it, reported as connections. */
import { createHash, X509Certificate } from 'node:crypto'
import { connect as connectHttp2 } from 'node:http2'
import { request as httpsRequest } from 'node:https'
import { connect as dial } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Pod, resources, type Service } from '#shared/model/kube.ts'
import { createAuthority } from '../../flight/certificates.ts'
import { runningBookinfo } from './running-mesh.ts'

let running: Awaited<ReturnType<typeof runningBookinfo>>
const east = () => running.apis.east!
const portOf = (target: number) => running.cluster('east').ingressPorts.get(target)!
const vault = 'vault.example.com'

beforeEach(async () => {
  running = await runningBookinfo()
  await east().create(resources.gateway, {
    apiVersion: 'networking.istio.io/v1',
    kind: 'Gateway',
    metadata: { name: 'tls', namespace: 'bookinfo' },
    spec: {
      selector: { istio: 'ingressgateway' },
      servers: [
        {
          port: { number: 443, name: 'tls', protocol: 'TLS' },
          hosts: ['*.example.com'],
          tls: { mode: 'PASSTHROUGH' },
        },
        {
          port: { number: 15_443, name: 'auto', protocol: 'TLS' },
          hosts: ['*.local'],
          tls: { mode: 'AUTO_PASSTHROUGH' },
        },
      ],
    },
  })
})
afterEach(() => running.close())

async function service(name: string, image: string, more: Record<string, unknown> = {}): Promise<Pod> {
  const container = { ports: [{ name: 'https', containerPort: 9080 }], ...more }
  const pod = await running.run('east', `${name}-v1`, { image, container })
  await east().create(resources.service, {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: 'bookinfo' },
    spec: { ports: [{ name: 'http', port: 443, targetPort: 9080, appProtocol: 'https' }] },
  } as Service)
  await running.endpoints('east', name, [pod])
  return pod
}

async function routes(tls: unknown[], hosts = [vault]): Promise<void> {
  await east().create(resources.virtualService, {
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata: { name: 'vault', namespace: 'bookinfo' },
    spec: { hosts, gateways: ['tls'], tls },
  })
  await running.clock.advance(400)
}
const rule = (sniHosts: string[], ...route: unknown[]) => ({ match: [{ port: 443, sniHosts }], route })
const to = (host: string, weight?: number) => ({ destination: { host }, weight })

interface Visited {
  readonly status: number
  readonly body: string
  readonly names: string | undefined
}

function visit(servername: string, target = 8443, ca?: string): Promise<Visited> {
  const trust = ca === undefined ? { rejectUnauthorized: false } : { ca }
  const answer = new Promise<Visited>((resolve, reject) => {
    const sent = httpsRequest(
      { host: '127.0.0.1', port: portOf(target), path: '/', agent: false, servername, ...trust },
      async (response) => {
        const names = (response.socket as TLSSocket).getPeerCertificate().subjectaltname
        let body = ''
        for await (const chunk of response) body += chunk
        resolve({ status: response.statusCode!, body, names })
      },
    )
    sent.once('error', reject)
    sent.end()
  })
  return running.during(answer)
}

/** Connections opened, as `reporter workload flags security`. */
const samples = () =>
  running
    .cluster('east')
    .targets()
    .flatMap(({ metrics }) => [...metrics.collect()])

function connections(): string[] {
  return samples()
    .filter(({ name }) => name === 'istio_tcp_connections_opened_total')
    .map(({ labels, value }) => {
      const { reporter, destination_service_name, destination_workload, response_flags } = labels
      return [reporter, destination_service_name, destination_workload, response_flags, value].join(' ')
    })
    .sort()
}

/** Each is told when it ends, and an end is seen by both sides by and by. */
const allEnded = () =>
  running.during(
    (async () => {
      const count = (word: string) =>
        samples()
          .filter(({ name }) => name === `istio_tcp_connections_${word}_total`)
          .reduce((sum, { value }) => sum + value, 0)
      while (count('opened') === 0 || count('opened') !== count('closed'))
        await new Promise<void>((done) => void setImmediate(done))
    })(),
  )

function gatewayLog(): string {
  const [gateway] = east()
    .all<Pod>(resources.pod, 'istio-system')
    .filter(({ metadata }) => metadata.labels?.istio === 'ingressgateway')
  const { name } = gateway!.metadata
  return JSON.stringify(running.cluster('east').network.log('istio-system', name, 'istio-proxy'))
}

describe('a server with PASSTHROUGH', () => {
  it('leads by server name to a program that ends TLS with a certificate of its own', async () => {
    await service('vault', 'example.com/hello:1')
    await routes([rule([vault], to('vault'))])
    const { status, body, names } = await visit(vault)
    expect(status).toBe(200)
    expect(body).toContain('Hello from vault-v1')
    expect(names).toContain('DNS:vault.bookinfo.svc.cluster.local')
    await allEnded()
    expect(connections()).toEqual(['destination vault vault-v1 - 1', 'source vault vault-v1 - 1'])
  })

  it('counts the bytes that went over', async () => {
    await service('vault', 'example.com/hello:1')
    await routes([rule([vault], to('vault'))])
    await visit(vault)
    await allEnded()
    const bytes = samples()
      .filter(({ name }) => /^istio_tcp_(sent|received)_bytes_total$/.test(name))
      .map(({ name, labels, value }) => ({ name, reporter: labels.reporter, value }))
    // A hello and a request one way, a certificate and an answer the other.
    for (const { value } of bytes) expect(value).toBeGreaterThan(300)
    const of = (reporter: string, name: string) =>
      bytes.find((one) => one.reporter === reporter && one.name.includes(name))!.value
    expect(of('source', 'sent')).toBe(of('destination', 'sent'))
    expect(of('source', 'received')).toBe(of('destination', 'received'))
  })

  it('shows the certificate of the Secret that the pod mounts', async () => {
    const authority = await createAuthority()
    const { cert, key } = await authority.issue([{ type: 'dns', value: vault }])
    const encoded = (text: string) => Buffer.from(text).toString('base64')
    await east().create(resources.secret, {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'vault-cert', namespace: 'bookinfo' },
      data: { 'tls.crt': encoded(cert), 'tls.key': encoded(key) },
    } as never)
    const pod = await service('vault', 'example.com/hello:1')
    const volumes = [{ name: 'cert', secret: { secretName: 'vault-cert' } }]
    await east().patch(resources.pod, 'bookinfo', pod.metadata.name, { spec: { volumes } })
    await routes([rule([vault], to('vault'))])
    expect((await visit(vault, 8443, authority.ca)).names).toBe(`DNS:${vault}`)
  })

  it('speaks HTTP/2 with whom it asks for it', async () => {
    await service('vault', 'example.com/hello:1')
    await routes([rule([vault], to('vault'))])
    const answer = new Promise<string>((resolve, reject) => {
      const session = connectHttp2(`https://127.0.0.1:${portOf(8443)}`, {
        ...{ servername: vault, rejectUnauthorized: false },
      })
      session.once('error', reject)
      const stream = session.request({ ':path': '/two' })
      let body = ''
      stream.setEncoding('utf8').on('data', (chunk) => {
        body += chunk
      })
      stream.once('error', reject)
      stream.once('close', () => {
        session.close()
        resolve(body)
      })
    })
    expect(await running.during(answer)).toContain('GET /two')
  })

  it('spreads by weight, and by the most exact name', async () => {
    await service('vault', 'example.com/hello:1')
    await service('spare', 'example.com/hello:1')
    await routes(
      [rule(['*.example.com'], to('spare')), rule([vault], to('vault', 50), to('spare', 50))],
      ['*.example.com'],
    )
    expect((await visit('other.example.com')).body).toContain('spare-v1')
    const bodies: string[] = []
    for (let count = 0; count < 16; count += 1) bodies.push((await visit(vault)).body)
    expect(new Set(bodies.map((body) => /Hello from (\w+)/.exec(body)?.[1]))).toEqual(
      new Set(['vault', 'spare']),
    )
  })

  it('takes no name that no route has: NR in the log, nothing in the metrics', async () => {
    await service('vault', 'example.com/hello:1')
    await routes([rule([vault], to('vault'))])
    await expect(visit('other.example.com')).rejects.toThrow()
    expect(connections()).toEqual([])
    expect(gatewayLog()).toMatch(/- - -\\" 0 NR filter_chain_not_found .*other\.example\.com/)
  })

  it('closes with UH where nobody is ready, with NC where no service is, with UF where nothing listens', async () => {
    await service('vault', 'example.com/hello:1')
    await service('empty', 'example.com/hello:1')
    await running.endpoints('east', 'empty', [])
    const gone = await service('gone', 'example.com/hello:1')
    await east().patch(
      resources.pod,
      'bookinfo',
      gone.metadata.name,
      { status: { phase: 'Failed' } },
      'status',
    )
    await routes(
      ['empty', 'nobody', 'gone'].map((name) => rule([`${name}.example.com`], to(name))),
      ['*.example.com'],
    )
    for (const name of ['empty', 'nobody', 'gone'])
      await expect(visit(`${name}.example.com`)).rejects.toThrow()
    expect(connections()).toEqual([
      'source empty unknown UH 1',
      'source gone gone-v1 UF,URX 1',
      'source unknown unknown NC 1',
    ])
  })

  it('leads to hosts of ServiceEntries, which show a certificate for the name', async () => {
    await east().create({ ...resources.virtualService, kind: 'ServiceEntry', plural: 'serviceentries' }, {
      apiVersion: 'networking.istio.io/v1',
      kind: 'ServiceEntry',
      metadata: { name: 'out', namespace: 'bookinfo' },
      spec: {
        hosts: ['pay.example.com'],
        ports: [{ number: 443, name: 'tls', protocol: 'TLS' }],
        resolution: 'DNS',
      },
    } as never)
    await routes([rule(['pay.example.com'], to('pay.example.com'))], ['pay.example.com'])
    const { body, names } = await visit('pay.example.com')
    expect([body, names]).toEqual(['Hello from outside the mesh\n', 'DNS:pay.example.com'])
  })

  it('hangs up where the program speaks no TLS', async () => {
    await service('vault', 'example.com/hello:1', { ports: [{ containerPort: 9080 }] })
    await routes([rule([vault], to('vault'))])
    await expect(visit(vault)).rejects.toThrow()
  })

  it('and one that ends TLS stand beside each other at one port', async () => {
    const authority = await createAuthority()
    const { cert, key } = await authority.issue([{ type: 'dns', value: 'shop.example.com' }])
    const encoded = (text: string) => Buffer.from(text).toString('base64')
    await east().create(resources.secret, {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'shop-cert', namespace: 'istio-system' },
      data: { 'tls.crt': encoded(cert), 'tls.key': encoded(key) },
    } as never)
    await east().patch(resources.gateway, 'bookinfo', 'bookinfo-gateway', {
      spec: {
        servers: [
          {
            port: { number: 443, name: 'https', protocol: 'HTTPS' },
            hosts: ['shop.example.com'],
            tls: { mode: 'SIMPLE', credentialName: 'shop-cert' },
          },
        ],
      },
    })
    await service('vault', 'example.com/hello:1')
    await routes([rule([vault], to('vault'))])
    expect((await visit('shop.example.com')).names).toBe('DNS:shop.example.com')
    expect((await visit(vault)).body).toContain('Hello from vault-v1')
  })
})

describe('a server with AUTO_PASSTHROUGH', () => {
  it('leads to each service by the name that proxies use for its cluster', async () => {
    await service('vault', 'example.com/hello:1')
    await running.clock.advance(400)
    const { body } = await visit('outbound_.443_._.vault.bookinfo.svc.cluster.local', 15_443)
    expect(body).toContain('Hello from vault-v1')
    await expect(visit(vault, 15_443)).rejects.toThrow()
  })
})

it('what is no TLS is closed', async () => {
  await running.clock.advance(400)
  const ended = new Promise<string>((resolve, reject) => {
    let heard = ''
    const socket = dial(portOf(8443), '127.0.0.1', () => socket.write('GET / HTTP/1.1\r\n\r\n'))
    socket.on('data', (chunk) => {
      heard += chunk
    })
    socket.once('error', reject)
    socket.once('close', () => resolve(heard))
  })
  expect(await running.during(ended)).toBe('')
})

it('a port-forward to a program that ends TLS reaches it', async () => {
  const pod = await service('vault', 'example.com/hello:1')
  await running.clock.advance(400)
  const stream = running.cluster('east').network.connect('bookinfo', pod.metadata.name, 9080)
  const { connect } = await import('node:tls')
  const fingerprint = new Promise<string>((resolve, reject) => {
    const secured = connect({ socket: stream!, rejectUnauthorized: false }, () => {
      const { raw } = secured.getPeerCertificate()
      resolve(createHash('sha256').update(new X509Certificate(raw).raw).digest('hex'))
      secured.destroy()
    })
    secured.once('error', reject)
  })
  expect(await running.during(fingerprint)).toHaveLength(64)
})
