/** Callers as data: HTTP, gRPC and TCP with what Istio's metrics have of each. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type EndpointSlice, type Pod, resources } from '#shared/model/kube.ts'
import { runningBookinfo } from './running-mesh.ts'

let running: Awaited<ReturnType<typeof runningBookinfo>>
beforeEach(async () => {
  running = await runningBookinfo()
})
afterEach(() => running.close())

const east = () => running.apis.east!

async function serve(name: string, portName: string, image: string): Promise<Pod> {
  const port = { name: portName, port: 7000, targetPort: 7000 }
  await east().create(resources.service, {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: 'bookinfo' },
    spec: { selector: { app: name }, ports: [port] },
  } as never)
  const pod = await running.run('east', `${name}-v1`, {
    image,
    container: { ports: [{ containerPort: 7000 }] },
  })
  await east().create<EndpointSlice>(resources.endpointSlice, {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      name: `${name}-1`,
      namespace: 'bookinfo',
      labels: { 'kubernetes.io/service-name': name },
    },
    addressType: 'IPv4',
    endpoints: [
      {
        addresses: [pod.status?.podIP ?? ''],
        conditions: { ready: true },
        targetRef: { kind: 'Pod', name: pod.metadata.name, namespace: 'bookinfo' },
      },
    ],
    ports: [{ name: portName, port: 7000 }],
  })
  await running.clock.advance(300)
  return pod
}

const call = (targets: string) =>
  running.run('east', 'caller-v1', {
    image: 'example.com/caller:1',
    container: { env: [{ name: 'TARGETS', value: targets }] },
  })

/** Series of the metric between caller-v1 and that workload, without the labels that every series has. */
function series(metric: string, workload: string) {
  return running
    .cluster('east')
    .targets()
    .flatMap((target) => [...target.metrics.collect()])
    .filter(
      ({ name, labels }) =>
        name === metric && labels.source_workload === 'caller-v1' && labels.destination_workload === workload,
    )
    .map(({ labels, value }) => ({
      reporter: labels.reporter,
      value,
      ...(labels.request_protocol === undefined ? {} : { protocol: labels.request_protocol }),
      ...(labels.response_code === undefined ? {} : { code: labels.response_code }),
      ...(labels.grpc_response_status ? { grpc: labels.grpc_response_status } : {}),
      ...(labels.connection_security_policy === 'mutual_tls' ? { secured: true } : {}),
    }))
    .sort((a, b) => (a.reporter ?? '').localeCompare(b.reporter ?? ''))
}

describe('a caller', () => {
  it('calls evenly what its TARGETS say, until it goes', async () => {
    const pod = await call('http://details.bookinfo:9080/details/0@5')
    await running.clock.advance(4_100)
    const total = series('istio_requests_total', 'details-v1')
    expect(total).toEqual([
      { reporter: 'destination', value: 20, protocol: 'http', code: '200', secured: true },
      { reporter: 'source', value: 20, protocol: 'http', code: '200' },
    ])
    await east().delete(resources.pod, 'bookinfo', pod.metadata.name, { gracePeriodSeconds: 0 })
    await running.clock.advance(5_000)
    expect(series('istio_requests_total', 'details-v1')[0]?.value).toBe(20)
  })

  it('calls by gRPC: a status of its own, and messages', async () => {
    await serve('talk', 'grpc', 'example.com/grpc-echo:1')
    await call('grpc://talk:7000/Talk/Say@10')
    await running.clock.advance(1_050)
    expect(series('istio_requests_total', 'talk-v1')).toEqual([
      { reporter: 'destination', value: 10, protocol: 'grpc', code: '200', grpc: '0', secured: true },
      { reporter: 'source', value: 10, protocol: 'grpc', code: '200', grpc: '0' },
    ])
    for (const way of ['request', 'response']) {
      expect(series(`istio_${way}_messages_total`, 'talk-v1')).toEqual([
        { reporter: 'destination', value: 10 },
        { reporter: 'source', value: 10 },
      ])
    }
  })

  it('sees gRPC errors of the program in the status, not in the code', async () => {
    await serve('talk', 'grpc', 'example.com/grpc-echo:1-error-100')
    await call('grpc://talk:7000/Talk/Say@10')
    await running.clock.advance(500)
    expect(series('istio_requests_total', 'talk-v1')[1]).toMatchObject({ code: '200', grpc: '13' })
  })

  it('gets 14 where no endpoint takes a gRPC call', async () => {
    const pod = await serve('talk', 'grpc', 'example.com/grpc-echo:1')
    await call('grpc://talk:7000/Talk/Say@10')
    await east().delete(resources.pod, 'bookinfo', pod.metadata.name)
    await running.clock.advance(400)
    expect(series('istio_requests_total', 'talk-v1')).toMatchObject([{ code: '200', grpc: '14' }])
  })

  it('opens TCP connections: bytes instead of requests', async () => {
    await serve('db', 'tcp', 'example.com/tcp-echo:1')
    await call('tcp://db:7000@10')
    await running.clock.advance(1_050)
    expect(series('istio_requests_total', 'db-v1')).toEqual([])
    const both = (value: number) => [
      { reporter: 'destination', value, protocol: 'tcp', secured: true },
      { reporter: 'source', value, protocol: 'tcp' },
    ]
    expect(series('istio_tcp_connections_opened_total', 'db-v1')).toEqual(both(10))
    expect(series('istio_tcp_connections_closed_total', 'db-v1')).toEqual(both(10))
    expect(series('istio_tcp_received_bytes_total', 'db-v1')).toEqual(both(6400))
    expect(series('istio_tcp_sent_bytes_total', 'db-v1')).toEqual(both(5120))
  })

  /** Response flags of the connections that the caller opened to a service. */
  const tcpFlags = (service: string) =>
    running
      .cluster('east')
      .targets()
      .flatMap((target) => [...target.metrics.collect()])
      .filter(
        ({ name, labels }) =>
          name === 'istio_tcp_connections_opened_total' &&
          labels.reporter === 'source' &&
          labels.destination_service_name === service,
      )
      .map(({ labels, value }) => `${labels.response_flags} ${value}`)

  it('overflows the limit of TCP connections: UO', async () => {
    await serve('db', 'tcp', 'example.com/tcp-echo:1-hang')
    await east().create(resources.destinationRule, {
      apiVersion: 'networking.istio.io/v1',
      kind: 'DestinationRule',
      metadata: { name: 'db', namespace: 'bookinfo' },
      spec: { host: 'db', trafficPolicy: { connectionPool: { tcp: { maxConnections: 1 } } } },
    })
    await running.clock.advance(200)
    await call('tcp://db:7000@10')
    await running.clock.advance(350)
    expect(tcpFlags('db')).toEqual(['UO 2'])
  })

  it('finds nobody behind a TCP service without endpoints: UH', async () => {
    await serve('db', 'tcp', 'example.com/tcp-echo:1')
    await east().patch(resources.endpointSlice, 'bookinfo', 'db-1', { endpoints: [] })
    await running.clock.advance(300)
    await call('tcp://db:7000@10')
    await running.clock.advance(150)
    expect(tcpFlags('db')).toEqual(['UH 1'])
  })

  it('reaches the world outside', async () => {
    await call('http://httpbin.org/get@10')
    await running.clock.advance(1_200)
    expect(series('istio_requests_total', 'unknown')).toMatchObject([
      { reporter: 'source', code: '200', protocol: 'http' },
    ])
  })
})
