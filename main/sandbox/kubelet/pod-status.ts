/** What a kubelet says about a pod, as a function of how its containers do. */
import { hash } from 'node:crypto'
import type { Condition, Pod } from '#shared/model/kube.ts'
import { timeText } from '../time-text.ts'
import { type ContainerRun, type Exit, noSuchImage } from './container-run.ts'
import { hasStopped, type PodRun } from './pod-run.ts'
import { backOffMs } from './pod-times.ts'

type PodStatus = NonNullable<Pod['status']>

export function podStatus(pod: Pod, run: PodRun, hostIp: string, nowMs: number): PodStatus {
  const exists = run.containers.some(({ state }) => state.is !== 'creating')
  return {
    phase: phaseOf(run),
    conditions: conditionsOf(pod, run, exists, nowMs),
    hostIP: hostIp,
    hostIPs: [{ ip: hostIp }],
    ...(exists ? { podIP: run.ip, podIPs: [{ ip: run.ip }] } : {}),
    startTime: timeText(run.startedAtMs),
    containerStatuses: run.containers.map((container) => containerStatus(pod, container)),
  }
}

function phaseOf(run: PodRun): NonNullable<PodStatus['phase']> {
  if (hasStopped(run)) {
    const failed = run.containers.some(({ state }) => 'exit' in state && state.exit.exitCode !== 0)
    return failed ? 'Failed' : 'Succeeded'
  }
  const waitsForImage = ({ state }: ContainerRun) => state.is === 'creating' || state.is.startsWith('pull-')
  return run.containers.some(waitsForImage) ? 'Pending' : 'Running'
}

const isReady = ({ state }: ContainerRun) => state.is === 'running' && state.ready

function conditionsOf(pod: Pod, run: PodRun, exists: boolean, nowMs: number): Condition[] {
  const unready = run.containers.filter((container) => !isReady(container)).map(({ name }) => name)
  const notReady = {
    reason: 'ContainersNotReady',
    message: `containers with unready status: [${unready.join(' ')}]`,
  }
  const over = phaseOf(run) === 'Failed' ? 'PodFailed' : 'PodCompleted'
  const why = hasStopped(run) ? { reason: over } : notReady
  const containersReady = unready.length === 0 ? {} : why
  const ends = pod.metadata.deletionTimestamp !== undefined
  const leaving = ends && unready.length === 0 ? { reason: 'PodTerminating' } : containersReady
  const say = (type: string, holds: boolean, why: { reason?: string; message?: string } = {}): Condition => {
    const status = holds ? 'True' : 'False'
    const before = pod.status?.conditions?.find((condition) => condition.type === type)
    const since = before?.status === status ? before.lastTransitionTime : undefined
    return { type, status, ...why, lastTransitionTime: since ?? timeText(nowMs) }
  }
  return [
    say('PodReadyToStartContainers', exists && !hasStopped(run)),
    say('Initialized', true, hasStopped(run) && over === 'PodCompleted' ? { reason: over } : {}),
    say('Ready', unready.length === 0 && !ends, leaving),
    say('ContainersReady', unready.length === 0, containersReady),
    say('PodScheduled', true),
  ]
}

function containerStatus(pod: Pod, run: ContainerRun) {
  const { name, image, restarts, lastExit } = run
  const everStarted = lastExit !== undefined || run.state.is === 'running' || 'exit' in run.state
  const id = containerId(pod, run)
  return {
    name,
    state: stateOf(pod, run),
    lastState: lastExit === undefined ? {} : { terminated: terminated(lastExit, previousId(pod, run)) },
    ready: isReady(run),
    restartCount: restarts,
    image,
    imageID: everStarted ? `${image.split(/[:@]/)[0]}@sha256:${sha256(image)}` : '',
    ...(everStarted ? { containerID: id } : {}),
    started: run.state.is === 'running',
  }
}

type State = NonNullable<NonNullable<PodStatus['containerStatuses']>[number]['state']>

function stateOf(pod: Pod, run: ContainerRun): State {
  const { state } = run
  switch (state.is) {
    case 'creating':
      return { waiting: { reason: 'ContainerCreating' } }
    case 'pull-failed':
      return { waiting: { reason: 'ErrImagePull', message: noSuchImage(run.image) } }
    case 'pull-backing-off': {
      const message = `Back-off pulling image "${run.image}": ErrImagePull: ${noSuchImage(run.image)}`
      return { waiting: { reason: 'ImagePullBackOff', message } }
    }
    case 'running':
      return { running: { startedAt: timeText(state.startedAtMs) } }
    case 'backing-off':
      return { waiting: { reason: 'CrashLoopBackOff', message: backOffWords(pod, run) } }
    case 'exited':
    case 'stopped':
      return { terminated: terminated(state.exit, containerId(pod, run)) }
  }
}

function terminated({ exitCode, startedAtMs, finishedAtMs }: Exit, id: string) {
  return {
    exitCode,
    reason: exitCode === 0 ? 'Completed' : 'Error',
    startedAt: timeText(startedAtMs),
    finishedAt: timeText(finishedAtMs),
    containerID: id,
  }
}

function backOffWords({ metadata }: Pod, { name, restarts }: ContainerRun): string {
  const { name: pod, namespace, uid } = metadata
  return `back-off ${backOffMs(restarts) / 1000}s restarting failed container=${name} pod=${pod}_${namespace}(${uid})`
}

const sha256 = (text: string) => hash('sha256', text)

const idOf = (pod: Pod, name: string, start: number) =>
  `containerd://${sha256(`${pod.metadata.uid}/${name}/${start}`)}`

const containerId = (pod: Pod, { name, restarts }: ContainerRun) => idOf(pod, name, restarts)

/** While it backs off, the last exit is that of the container itself. */
const previousId = (pod: Pod, { name, restarts, state }: ContainerRun) =>
  idOf(pod, name, state.is === 'backing-off' ? restarts : restarts - 1)
