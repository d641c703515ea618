/**
 * The k6-operator, wherever somebody installs its CustomResourceDefinition:
 *   initialization: a Job looks at the script; then the runners are made, paused (created); a Job tells them to go on
 *   (started); when all of them have ended it is finished, whether they passed or not.
 */
import { type KubeObject, type Resource, resources } from '#shared/model/kube.ts'
import type { Clock } from '../clock.ts'
import { type ClusterApi, ClusterApiError } from '../cluster-api.ts'
import { type Job, jobConditionOf, jobResource } from '../controllers/job.ts'
import { keyOf, splitKey } from '../reconcile/object-cache.ts'
import { createWorkQueue } from '../reconcile/work-queue.ts'
import { timeText } from '../time-text.ts'
import {
  initializerJob,
  runnerJob,
  runnerService,
  type Stage,
  starterJob,
  type TestRun,
  testRunResource,
} from './test-run.ts'

const definition = `${testRunResource.plural}.${testRunResource.group}`
const lookEveryMs = 250

export interface K6OperatorOptions {
  readonly api: ClusterApi
  readonly clock: Clock
  readonly log: (line: string) => void
}

export function startK6Operator({ api, clock, log }: K6OperatorOptions): { close(): void } {
  const closing = new AbortController()
  let watching: AbortController | undefined
  const queue = createWorkQueue({
    clock,
    work: reconcile,
    onFailure: (key, error) => log(`test run ${key}: ${String(error)}`),
  })

  api.watch<KubeObject>(
    resources.customResourceDefinition,
    ({ type, object }) => {
      if (object.metadata.name !== definition) return
      if (type === 'DELETED') {
        watching?.abort()
        watching = undefined
      } else if (watching === undefined && isEstablished(object)) begin()
    },
    closing.signal,
  )
  queue.start()

  function begin(): void {
    watching = new AbortController()
    const signal = AbortSignal.any([watching.signal, closing.signal])
    api.watch<TestRun>(
      testRunResource,
      ({ type, object }) => {
        if (type !== 'DELETED') queue.add(keyOf(object))
      },
      signal,
    )
  }

  async function reconcile(key: string): Promise<void> {
    if (watching === undefined) return
    const { namespace, name } = splitKey(key)
    const run = await api.get<TestRun>(testRunResource, namespace, name)
    if (run === undefined || run.metadata.deletionTimestamp !== undefined) return
    const next = await advance(run)
    if (next === undefined) queue.addAfter(key, lookEveryMs)
    else if (next !== 'over') await say(run, next)
  }

  /** The stage that comes next; undefined where it is not time. */
  async function advance(run: TestRun): Promise<Next | undefined> {
    const indexes = Array.from({ length: run.spec.parallelism }, (_, at) => at + 1)
    switch (run.status?.stage) {
      case undefined:
        await make(jobResource, initializerJob(run))
        return { stage: 'initialization' }
      case 'initialization': {
        const job = await jobOf(run, 'initializer')
        if (job !== undefined && jobConditionOf(job, 'Failed')) {
          return { stage: 'error', message: 'the initializer Job failed' }
        }
        return job !== undefined && jobConditionOf(job, 'Complete') ? { stage: 'initialized' } : undefined
      }
      case 'initialized':
        for (const index of indexes) {
          await make(jobResource, runnerJob(run, index))
          await make(resources.service, runnerService(run, index))
        }
        return { stage: 'created' }
      case 'created': {
        const jobs = await Promise.all(indexes.map((index) => jobOf(run, String(index))))
        if (jobs.some((job) => job !== undefined && isOver(job))) return { stage: 'started' }
        if (!jobs.every((job) => (job?.status?.ready ?? 0) > 0)) return undefined
        await make(jobResource, starterJob(run))
        const starter = await jobOf(run, 'starter')
        return starter !== undefined && isOver(starter) ? { stage: 'started' } : undefined
      }
      case 'started': {
        const jobs = await Promise.all(indexes.map((index) => jobOf(run, String(index))))
        return jobs.every((job) => job !== undefined && isOver(job)) ? { stage: 'finished' } : undefined
      }
      default:
        return 'over'
    }
  }

  const jobOf = ({ metadata }: TestRun, suffix: string) =>
    api.get<Job>(jobResource, metadata.namespace, `${metadata.name}-${suffix}`)

  async function make(resource: Resource, object: KubeObject): Promise<void> {
    try {
      await api.create(resource, object)
    } catch (error) {
      if (!(error instanceof ClusterApiError && error.status === 409)) throw error
    }
  }

  async function say({ metadata }: TestRun, { stage, message }: Exclude<Next, 'over'>): Promise<void> {
    const condition = {
      type: 'TestRunRunning',
      reason: stage,
      message: message ?? '',
      lastTransitionTime: timeText(clock.now()),
    }
    const status = { stage, conditions: [{ ...condition, status: stage === 'started' ? 'True' : 'False' }] }
    await api.patch(testRunResource, metadata.namespace, metadata.name, { status }, 'status')
  }

  return {
    close() {
      closing.abort()
      queue.close()
    },
  }
}

type Next = 'over' | { readonly stage: Stage; readonly message?: string }

const isOver = (job: Job) =>
  jobConditionOf(job, 'Complete') !== undefined || jobConditionOf(job, 'Failed') !== undefined

function isEstablished({ status }: KubeObject): boolean {
  const conditions =
    (status as { conditions?: { type: string; status: string }[] } | undefined)?.conditions ?? []
  return conditions.some(({ type, status }) => type === 'Established' && status === 'True')
}
