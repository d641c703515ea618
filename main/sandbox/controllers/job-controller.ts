/** Runs the pods of Jobs: looks, plans, does; and removes finished Jobs when their time is up. */
import { type Pod, resources } from '#shared/model/kube.ts'
import type { EventReport } from '../reconcile/event-recorder.ts'
import { keyOf, splitKey } from '../reconcile/object-cache.ts'
import { statusPatch } from '../reconcile/status-patch.ts'
import { createWorkQueue } from '../reconcile/work-queue.ts'
import { controllerOf } from './claim.ts'
import type { Controller, ControllerContext } from './controller.ts'
import { finishedAtMs, isTracked, type Job, type JobStatus, jobResource, trackingFinalizer } from './job.ts'
import { newPod } from './new-pod.ts'
import { planJob } from './plan-job.ts'

const source = { component: 'job-controller' }
/** What happens to pods is looked at together. */
const gatherMs = 1_000

export function jobController(context: ControllerContext): Controller {
  const { api, clock, caches, events, log } = context
  const { jobs, pods, namespaces } = caches
  let serial = 0
  const queue = createWorkQueue({
    clock,
    work: reconcile,
    onFailure: (key, error) => log(`job ${key}: ${String(error)}`),
  })
  /** Pods whose Job is gone, and which nobody counts any more. */
  const orphans = createWorkQueue({
    clock,
    work: letOrphanGo,
    onFailure: (key, error) => log(`pod ${key} of a job: ${String(error)}`),
  })

  jobs.listen(({ type, object, before }) => {
    if (type === 'DELETED') for (const pod of podsOf(object)) orphans.add(keyOf(pod))
    else if (object.metadata.generation === before?.metadata.generation)
      queue.addAfter(keyOf(object), gatherMs)
    else queue.add(keyOf(object))
  })
  pods.listen(({ object }) => {
    const owner = controllerOf(object)
    if (owner?.kind !== 'Job') return
    const job = jobs.get(object.metadata.namespace, owner.name)
    if (job?.metadata.uid === owner.uid) queue.addAfter(keyOf(job), gatherMs)
    else orphans.add(keyOf(object))
  })

  const podsOf = ({ metadata }: Job) => pods.indexed(metadata.uid ?? '')

  async function reconcile(key: string): Promise<void> {
    const { namespace, name } = splitKey(key)
    const job = jobs.get(namespace, name)
    if (job === undefined) return
    const nowMs = clock.now()
    const plan = planJob({ job, pods: podsOf(job), nowMs })
    for (let left = plan.create; left > 0; left -= 1) await createPod(job)
    for (const pod of plan.remove) {
      if (plan.removesUncounted) await letGo(pod)
      await removePod(job, pod)
    }
    let { status } = job
    if (plan.noted !== undefined) status = await report(job, status, plan.noted)
    for (const pod of plan.release) await letGo(pod)
    if (plan.counted !== undefined) await report(job, status, plan.counted)
    for (const event of plan.events) say(job, event)
    if (plan.recheckAtMs !== undefined) queue.addAfter(key, plan.recheckAtMs - nowMs)
    await removeInTime(key, jobs.get(namespace, name) ?? job)
  }

  const say = (job: Job, event: EventReport) => events.record(source, job, event)

  async function createPod(job: Job): Promise<void> {
    const labels = namespaces.get(undefined, job.metadata.namespace ?? '')?.metadata.labels ?? {}
    serial += 1
    const pod = newPod(jobResource, job, serial, labels)
    const made = pods.remember(
      await api.create(resources.pod, {
        ...pod,
        metadata: { ...pod.metadata, finalizers: [trackingFinalizer] },
      }),
    )
    say(job, { type: 'Normal', reason: 'SuccessfulCreate', message: `Created pod: ${made.metadata.name}` })
  }

  async function removePod(job: Job, { metadata }: Pod): Promise<void> {
    await api.delete(resources.pod, metadata.namespace, metadata.name)
    say(job, { type: 'Normal', reason: 'SuccessfulDelete', message: `Deleted pod: ${metadata.name}` })
  }

  async function letGo({ metadata }: Pod): Promise<void> {
    // It may have been deleted since the plan was made.
    const now = pods.get(metadata.namespace, metadata.name)
    if (now === undefined || !isTracked(now)) return
    const left = (now.metadata.finalizers ?? []).filter((one) => one !== trackingFinalizer)
    const finalizers = left.length === 0 ? null : left
    pods.remember(
      await api.patch<Pod>(resources.pod, metadata.namespace, metadata.name, {
        metadata: { uid: metadata.uid, finalizers },
      }),
    )
  }

  async function letOrphanGo(key: string): Promise<void> {
    const { namespace, name } = splitKey(key)
    const pod = pods.get(namespace, name)
    const owner = pod === undefined ? undefined : controllerOf(pod)
    if (pod === undefined || jobs.get(namespace, owner?.name ?? '')?.metadata.uid === owner?.uid) return
    if (isTracked(pod)) await letGo(pod)
  }

  async function report(
    { metadata }: Job,
    old: JobStatus | undefined,
    status: JobStatus,
  ): Promise<JobStatus | undefined> {
    const uncounted = statusPatch(old?.uncountedTerminatedPods, status.uncountedTerminatedPods ?? {}).status
    const patch = statusPatch(old, { ...status, uncountedTerminatedPods: uncounted })
    const { namespace, name } = metadata
    return jobs.remember(await api.patch<Job>(jobResource, namespace, name, patch, 'status')).status
  }

  async function removeInTime(key: string, job: Job): Promise<void> {
    const { ttlSecondsAfterFinished: seconds } = job.spec
    const endMs = finishedAtMs(job)
    if (seconds === undefined || endMs === undefined || job.metadata.deletionTimestamp !== undefined) return
    const leftMs = endMs + seconds * 1000 - clock.now()
    if (leftMs > 0) return queue.addAfter(key, leftMs)
    const { namespace, name } = job.metadata
    await api.delete(jobResource, namespace, name, { propagationPolicy: 'Foreground' })
  }

  return {
    start() {
      queue.start()
      orphans.start()
    },
    close() {
      queue.close()
      orphans.close()
    },
  }
}
