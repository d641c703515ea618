/** READY, STATUS and RESTARTS of a pod, by the rules of the API server's printPod. */
import type { KubeObject } from '#shared/model/kube.ts'
import { fieldsAt, listAt, textAt } from '../fields.ts'
import { humanDuration } from './human-duration.ts'

const statuses = (pod: KubeObject) => listAt(pod, 'status', 'containerStatuses')

export function podReady(pod: KubeObject): string {
  const ready = statuses(pod).filter(
    (one) => fieldsAt(one).ready === true && textAt(one, 'state', 'running') !== '',
  )
  return `${ready.length}/${listAt(pod, 'spec', 'containers').length}`
}

export function podStatus(pod: KubeObject): string {
  const { deletionTimestamp } = pod.metadata
  const reason = textAt(pod, 'status', 'reason')
  if (deletionTimestamp !== undefined) return reason === 'NodeLost' ? 'Unknown' : 'Terminating'
  return initStatus(pod) ?? containerStatus(pod) ?? (reason || textAt(pod, 'status', 'phase') || 'Unknown')
}

/** The first init container that has not ended well. */
function initStatus(pod: KubeObject): string | undefined {
  const all = listAt(pod, 'status', 'initContainerStatuses')
  for (const [index, one] of all.entries()) {
    const { terminated, waiting, running } = fieldsAt(one, 'state')
    if (textAt(terminated, 'exitCode') === '0' || (running !== undefined && fieldsAt(one).started === true))
      continue
    if (terminated !== undefined) return `Init:${ended(terminated)}`
    const why = textAt(waiting, 'reason')
    return why !== '' && why !== 'PodInitializing' ? `Init:${why}` : `Init:${index}/${all.length}`
  }
  return undefined
}

function containerStatus(pod: KubeObject): string | undefined {
  let found: string | undefined
  let running = false
  for (const one of [...statuses(pod)].reverse()) {
    const { terminated, waiting } = fieldsAt(one, 'state')
    if (textAt(waiting, 'reason') !== '') found = textAt(waiting, 'reason')
    else if (terminated !== undefined) found = ended(terminated)
    else if (fieldsAt(one).ready === true) running = true
  }
  if (found !== 'Completed' || !running) return found
  const ready = listAt(pod, 'status', 'conditions').some(
    (one) => textAt(one, 'type') === 'Ready' && textAt(one, 'status') === 'True',
  )
  return ready ? 'Running' : 'NotReady'
}

function ended(terminated: unknown): string {
  const reason = textAt(terminated, 'reason')
  if (reason !== '') return reason
  const signal = textAt(terminated, 'signal')
  return signal === '' || signal === '0' ? `ExitCode:${textAt(terminated, 'exitCode')}` : `Signal:${signal}`
}

export function podRestarts(pod: KubeObject, nowMs: number): string {
  const restarts = statuses(pod).reduce<number>(
    (sum, one) => sum + Number(fieldsAt(one).restartCount ?? 0),
    0,
  )
  const last = statuses(pod)
    .map((one) => Date.parse(textAt(one, 'lastState', 'terminated', 'finishedAt')))
    .filter((time) => !Number.isNaN(time))
  if (restarts === 0 || last.length === 0) return String(restarts)
  return `${restarts} (${humanDuration(nowMs - Math.max(...last))} ago)`
}
