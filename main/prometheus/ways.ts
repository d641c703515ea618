/** The ways to a Prometheus: the API server's service proxy, a port-forward to its pod, or a URL. */
import { fail, failureOf } from '#shared/model/failure.ts'
import { type Pod, resources } from '#shared/model/kube.ts'
import type { Cluster } from '../kube/cluster.ts'
import { getOverDuplex } from '../kube/http-over-duplex.ts'
import type { Candidate } from './candidates.ts'
import type { PrometheusWay } from './prometheus-api.ts'

/**
 * Needs `get` on services/proxy; a POST would need `create`, so there is none. What the API server itself says about
 * the proxy (403, 503 without endpoints) is told apart from what Prometheus answers.
 */
export function throughServiceProxy(cluster: Cluster, candidate: Candidate): PrometheusWay {
  const { context } = cluster
  const { namespace, name, port, scheme } = candidate
  const base = `/api/v1/namespaces/${namespace}/services/${scheme}:${name}:${port.port}/proxy`
  return {
    async get(path, signal) {
      const answer = await cluster.getPath(base + path, signal)
      const said = answer.status >= 400 ? statusMessage(answer.body) : undefined
      if (said === undefined) return answer
      if (answer.status === 403)
        return fail({ code: 'forbidden', context, verb: 'get', resource: 'services/proxy', reason: said })
      return fail({ code: 'prometheus-error', context, reason: said })
    },
  }
}

/** The message of a Kubernetes Status; undefined when it is something else. */
function statusMessage(body: string): string | undefined {
  if (!/"kind":\s*"Status"/.test(body)) return undefined
  const message = /"message":\s*("(?:\\.|[^"\\])*")/.exec(body)?.[1]
  return message === undefined ? 'it gave no reason' : String(JSON.parse(message))
}

/** One connection per request, to a pod behind the Service that runs. */
export function throughPortForward(cluster: Cluster, candidate: Candidate): PrometheusWay {
  return {
    async get(path, signal) {
      const { pod, port } = await runningPod(cluster, candidate)
      const duplex = await cluster.connect(candidate.namespace, pod, port)
      return getOverDuplex(duplex, path, signal)
    },
  }
}

async function runningPod(cluster: Cluster, candidate: Candidate): Promise<{ pod: string; port: number }> {
  const { service, namespace, name, port } = candidate
  const target = `service ${namespace}/${name} of ${cluster.context}`
  const selector = Object.entries(service.spec.selector ?? {})
  if (selector.length === 0) return fail({ code: 'target-unreachable', target, reason: 'it selects no pods' })
  const labelSelector = selector.map(([label, value]) => `${label}=${value}`).join(',')
  const pods = await cluster.list<Pod>(resources.pod, { namespace, labelSelector })
  const pod = pods.find(
    ({ status, metadata }) => status?.phase === 'Running' && metadata.deletionTimestamp === undefined,
  )
  if (pod === undefined)
    return fail({ code: 'target-unreachable', target, reason: 'none of its pods is running' })
  return { pod: pod.metadata.name, port: portOf(pod, port.targetPort ?? port.port) ?? port.port }
}

function portOf(pod: Pod, target: number | string): number | undefined {
  if (typeof target === 'number') return target
  return pod.spec.containers.flatMap(({ ports = [] }) => ports).find(({ name }) => name === target)
    ?.containerPort
}

/** A URL that the user gave, with path and credentials when it has some. */
export function throughUrl(context: string, given: string): PrometheusWay & { readonly where: string } {
  const url = URL.parse(given)
  if (url === null || !/^https?:$/.test(url.protocol))
    return fail({ code: 'bad-input', field: 'prometheus', reason: `"${given}" is not an http(s) URL` })
  const headers: Record<string, string> = {}
  if (url.username !== '') {
    const credentials = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`
    headers.authorization = `Basic ${Buffer.from(credentials).toString('base64')}`
  }
  const where = `${url.origin}${url.pathname.replace(/\/$/, '')}`

  async function send(path: string, init: RequestInit) {
    try {
      const response = await fetch(where + path, init)
      return { status: response.status, body: await response.text() }
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
      return fail({ code: 'prometheus-error', context, reason: `${where}: ${reasonOf(cause)}` })
    }
  }
  return {
    where,
    get: (path, signal) => send(path, { headers, ...(signal === undefined ? {} : { signal }) }),
    post: (path, form, signal) =>
      send(path, {
        method: 'POST',
        body: form,
        headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
        ...(signal === undefined ? {} : { signal }),
      }),
  }
}

/** The sentence-like part of an error, for a log line. */
export function reasonOf(error: unknown): string {
  const failure = failureOf(error)
  return 'reason' in failure && failure.reason !== '' ? failure.reason : failure.code
}
