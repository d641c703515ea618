/** A flight by a Fortio Job. */

import { flightLabel, headersSecret } from '#shared/flight/in-cluster/cluster-objects.ts'
import { fetchedWarnings } from '#shared/flight/in-cluster/fetched-warnings.ts'
import { fortioArguments } from '#shared/flight/in-cluster/fortio-arguments.ts'
import { fortioContainer, fortioJob } from '#shared/flight/in-cluster/fortio-job.ts'
import { fortioResultIn } from '#shared/flight/in-cluster/fortio-log.ts'
import { type FortioResult, fortioResultOf } from '#shared/flight/in-cluster/fortio-result.ts'
import { fortioShareOf } from '#shared/flight/in-cluster/fortio-share.ts'
import { judgeFetched } from '#shared/flight/in-cluster/judge-fetched.ts'
import { ownPartOf } from '#shared/flight/own-part.ts'
import { fail } from '#shared/model/failure.ts'
import type { FlightPlan } from '#shared/model/flight.ts'
import { toolImages } from '#shared/model/hand-over.ts'
import { type Condition, type KubeObject, type Resource, resources } from '#shared/model/kube.ts'
import type { WorkerEnd } from './errand.ts'
import { badInput, type Fetched, type Prepared, type Ready } from './prepared.ts'
import { codeWords, said } from './worker-log.ts'

const job: Resource = { group: 'batch', version: 'v1', kind: 'Job', plural: 'jobs', namespaced: true }

export function fortioErrand({
  plan,
  cluster,
  address,
  secrets,
  image = toolImages.fortio,
  ...ready
}: Ready): Prepared {
  const { name, namespace } = ready
  const { url, host } = address
  const made = fortioArguments(plan, { url, host, label: `${name} by Aviary` })
  if ('field' in made) return fail(badInput(made.field, made.reason))
  const at = { ...ready, image }
  const flown = Math.max(plan.durationSeconds ?? 0, fortioShareOf(plan)?.seconds ?? 0)
  const seconds = flown + plan.timeoutMs / 1000
  const object = fortioJob({ ...at, args: made.args, secrets, seconds })
  const secret = { resource: resources.secret, object: headersSecret(at, secrets) }
  return {
    plan,
    url,
    via: `in the cluster by Fortio (Job ${name} in ${namespace} of ${cluster.context}): service time, not from the intended time`,
    errand: {
      name,
      namespace,
      objects: [...(Object.keys(secrets).length === 0 ? [] : [secret]), { resource: job, object }],
      root: job,
      selector: `${flightLabel}=${name}`,
      isWorker: () => true,
      container: fortioContainer,
      workers: 1,
      seconds,
      troubleOf,
    },
    notes: [...address.notes, ...made.notes],
    fetched: ([end]) => fetched(end, plan, { context: cluster.context, what: `Job ${name}` }),
  }
}

function troubleOf({ status }: KubeObject): string | undefined {
  const conditions = (status as { conditions?: Condition[] } | undefined)?.conditions ?? []
  const failed = conditions.find(({ type, status }) => type === 'Failed' && status === 'True')
  // A pod that ended with an error says more itself.
  if (failed === undefined || failed.reason === 'BackoffLimitExceeded') return undefined
  if (failed.reason === 'DeadlineExceeded') return 'it was still not done when its time was over'
  return `it failed (${failed.message ?? failed.reason})`
}

/** Nothing is sent while it waits for the last answers, which take as long as others do. */
function sendingTime({ rate, durationSeconds }: FlightPlan, { totals, measured }: FortioResult) {
  if (rate === 'max') return {}
  const waited = (measured.avg?.[0] ?? 0) / 1000
  const seconds = Math.max(Math.min(totals.seconds, durationSeconds ?? 0), totals.seconds - waited)
  return { seconds, achieved: totals.sent / seconds }
}

function fetched(
  end: WorkerEnd | undefined,
  plan: FlightPlan,
  where: { context: string; what: string },
): Fetched {
  const { exitCode = 1, reason = '', log = '' } = end ?? {}
  const broken = (reason: string) => fail({ code: 'in-cluster-failed', ...where, reason })
  if (exitCode !== 0) return broken(`Fortio ended with ${codeWords(exitCode, reason)}${said(log)}`)
  const text = fortioResultIn(log)
  if (text === null) return broken('its log has no result of Fortio')
  const result = fortioResultOf(text)
  if (typeof result === 'string') return broken(result)
  const { measured } = result
  const share = fortioShareOf(plan)
  const asked = plan.rate
  const told = share === undefined ? {} : { RequestedQPS: String(asked) }
  const flown = { ...result.totals, ...sendingTime(plan, result), asked }
  const totals = { ...flown, warnings: fetchedWarnings(plan, flown, measured, share) }
  return {
    totals,
    verdict: judgeFetched(plan.expect, totals, measured),
    // Which was hastened, to make that.
    document: (run) => ({ ...(JSON.parse(text) as object), ...told, Aviary: ownPartOf(run) }),
  }
}
