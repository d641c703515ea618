import { createServer } from 'node:http'
import { Duplex } from 'node:stream'
import { describe, expect, it } from 'vitest'
import type { Cluster, ListOptions } from '#main/kube/cluster.ts'
import { discoverPrometheus } from '#main/prometheus/discover-prometheus.ts'
import { AviaryError, type Failure, fail } from '#shared/model/failure.ts'
import type { KubeObject, Pod, Resource, Service } from '#shared/model/kube.ts'

const service = (namespace: string, name: string, targetPort: number | string = 9090): Service => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { namespace, name },
  spec: { selector: { app: name }, ports: [{ name: 'http', port: 9090, targetPort }] },
})

const pod = (namespace: string, name: string, phase: 'Running' | 'Pending'): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { namespace, name },
  spec: {
    containers: [{ name: 'prometheus', image: 'prom', ports: [{ name: 'web', containerPort: 9091 }] }],
  },
  status: { phase },
})

const vector = (...values: number[]) =>
  JSON.stringify({
    status: 'success',
    data: {
      resultType: 'vector',
      result: values.map((value) => ({ metric: {}, value: [1, String(value)] })),
    },
  })
const status = (code: number, message: string) => ({
  status: code,
  body: JSON.stringify({ kind: 'Status', apiVersion: 'v1', message, code }),
})

interface Setting {
  readonly services: readonly Service[]
  /** By namespace/name; what is missing is refused by the proxy as having no endpoints. */
  readonly answers?: Readonly<Record<string, { status: number; body: string }>>
  readonly mayListAll?: boolean
  readonly pods?: readonly Pod[]
  readonly connect?: Cluster['connect']
}

function clusterOf({ services, answers = {}, mayListAll = true, pods = [], connect }: Setting): Cluster {
  const unused = () => fail({ code: 'not-simulated', operation: 'this' })
  return {
    context: 'east',
    server: 'https://east',
    get: unused,
    cache: unused,
    write: undefined as unknown as Cluster['write'],
    list: async <T extends KubeObject>(resource: Resource, { namespace }: ListOptions = {}) => {
      if (resource.kind === 'Pod') return pods as readonly KubeObject[] as T[]
      if (namespace === undefined && !mayListAll)
        fail({ code: 'forbidden', context: 'east', verb: 'list', resource: 'services', reason: 'no role' })
      const found = services.filter((one) => namespace === undefined || one.metadata.namespace === namespace)
      return found as readonly KubeObject[] as T[]
    },
    getPath: async (path) => {
      const [, namespace, name] = /namespaces\/([^/]+)\/services\/https?:([^:]+):/.exec(path) ?? []
      return answers[`${namespace}/${name}`] ?? status(503, `no endpoints available for service "${name}"`)
    },
    connect: connect ?? unused,
  }
}

const failureIn = async (work: Promise<unknown>): Promise<Failure | undefined> => {
  try {
    await work
    return undefined
  } catch (error) {
    if (error instanceof AviaryError) return error.failure
    throw error
  }
}

describe('looking for a Prometheus', () => {
  it('takes the first that has the metrics of Istio', async () => {
    const cluster = clusterOf({
      services: [
        service('monitoring', 'prometheus'),
        service('istio-system', 'prometheus'),
        service('x', 'prometheus'),
      ],
      answers: {
        'istio-system/prometheus': { status: 200, body: vector() },
        'monitoring/prometheus': { status: 200, body: vector(12) },
      },
    })
    const { prometheus, log } = await discoverPrometheus(cluster)
    expect(prometheus.where).toBe('monitoring/prometheus:9090 through the API server')
    expect(log).toEqual([
      'Read 3 Services of all namespaces.',
      'These Service ports look like a Prometheus: istio-system/prometheus:9090, monitoring/prometheus:9090, x/prometheus:9090.',
      'istio-system/prometheus:9090 through the API server answers and has no istio_requests_total.',
      'monitoring/prometheus:9090 through the API server answers and has istio_requests_total.',
      'x/prometheus:9090 through the API server: no endpoints available for service "prometheus".',
      "Took monitoring/prometheus:9090 through the API server: it has Istio's metrics.",
    ])
    expect(await prometheus.query('x')).toEqual([{ labels: {}, at: 1, value: 12 }])
  })

  it('takes the first that answers while none has them, and says so', async () => {
    const cluster = clusterOf({
      services: [service('istio-system', 'prometheus')],
      answers: { 'istio-system/prometheus': { status: 200, body: vector() } },
    })
    const { log } = await discoverPrometheus(cluster)
    expect(log.at(-1)).toBe(
      'Took istio-system/prometheus:9090 through the API server: none has istio_requests_total yet, and it was the first to answer.',
    )
  })

  it('fails with everything that was tried', async () => {
    expect(
      await failureIn(discoverPrometheus(clusterOf({ services: [service('a', 'prometheus')] }))),
    ).toEqual({
      code: 'no-prometheus',
      context: 'east',
      tried: ['a/prometheus:9090: no endpoints available for service "prometheus"'],
    })
    expect(await failureIn(discoverPrometheus(clusterOf({ services: [service('a', 'web')] })))).toEqual({
      code: 'no-prometheus',
      context: 'east',
      tried: ['Services in east'],
    })
  })

  it('asks the usual namespaces one by one where not all may be listed', async () => {
    const cluster = clusterOf({
      services: [service('monitoring', 'prometheus'), service('hidden', 'prometheus')],
      answers: { 'monitoring/prometheus': { status: 200, body: vector(1) } },
      mayListAll: false,
    })
    const { prometheus, log } = await discoverPrometheus(cluster)
    expect(prometheus.where).toContain('monitoring/prometheus')
    expect(log[0]).toBe('Services of all namespaces may not be listed; asking the usual namespaces.')
  })

  it('goes through a port-forward where the service proxy is forbidden', async () => {
    const server = createServer((request, response) => {
      response.end(request.url?.startsWith('/api/v1/query?') === true ? vector(5) : '')
    })
    const connected: string[] = []
    const cluster = clusterOf({
      services: [service('istio-system', 'prometheus', 'web')],
      answers: {
        'istio-system/prometheus': status(403, 'services "http:prometheus:9090" is forbidden'),
      },
      pods: [pod('istio-system', 'prometheus-0', 'Pending'), pod('istio-system', 'prometheus-1', 'Running')],
      connect: async (namespace, name, port) => {
        connected.push(`${namespace}/${name}:${port}`)
        const [ours, theirs] = pair()
        server.emit('connection', theirs)
        return ours
      },
    })
    const { prometheus, log } = await discoverPrometheus(cluster)
    expect(prometheus.where).toBe('istio-system/prometheus:9090 through a port-forward')
    expect(await prometheus.query('x')).toEqual([{ labels: {}, at: 1, value: 5 }])
    expect(connected).toEqual(['istio-system/prometheus-1:9091', 'istio-system/prometheus-1:9091'])
    expect(log).toContain(
      'istio-system/prometheus:9090 through the API server: services "http:prometheus:9090" is forbidden.',
    )
  })

  it('refuses a URL that is none', async () => {
    const url = 'prometheus.example'
    expect(await failureIn(discoverPrometheus(clusterOf({ services: [] }), { url }))).toMatchObject({
      code: 'bad-input',
    })
  })
})

/** Two ends of one connection in memory. */
function pair(): [Duplex, Duplex] {
  const end = (other: () => Duplex): Duplex =>
    new Duplex({
      read: () => undefined,
      write(chunk, _encoding, done) {
        other().push(chunk)
        done()
      },
      final(done) {
        other().push(null)
        done()
      },
    })
  const a: Duplex = end(() => b)
  const b: Duplex = end(() => a)
  return [a, b]
}
