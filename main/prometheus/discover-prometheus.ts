/**
 * Finds a context's Prometheus.
 * 1. A URL that the user gave is taken as it is.
 * 2. Else Services that look like one, likeliest first, are all asked for `istio_requests_total` through the API
 *    server's service proxy; where that is forbidden, through a port-forward to a pod.
 * 3. The first that has Istio's metrics is taken; if none has them, the first that answers: a fresh mesh without
 *    traffic has none yet.
 * Everything that was tried is in the log, as sentences.
 */
import { AviaryError, fail, failureOf } from '#shared/model/failure.ts'
import { resources, type Service } from '#shared/model/kube.ts'
import type { Cluster } from '../kube/cluster.ts'
import { type Candidate, placeOf, prometheusCandidates, usualNamespaces } from './candidates.ts'
import type { Prometheus } from './prometheus.ts'
import { createPrometheus, type PrometheusWay } from './prometheus-api.ts'
import { reasonOf, throughPortForward, throughServiceProxy, throughUrl } from './ways.ts'

const probeTimeoutMs = 8_000
const maxCandidates = 16

interface Found {
  readonly prometheus: Prometheus
  readonly log: string[]
}

/** Rejects with no-prometheus and all that was tried, or with why the cluster cannot be asked. */
export async function discoverPrometheus(
  cluster: Cluster,
  options: { readonly url?: string } = {},
): Promise<Found> {
  return options.url === undefined ? await findIn(cluster) : await takeUrl(cluster.context, options.url)
}

async function takeUrl(context: string, url: string): Promise<Found> {
  const { where, ...way } = throughUrl(context, url)
  const prometheus = createPrometheus(context, where, way)
  try {
    const hasIstio = await probe(prometheus)
    return {
      prometheus,
      log: [`Took ${where}, as the settings or the command line say.`, istioSentence(where, hasIstio)],
    }
  } catch (error) {
    return fail({ code: 'no-prometheus', context, tried: [`${where}: ${reasonOf(error)}`] })
  }
}

async function findIn(cluster: Cluster): Promise<Found> {
  const { services, log } = await readServices(cluster)
  const candidates = prometheusCandidates(services).slice(0, maxCandidates)
  log.push(
    candidates.length === 0
      ? 'No Service looks like a Prometheus.'
      : `These Service ports look like a Prometheus: ${candidates.map(placeOf).join(', ')}.`,
  )
  const probed = await Promise.all(candidates.map((candidate) => tryCandidate(cluster, candidate)))
  log.push(...probed.flatMap((one) => one.log))
  const answering = probed.filter((one) => one.prometheus !== undefined)
  const best = answering.find((one) => one.hasIstio) ?? answering[0]
  if (best?.prometheus === undefined)
    return fail({
      code: 'no-prometheus',
      context: cluster.context,
      tried: probed.length === 0 ? [`Services in ${cluster.context}`] : probed.map((one) => one.tried),
    })
  log.push(
    best.hasIstio
      ? `Took ${best.prometheus.where}: it has Istio's metrics.`
      : `Took ${best.prometheus.where}: none has istio_requests_total yet, and it was the first to answer.`,
  )
  return { prometheus: best.prometheus, log }
}

/** All Services, or those of the usual namespaces for somebody who may not list all. */
async function readServices(cluster: Cluster): Promise<{ services: Service[]; log: string[] }> {
  try {
    const services = await cluster.list<Service>(resources.service)
    return { services, log: [`Read ${services.length} Services of all namespaces.`] }
  } catch (error) {
    if (failureOf(error).code !== 'forbidden') throw error
  }
  const log = ['Services of all namespaces may not be listed; asking the usual namespaces.']
  const lists = await Promise.all(
    usualNamespaces.map(async (namespace) => {
      try {
        return await cluster.list<Service>(resources.service, { namespace })
      } catch (error) {
        if (!(error instanceof AviaryError)) throw error
        log.push(`Services of ${namespace} cannot be listed: ${reasonOf(error)}.`)
        return []
      }
    }),
  )
  return { services: lists.flat(), log }
}

interface Probed {
  readonly prometheus?: Prometheus
  readonly hasIstio: boolean
  readonly tried: string
  readonly log: string[]
}

/** Never rejects: that a candidate does not answer is part of the log. */
async function tryCandidate(cluster: Cluster, candidate: Candidate): Promise<Probed> {
  const place = placeOf(candidate)
  const log: string[] = []
  const attempt = async (way: PrometheusWay, how: string): Promise<Probed> => {
    const prometheus = createPrometheus(cluster.context, `${place} ${how}`, way)
    const hasIstio = await probe(prometheus)
    return { prometheus, hasIstio, tried: place, log: [...log, istioSentence(prometheus.where, hasIstio)] }
  }
  try {
    return await attempt(throughServiceProxy(cluster, candidate), 'through the API server')
  } catch (error) {
    log.push(`${place} through the API server: ${reasonOf(error)}.`)
    if (failureOf(error).code !== 'forbidden')
      return { hasIstio: false, tried: `${place}: ${reasonOf(error)}`, log }
  }
  try {
    return await attempt(throughPortForward(cluster, candidate), 'through a port-forward')
  } catch (error) {
    log.push(`${place} through a port-forward: ${reasonOf(error)}.`)
    return { hasIstio: false, tried: `${place}: ${reasonOf(error)}`, log }
  }
}

async function probe(prometheus: Prometheus): Promise<boolean> {
  const samples = await prometheus.query(
    'count(istio_requests_total)',
    undefined,
    AbortSignal.timeout(probeTimeoutMs),
  )
  return samples.length > 0
}

const istioSentence = (where: string, hasIstio: boolean) =>
  `${where} answers and ${hasIstio ? 'has' : 'has no'} istio_requests_total.`
