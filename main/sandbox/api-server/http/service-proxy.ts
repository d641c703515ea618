/** `…/services/[http:]NAME[:PORT]/proxy/PATH` and the same of pods: HTTP to a pod through the API server. */
import { request as httpRequest } from 'node:http'
import type { Duplex } from 'node:stream'
import type { KubeObject } from '#shared/model/kube.ts'
import type { PodNetwork } from '../../pod-network.ts'
import { ApiError, notFound } from '../api-error.ts'
import { fieldsAt, listAt, textAt } from '../fields.ts'
import type { Store } from '../store.ts'
import type { Exchange } from './exchange.ts'

interface Endpoint {
  readonly pod: string
  readonly port: number
}

export interface ProxyTarget {
  readonly plural: 'services' | 'pods'
  readonly namespace: string
  /** `[scheme:]name[:port]` */
  readonly name: string
  readonly path: string
}

const unavailable = (why: string) => new ApiError(503, 'ServiceUnavailable', why)

export function serveProxy(exchange: Exchange, store: Store, network: PodNetwork, target: ProxyTarget): void {
  const { pod, port } = endpointOf(store, target)
  const connection = network.connect(target.namespace, pod, port)
  if (connection === undefined)
    throw unavailable(`error trying to reach service: nothing listens on port ${port} of pod ${pod}`)
  forward(exchange, connection, target.path)
}

/** Splits `http:name:9090`; a single colon separates name and port. */
function partsOf(name: string): { name: string; port: string } {
  const parts = name.split(':')
  if (parts.length === 3) return { name: parts[1] ?? '', port: parts[2] ?? '' }
  return { name: parts[0] ?? '', port: parts[1] ?? '' }
}

function endpointOf(store: Store, target: ProxyTarget): Endpoint {
  const { name, port } = partsOf(target.name)
  const { namespace, plural } = target
  const found = store.get(`/${plural}`, namespace, name)
  if (found === undefined) throw notFound({ group: '', plural }, name)
  if (plural === 'pods') return { pod: name, port: Number(port) || firstPort(found) }
  const ports = listAt(found, 'spec', 'ports')
  const chosen = ports.find(
    (one) => port === '' || textAt(one, 'name') === port || textAt(one, 'port') === port,
  )
  if (chosen === undefined) throw unavailable(`no service port "${port}" found for service "${name}"`)
  return readyEndpoint(store, namespace, name, textAt(chosen, 'name'))
}

const firstPort = (pod: KubeObject) =>
  Number(fieldsAt(listAt(listAt(pod, 'spec', 'containers')[0], 'ports')[0]).containerPort ?? 80)

function readyEndpoint(store: Store, namespace: string, service: string, portName: string): Endpoint {
  const slices = store
    .list('discovery.k8s.io/endpointslices', namespace)
    .filter(({ metadata }) => metadata.labels?.['kubernetes.io/service-name'] === service)
  for (const slice of slices) {
    const port = listAt(slice, 'ports').find((one) => textAt(one, 'name') === portName)
    const ready = listAt(slice, 'endpoints').find((one) => fieldsAt(one, 'conditions').ready !== false)
    const pod = textAt(ready, 'targetRef', 'name')
    if (port !== undefined && pod !== '') return { pod, port: Number(fieldsAt(port).port) }
  }
  throw unavailable(`no endpoints available for service "${service}"`)
}

/** Headers that are about one connection. */
const ownHeaders = [
  'authorization',
  'connection',
  'keep-alive',
  'transfer-encoding',
  'upgrade',
  'host',
  'proxy-connection',
]

function forward({ request, response, url }: Exchange, connection: Duplex, path: string): void {
  const headers = Object.fromEntries(
    Object.entries(request.headers).filter(([name]) => !ownHeaders.includes(name)),
  )
  const refuse = (error: Error) => {
    if (response.headersSent) response.destroy()
    else {
      const refusal = unavailable(`error trying to reach service: ${error.message}`)
      response.writeHead(503, { 'content-type': 'application/json' })
      response.end(JSON.stringify(refusal.toStatus()))
    }
  }
  const outgoing = httpRequest(
    {
      createConnection: () => connection,
      method: request.method,
      path: `/${path}${url.search}`,
      headers: { ...headers, host: request.headers.host ?? 'localhost', connection: 'close' },
    },
    (answer) => {
      const kept = Object.entries(answer.headers).filter(([name]) => !ownHeaders.includes(name))
      response.writeHead(answer.statusCode ?? 502, Object.fromEntries(kept))
      answer.pipe(response)
    },
  )
  outgoing.once('error', refuse)
  response.once('close', () => connection.destroy())
  request.pipe(outgoing)
}
