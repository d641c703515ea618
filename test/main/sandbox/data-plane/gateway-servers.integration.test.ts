/** What the servers of a Gateway do at the ingress: ports, TLS by name, client certificates, redirects, HTTP/2, gRPC. */
import { request as httpRequest } from 'node:http'
import { connect } from 'node:http2'
import { request as httpsRequest, type RequestOptions } from 'node:https'
import { connect as dial } from 'node:net'
import type { PeerCertificate, TLSSocket } from 'node:tls'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { resources } from '#shared/model/kube.ts'
import { type Authority, createAuthority, type Pem } from '../../flight/certificates.ts'
import { runningBookinfo } from './running-mesh.ts'

const shop = 'shop.example.com'
const bank = 'bank.example.com'

let running: Awaited<ReturnType<typeof runningBookinfo>>
let authority: Authority

const named = (value: string) => [{ type: 'dns' as const, value }]
const east = () => running.apis.east!
const portOf = (target: number) => running.cluster('east').ingressPorts.get(target)

beforeEach(async () => {
  authority = await createAuthority()
  running = await runningBookinfo()
})
afterEach(() => running.close())

const plain = { port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts: ['*'] }
const https = (host: string, tls: Record<string, unknown>, name = host.split('.')[0]) => ({
  port: { number: 443, name, protocol: 'HTTPS' },
  hosts: [host],
  tls,
})

async function servers(...all: unknown[]): Promise<void> {
  await east().patch(resources.gateway, 'bookinfo', 'bookinfo-gateway', { spec: { servers: all } })
  await running.clock.advance(200)
}

async function secret(name: string, { cert, key }: Pem, ca?: string): Promise<void> {
  const encoded = (text: string) => Buffer.from(text).toString('base64')
  const data: Record<string, string> = { 'tls.crt': encoded(cert), 'tls.key': encoded(key) }
  if (ca !== undefined) data['ca.crt'] = encoded(ca)
  const metadata = { name, namespace: 'istio-system' }
  await east().create(resources.secret, { apiVersion: 'v1', kind: 'Secret', metadata, data })
}

interface Visited {
  readonly status: number
  readonly location: string | undefined
  readonly certificate: string | undefined
}

function visit(
  target: number,
  host: string,
  options: RequestOptions & { secure?: boolean } = {},
): Promise<Visited> {
  const { secure = false, ...rest } = options
  const send = secure ? httpsRequest : httpRequest
  const answer = new Promise<Visited>((resolve, reject) => {
    const sent = send(
      {
        ...{ host: '127.0.0.1', port: portOf(target), path: '/productpage', agent: false },
        ...{ headers: { host }, ca: authority.ca, ...(secure ? { servername: host } : {}), ...rest },
      },
      (response) => {
        const peer: Partial<PeerCertificate> = secure
          ? (response.socket as TLSSocket).getPeerCertificate()
          : {}
        response.resume().on('end', () => {
          const { statusCode = 0, headers } = response
          resolve({ status: statusCode, location: headers.location, certificate: peer.subjectaltname })
        })
      },
    )
    sent.once('error', reject)
    sent.end()
  })
  return running.during(answer)
}

const visitSecurely = (host: string, options: RequestOptions = {}) =>
  visit(8443, host, { ...options, secure: true })

describe('a port of a Gateway', () => {
  it('of its own opens with its server, serves its hosts alone, and closes with it', async () => {
    await servers(plain, { port: { number: 9000, name: 'admin', protocol: 'HTTP' }, hosts: [shop] })
    expect((await visit(9000, shop)).status).toBe(200)
    expect((await visit(9000, bank)).status).toBe(404)
    expect((await visit(8080, bank)).status).toBe(200)
    await servers(plain)
    expect(portOf(9000)).toBeUndefined()
    expect(portOf(8080)).toBeGreaterThan(0)
  })

  it('8080 is the one behind port 80 of the Service', async () => {
    await servers({ ...plain, port: { ...plain.port, number: 8080 } })
    expect((await visit(8080, shop)).status).toBe(200)
  })

  it('443 is closed while no server is there for it', async () => {
    await expect(visitSecurely(shop)).rejects.toThrow()
  })
})

describe('a server that ends TLS', () => {
  it('is chosen by the name that the client asks for, each with its own certificate', async () => {
    await secret('shop-cert', await authority.issue(named(shop)))
    await secret('bank-cert', await authority.issue(named(bank)))
    await servers(
      https(shop, { mode: 'SIMPLE', credentialName: 'shop-cert' }),
      https(bank, { mode: 'SIMPLE', credentialName: 'bank-cert' }),
    )
    expect(await visitSecurely(shop)).toMatchObject({ status: 200, certificate: `DNS:${shop}` })
    expect(await visitSecurely(bank)).toMatchObject({ status: 200, certificate: `DNS:${bank}` })
    await expect(visitSecurely('other.example.com')).rejects.toThrow()
  })

  it('serves its own hosts alone, whatever the client says inside', async () => {
    await secret('shop-cert', await authority.issue(named(shop)))
    await servers(https(shop, { mode: 'SIMPLE', credentialName: 'shop-cert' }))
    expect((await visitSecurely(shop, { headers: { host: bank } })).status).toBe(404)
  })

  it('takes no connection before its Secret is there', async () => {
    await servers(https(shop, { mode: 'SIMPLE', credentialName: 'late' }))
    await expect(visitSecurely(shop)).rejects.toThrow()
    await secret('late', await authority.issue(named(shop)))
    expect((await visitSecurely(shop)).status).toBe(200)
  })

  it('with MUTUAL takes clients that show a certificate of its authority', async () => {
    await secret('shop-cert', await authority.issue(named(shop)), authority.ca)
    await servers(https(shop, { mode: 'MUTUAL', credentialName: 'shop-cert' }))
    await expect(visitSecurely(shop)).rejects.toThrow()
    expect((await visitSecurely(shop, await authority.issue(named('me')))).status).toBe(200)
    const stranger = await (await createAuthority()).issue(named('me'))
    await expect(visitSecurely(shop, stranger)).rejects.toThrow()
  })

  it('passes requests on as https: a rule can match them by scheme', async () => {
    await secret('shop-cert', await authority.issue(named(shop)))
    await servers(plain, https(shop, { mode: 'SIMPLE', credentialName: 'shop-cert' }))
    await east().patch(resources.virtualService, 'bookinfo', 'bookinfo', {
      spec: {
        http: [{ match: [{ scheme: { exact: 'https' } }], directResponse: { status: 204 } }],
      },
    })
    await running.clock.advance(200)
    expect((await visitSecurely(shop)).status).toBe(204)
    expect((await visit(8080, shop)).status).toBe(404)
  })
})

it('tls.httpsRedirect sends all to https', async () => {
  await servers({ ...plain, tls: { httpsRedirect: true } })
  expect(await visit(8080, shop)).toMatchObject({
    status: 301,
    location: `https://${shop}/productpage`,
  })
})

interface Http2Answer {
  readonly headers: Readonly<Record<string, unknown>>
  readonly trailers: Readonly<Record<string, unknown>>
  readonly body: Buffer
}

function visitByHttp2(url: string, headers: Record<string, string>, body?: Buffer): Promise<Http2Answer> {
  const answer = new Promise<Http2Answer>((resolve, reject) => {
    const session = connect(url, { ca: authority.ca, servername: shop })
    session.once('error', reject)
    const stream = session.request({ ':authority': shop, ...headers }, { endStream: body === undefined })
    let received: Record<string, unknown> = {}
    let trailers: Record<string, unknown> = {}
    const chunks: Buffer[] = []
    stream.on('response', (own) => {
      received = own
    })
    stream.on('trailers', (own) => {
      trailers = own
    })
    stream.on('data', (chunk: Buffer) => chunks.push(chunk))
    stream.once('error', reject)
    stream.once('close', () => {
      session.close()
      resolve({ headers: received, trailers, body: Buffer.concat(chunks) })
    })
    if (body !== undefined) stream.end(body)
  })
  return running.during(answer)
}

describe('HTTP/2', () => {
  it('is spoken in the clear and over TLS', async () => {
    await secret('shop-cert', await authority.issue(named(shop)))
    await servers(plain, https(shop, { mode: 'SIMPLE', credentialName: 'shop-cert' }))
    const path = { ':path': '/productpage' }
    const clear = await visitByHttp2(`http://127.0.0.1:${portOf(8080)}`, path)
    expect(clear.headers).toMatchObject({ ':status': 200, server: 'istio-envoy' })
    const secured = await visitByHttp2(`https://127.0.0.1:${portOf(8443)}`, path)
    expect(secured.headers[':status']).toBe(200)
    expect(secured.body.toString()).toContain('Book Details')
  })
})

describe('a gRPC call through the ingress', () => {
  const message = Buffer.from([0, 0, 0, 0, 3, 0x0a, 0x01, 0x78])
  const call = (path: string) =>
    visitByHttp2(
      `http://127.0.0.1:${portOf(8080)}`,
      { ':method': 'POST', ':path': path, 'content-type': 'application/grpc', te: 'trailers' },
      message,
    )

  beforeEach(async () => {
    const image = 'example.com/grpc-echo:1'
    const pod = await running.run('east', 'echo-v1', {
      image,
      container: { ports: [{ containerPort: 7070 }] },
    })
    await east().create(resources.service, {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'echo', namespace: 'bookinfo' },
      spec: { ports: [{ name: 'http', port: 7070, targetPort: 7070 }] },
    })
    await running.endpoints('east', 'echo', [pod])
    const route = (host: string) => [{ destination: { host, port: { number: 7070 } } }]
    await east().patch(resources.virtualService, 'bookinfo', 'bookinfo', {
      spec: {
        http: [{ match: [{ uri: { prefix: '/gone' } }], route: route('nobody') }, { route: route('echo') }],
      },
    })
    await running.clock.advance(500)
  })

  it('gets the message back, and the status behind it', async () => {
    const { headers, trailers, body } = await call('/Echo/Say')
    expect(headers).toMatchObject({ ':status': 200, 'content-type': 'application/grpc' })
    expect(body).toEqual(message)
    expect(trailers).toMatchObject({ 'grpc-status': '0' })
  })

  it('hears that a program serves by the health protocol', async () => {
    const { body } = await call('/grpc.health.v1.Health/Check')
    expect([...body]).toEqual([0, 0, 0, 0, 2, 8, 1])
  })

  it('gets the proxy’s own answer in the headers alone', async () => {
    const { headers, body } = await call('/gone/Say')
    expect(headers).toMatchObject({ ':status': 200, 'grpc-status': '14' })
    expect(body).toHaveLength(0)
  })

  it('gets a status that is injected', async () => {
    await east().patch(resources.virtualService, 'bookinfo', 'bookinfo', {
      spec: {
        http: [{ fault: { abort: { grpcStatus: 'NOT_FOUND' } }, route: [{ destination: { host: 'echo' } }] }],
      },
    })
    await running.clock.advance(200)
    const { headers } = await call('/Echo/Say')
    expect(headers).toMatchObject({
      ':status': 200,
      'grpc-status': '5',
      'grpc-message': 'fault filter abort',
    })
  })
})

describe('a server for TCP', () => {
  const talk = (port: number, text: string) =>
    running.during(
      new Promise<string>((resolve, reject) => {
        let heard = ''
        const socket = dial(port, '127.0.0.1', () => socket.write(text))
        socket.on('data', (chunk) => {
          heard += chunk
        })
        socket.once('error', reject)
        socket.once('close', () => resolve(heard))
      }),
    )

  beforeEach(async () => {
    await servers(plain, { port: { number: 31_400, name: 'tcp', protocol: 'TCP' }, hosts: ['*'] })
    await east().create(resources.virtualService, {
      apiVersion: 'networking.istio.io/v1',
      kind: 'VirtualService',
      metadata: { name: 'db', namespace: 'bookinfo' },
      spec: {
        hosts: ['*'],
        gateways: ['bookinfo-gateway'],
        tcp: [{ match: [{ port: 31_400 }], route: [{ destination: { host: 'db' } }] }],
      },
    })
    await east().create(resources.service, {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'db', namespace: 'bookinfo' },
      spec: { ports: [{ name: 'tcp', port: 5432, targetPort: 9080 }] },
    })
    await running.clock.advance(200)
  })

  it('carries bytes to a service and back, and counts them', async () => {
    const image = 'example.com/tcp-echo:1'
    const pod = await running.run('east', 'db-v1', { image, container: { ports: [{ containerPort: 9080 }] } })
    await running.endpoints('east', 'db', [pod])
    const ports = [{ name: 'tcp', port: 9080 }]
    await east().patch(resources.endpointSlice, 'bookinfo', 'db-1', { ports })
    await running.clock.advance(400)
    expect(await talk(portOf(31_400)!, 'hello')).toBe('hello')
    const sent = running
      .cluster('east')
      .targets()
      .flatMap(({ metrics }) => [...metrics.collect()])
      .filter(({ name, labels }) => name === 'istio_tcp_sent_bytes_total' && labels.reporter === 'source')
    expect(sent).toMatchObject([
      { value: 5, labels: { source_workload: 'istio-ingressgateway', destination_workload: 'db-v1' } },
    ])
  })

  it('closes where nobody is behind it', async () => {
    expect(await talk(portOf(31_400)!, 'hello')).toBe('')
  })
})
