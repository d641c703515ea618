/** A flight by a TestRun of the k6-operator. */
import { headersSecret } from '#shared/flight/in-cluster/cluster-objects.ts'
import { fetchedWarnings } from '#shared/flight/in-cluster/fetched-warnings.ts'
import { judgeFetched } from '#shared/flight/in-cluster/judge-fetched.ts'
import { k6Fortio } from '#shared/flight/in-cluster/k6-fortio.ts'
import { k6Result } from '#shared/flight/in-cluster/k6-result.ts'
import { k6Script } from '#shared/flight/in-cluster/k6-script.ts'
import {
  k6Container,
  k6ExitWords,
  k6ScriptMap,
  k6TestRun,
  stoppedByRest,
  testRunResource,
  testRunSelector,
  thresholdsFailed,
} from '#shared/flight/in-cluster/k6-test-run.ts'
import { flownSecondsOf } from '#shared/flight/plan-schedule.ts'
import { fail } from '#shared/model/failure.ts'
import { toolImages } from '#shared/model/hand-over.ts'
import { type Condition, type KubeObject, resources } from '#shared/model/kube.ts'
import type { Cluster } from '../../kube/cluster.ts'
import type { WorkerEnd } from './errand.ts'
import { badInput, type Fetched, type Prepared, type Ready } from './prepared.ts'
import { stopK6 } from './stop-k6.ts'
import { codeWords, said } from './worker-log.ts'

export async function k6Errand(ready: Ready): Promise<Prepared> {
  const { plan, cluster, address, secrets, image = toolImages.k6, name, namespace, parallelism } = ready
  const { url, host } = address
  const made = k6Script(plan, { url, host })
  if ('field' in made) return fail(badInput(made.field, made.reason))
  await mustServeTestRuns(cluster)
  const at = { name, namespace, image, sidecar: ready.sidecar }
  const run = { ...at, script: made.text, parallelism, secrets, http2: plan.protocol === 'http2' }
  const secret = { resource: resources.secret, object: headersSecret(at, secrets) }
  const split = `The percentiles of ${parallelism} runners cannot be merged: only what all of them allow is known.`
  const native =
    "The operator's Jobs end only with native sidecars (Istio 1.27, or 1.19 with ENABLE_NATIVE_SIDECARS)."
  return {
    plan,
    url,
    via: `in the cluster by k6 (TestRun ${name} in ${namespace} of ${cluster.context}): service time, not from the intended time`,
    errand: {
      name,
      namespace,
      objects: [
        ...(Object.keys(secrets).length === 0 ? [] : [secret]),
        { resource: resources.configMap, object: k6ScriptMap(run) },
        { resource: testRunResource, object: k6TestRun(run) },
      ],
      root: testRunResource,
      selector: testRunSelector(name),
      isWorker: ({ metadata }) => metadata.labels?.runner === 'true',
      container: k6Container,
      workers: parallelism,
      seconds: (flownSecondsOf(plan) ?? 0) + plan.timeoutMs / 1000,
      stopWorker: (pod, there) => stopK6(namespace, pod, there),
      troubleOf,
    },
    notes: [
      ...address.notes,
      ...made.notes,
      ...(parallelism > 1 ? [split] : []),
      ...(ready.sidecar ? [native] : []),
    ],
    fetched: (ends) => fetched(ends, plan, { context: cluster.context, what: `TestRun ${name}` }),
  }
}

async function mustServeTestRuns({ context, getPath }: Cluster): Promise<void> {
  const { group, version, plural } = testRunResource
  const { status, body } = await getPath(`/apis/${group}/${version}`)
  if (status === 404) fail({ code: 'no-k6-operator', context })
  if (status !== 200) {
    fail({
      code: 'forbidden',
      context,
      verb: 'list',
      resource: plural,
      reason: `HTTP ${status} for ${group}`,
    })
  }
  const { resources: served = [] } = JSON.parse(body) as { resources?: { name: string }[] }
  if (!served.some(({ name }) => name === plural)) fail({ code: 'no-k6-operator', context })
}

function troubleOf({ status }: KubeObject): string | undefined {
  const { stage, conditions = [] } = (status ?? {}) as { stage?: string; conditions?: Condition[] }
  if (stage !== 'error') return undefined
  const message = conditions.findLast((one) => one.message !== undefined && one.message !== '')?.message
  return `the k6-operator gave up${message === undefined ? '' : ` (${message})`}`
}

const resultCodes = [0, thresholdsFailed, stoppedByRest]

/** Runners that ended with 99 have a result, and a threshold that does not hold. */
function fetched(
  ends: readonly WorkerEnd[],
  plan: Ready['plan'],
  where: { context: string; what: string },
): Fetched {
  const broken = ends.find(({ exitCode }) => !resultCodes.includes(exitCode))
  if (broken !== undefined) {
    const { exitCode, log } = broken
    const words = broken.reason === '' ? (k6ExitWords[exitCode] ?? '') : broken.reason
    const reason = `k6 ended with ${codeWords(exitCode, words)}${said(log)}`
    fail({ code: 'in-cluster-failed', ...where, reason })
  }
  const result = k6Result(
    plan,
    ends.map(({ log }) => log),
  )
  if (result === null)
    return fail({ code: 'in-cluster-failed', ...where, reason: 'a log has no result of the script' })
  const { measured } = result
  const totals = { ...result.totals, warnings: fetchedWarnings(plan, result.totals, measured, undefined) }
  const judged = judgeFetched(plan.expect, totals, measured)
  const crossed = ends.some(({ exitCode }) => exitCode === thresholdsFailed)
  return {
    totals,
    verdict: judged === null ? null : { ...judged, passed: judged.passed && !crossed },
    document: (run) => k6Fortio(run, totals, measured),
  }
}
