/** What listens at the ports of a pod: its program, its proxy's own ports, istiod's, Prometheus's. */
import type { ServerResponse } from 'node:http'
import { type Duplex, duplexPair } from 'node:stream'
import { BadRegex, re2 } from '../re2.ts'
import { requestUrl } from '../request-url.ts'
import { byteStream, type CallRequest } from './call-types.ts'
import type { Calls } from './calls.ts'
import { configDump } from './config-dump.ts'
import { acceptDiscovery, discoveryPorts } from './discovery-service.ts'
import type { Stat } from './envoy-stats.ts'
import type { GatewayFront } from './gateway-front.ts'
import { isOpenAt } from './gateway-servers.ts'
import { receiveCall, writeReply, writeText } from './http-answers.ts'
import {
  type AnyHttpHandler,
  createHttpConnections,
  type HttpConnections,
  type HttpHandler,
} from './http-connections.ts'
import type { Istiod } from './istiod.ts'
import type { OwnCertificates } from './own-certificates.ts'
import type { PodRuntime } from './pod-runtime.ts'
import { statsText } from './stats-text.ts'
import type { CalledService } from './telemetry.ts'
import { speaksTls, type TlsPrograms } from './tls-programs.ts'
import { clusterStatuses, clustersText, type Healthy, upstreamsOf } from './upstream-dump.ts'
import { istioVersion } from './version.ts'

export interface PodPortsOptions {
  readonly calls: Calls
  readonly istiod: Istiod
  /** What listens for that pod of a gateway. */
  readonly frontOf: (gateway: PodRuntime) => GatewayFront
  readonly prometheus: HttpHandler
  readonly tlsPrograms: Pick<TlsPrograms, 'ofPod'>
  readonly certificates: OwnCertificates
}

export interface PodPorts {
  /** Our end of a new connection; undefined when nothing listens there. */
  connect(pod: PodRuntime, port: number): Duplex | undefined
  close(): void
}

const ports = { admin: 15000, istiod: 15014, metrics: 15020, health: 15021, proxyMetrics: 15090 }

export function createPodPorts(options: PodPortsOptions): PodPorts {
  const http = createHttpConnections()
  return {
    connect(pod, port) {
      const accept = pod.listens ? listenerAt(pod, port, options, http) : undefined
      if (accept === undefined) return undefined
      const [ours, theirs] = duplexPair()
      // Half of a pair that is destroyed does not end the other.
      theirs.once('close', () => ours.destroy())
      ours.once('close', () => theirs.destroy())
      accept(ours)
      return theirs
    },
    close: () => http.close(),
  }
}

type Accept = (socket: Duplex) => void

function listenerAt(
  pod: PodRuntime,
  port: number,
  options: PodPortsOptions,
  http: HttpConnections,
): Accept | undefined {
  const own = ownHandler(pod, port, options)
  if (own !== undefined) return (socket) => http.acceptHttp1(socket, own)
  if (pod.hangs) return () => undefined
  if (isIstiod(pod) && discoveryPorts.includes(port)) {
    const instance = { name: pod.pod.metadata.name, syncz: options.istiod.syncz }
    return (socket) => acceptDiscovery(socket, port, instance, { http, certificates: options.certificates })
  }
  if (pod.proxy === 'gateway')
    return isOpenAt(options.istiod.tableOf(pod), port)
      ? (socket) => options.frontOf(pod).accept(socket, port)
      : undefined
  if (!listensAt(pod, port)) return undefined
  return speaksTls(pod, port)
    ? (socket) => acceptTls(pod, port, socket, options)
    : (socket) => http.accept(socket, programHandler(pod, port, options))
}

/** Of istiod, Prometheus and the proxies. */
function ownHandler(pod: PodRuntime, port: number, options: PodPortsOptions): HttpHandler | undefined {
  const labels = pod.pod.metadata.labels ?? {}
  if (pod.hangs) return undefined
  if (isIstiod(pod) && port === ports.istiod) return istiodHandler(pod, options.istiod)
  if ((labels['app.kubernetes.io/name'] ?? labels.app) === 'prometheus' && port === 9090)
    return options.prometheus
  if (pod.proxy === 'none') return undefined
  if (port === ports.admin) return adminHandler(pod, options)
  if (port === ports.metrics || port === ports.proxyMetrics) return metricsHandler(pod)
  return port === ports.health ? (_, response) => writeText(response, '') : undefined
}

const isIstiod = ({ pod }: PodRuntime) => pod.metadata.labels?.app === 'istiod'

/** Ports are not required to be declared; a pod that declares none is taken to listen at every common one. */
function listensAt({ container }: PodRuntime, port: number): boolean {
  const declared = container.ports ?? []
  return declared.length === 0 ? port < 15_000 : declared.some((one) => one.containerPort === port)
}

function serviceAt(pod: PodRuntime, port: number, { istiod }: PodPortsOptions): CalledService {
  const { canonicalService } = pod.identity
  return istiod.serviceAt(pod, port) ?? { host: canonicalService, name: canonicalService }
}

/** What is no TLS gets no answer. */
function acceptTls(pod: PodRuntime, port: number, socket: Duplex, options: PodPortsOptions): void {
  const service = serviceAt(pod, port, options)
  const answer = (call: CallRequest) => options.calls.receive(pod, undefined, call, service)
  void options.tlsPrograms.ofPod(pod, port, byteStream(socket), answer)
}

/** A request from outside the mesh: the proxy of the pod has no peer to name. */
function programHandler(pod: PodRuntime, port: number, options: PodPortsOptions): AnyHttpHandler {
  const { calls } = options
  const service = serviceAt(pod, port, options)
  return (request, response) => {
    receiveCall(request, { port }, (call) => {
      void calls.receive(pod, undefined, call, service).then((reply) => {
        if (reply === undefined) request.socket.destroy()
        else writeReply(response, { ...reply, flags: '-', headers: {}, withoutHeaders: [] }, call)
      })
    })
  }
}

function metricsHandler(pod: PodRuntime): HttpHandler {
  return (request, response) => {
    if (request.url === '/healthz/ready') writeText(response, '')
    else writeText(response, pod.metrics.text(), 'text/plain; version=0.0.4; charset=utf-8')
  }
}

function adminHandler(pod: PodRuntime, { istiod, calls }: PodPortsOptions): HttpHandler {
  return (request, response) => {
    const { pathname: path, searchParams } = requestUrl(request)
    if (path === '/stats/prometheus' || (path === '/stats' && searchParams.get('format') === 'prometheus'))
      writeText(response, pod.metrics.text(), 'text/plain; version=0.0.4; charset=utf-8')
    else if (path === '/stats') writeStats(response, pod.stats.all(), searchParams.get('filter'))
    else if (path === '/config_dump') {
      writeText(
        response,
        JSON.stringify(configDump(istiod.tableOf(pod), istiod.version(), searchParams.has('include_eds'))),
        'application/json',
      )
    } else if (path === '/clusters') {
      const upstreams = upstreamsOf(istiod.tableOf(pod))
      const healthy: Healthy = (upstream) => calls.healthy(pod, upstream)
      if (searchParams.get('format') === 'json')
        writeText(response, JSON.stringify(clusterStatuses(upstreams, healthy)), 'application/json')
      else writeText(response, clustersText(upstreams, healthy))
    } else if (path === '/ready') writeText(response, 'LIVE\n')
    else if (path === '/server_info')
      writeText(response, JSON.stringify({ state: 'LIVE' }), 'application/json')
    else writeText(response, 'invalid path\n', 'text/plain', 404)
  }
}

function writeStats(response: ServerResponse, stats: readonly Stat[], filter: string | null): void {
  try {
    writeText(response, statsText(stats, filter === null ? undefined : re2(filter)))
  } catch (error) {
    if (!(error instanceof BadRegex)) throw error
    writeText(response, 'Invalid re2 regex\n', 'text/plain', 400)
  }
}

function istiodHandler(pod: PodRuntime, istiod: Istiod): HttpHandler {
  return (request, response) => {
    const [path = ''] = (request.url ?? '').split('?')
    // As Go's servers do; istioctl asks for //version.
    if (path.includes('//')) {
      response.writeHead(301, { location: path.replace(/\/{2,}/g, '/') }).end()
    } else if (path === '/debug/syncz')
      writeText(response, JSON.stringify(istiod.syncz()), 'application/json')
    else if (path === '/metrics')
      writeText(response, pod.metrics.text(), 'text/plain; version=0.0.4; charset=utf-8')
    else if (path === '/version') writeText(response, `${istioVersion}-unknown-unknown`)
    else if (path === '/ready') writeText(response, '')
    else writeText(response, '404 page not found\n', 'text/plain', 404)
  }
}
