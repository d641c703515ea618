/**
 * The life of one container as a state machine; time and chance come from outside.
 *
 *   creating ── running (ready, unready) ──┬── exited ── backing off ── running …
 *      └── pull failed ── pull backing off  └── stopped, where the pod's restart policy wants no more
 */
import type { Container } from '#shared/model/kube.ts'
import { type ImageBehaviour, imageBehaviour } from '../image-behaviour.ts'
import type { EventReport } from '../reconcile/event-recorder.ts'
import { backOffMs, drawMs, probePeriodMs } from './pod-times.ts'

export interface Exit {
  readonly startedAtMs: number
  readonly finishedAtMs: number
  readonly exitCode: number
}

export type ContainerState =
  | { readonly is: 'creating'; readonly sinceMs: number; readonly untilMs: number; readonly pulls: boolean }
  | { readonly is: 'pull-failed' | 'pull-backing-off'; readonly untilMs: number; readonly failures: number }
  | {
      readonly is: 'running'
      readonly startedAtMs: number
      readonly ready: boolean
      readonly next: {
        readonly does: 'become-ready' | 'become-unready' | { readonly exit: number }
        readonly untilMs: number
      } | null
    }
  | { readonly is: 'exited' | 'backing-off'; readonly untilMs: number; readonly exit: Exit }
  | { readonly is: 'stopped'; readonly exit: Exit }

export interface ContainerRun {
  readonly name: string
  readonly image: string
  readonly state: ContainerState
  readonly restarts: number
  readonly lastExit?: Exit
}

export interface Stepped {
  readonly run: ContainerRun
  readonly reports: readonly EventReport[]
}

/** What a step may know. */
export interface Around {
  readonly nowMs: number
  readonly random: () => number
  /** For the words of the back-off. */
  readonly pod: string
  readonly restartPolicy: RestartPolicy
  /** The node has that image already. */
  readonly hasImage: (image: string) => boolean
  /** The container's program is run by somebody else, who tells of its end. */
  readonly isRunElsewhere: (container: string) => boolean
  /** Of such a program; undefined while it runs. */
  readonly exitCodeOf: (container: string, startedAtMs: number) => number | undefined
}

export type RestartPolicy = 'Always' | 'OnFailure' | 'Never'

export function createContainer({ name, image, imagePullPolicy }: Container, around: Around): Stepped {
  const pulls = imagePullPolicy === 'Always' || !around.hasImage(image)
  const run = { name, image, restarts: 0, state: creating(image, pulls, around) }
  return { run, reports: pulls ? [normal(name, 'Pulling', `Pulling image "${image}"`)] : [] }
}

/** Does what is due; the same run when nothing is. */
export function stepContainer(run: ContainerRun, around: Around): Stepped {
  const { state } = run
  const exitCode = state.is === 'running' ? around.exitCodeOf(run.name, state.startedAtMs) : undefined
  if (exitCode !== undefined) return { run: endContainer(run, exitCode, around), reports: [] }
  const dueMs = nextStepMs(run)
  if (dueMs === undefined || dueMs > around.nowMs) return { run, reports: [] }
  switch (state.is) {
    case 'creating':
      return imageBehaviour(run.image).missing
        ? failPull(run, 0, around)
        : start(run, state.pulls ? around.nowMs - state.sinceMs : undefined, around)
    case 'pull-failed':
      return backOffPull(run, state.failures, around)
    case 'pull-backing-off':
      return failPull(run, state.failures, around)
    case 'running':
      return state.next === null ? { run, reports: [] } : change(run, state, state.next.does, around)
    case 'exited':
      return backOff(run, state.exit, around)
    case 'backing-off':
      return start({ ...run, restarts: run.restarts + 1, lastExit: state.exit }, undefined, around)
    case 'stopped':
      return { run, reports: [] }
  }
}

/** When something is due; undefined when nothing more happens by itself. */
export function nextStepMs({ state }: ContainerRun): number | undefined {
  if (state.is === 'stopped') return undefined
  return state.is === 'running' ? state.next?.untilMs : state.untilMs
}

/** Its program ended by itself. */
function endContainer(run: ContainerRun, exitCode: number, around: Around): ContainerRun {
  const { state } = run
  if (state.is !== 'running') return run
  const { nowMs, random, restartPolicy } = around
  const exit = { startedAtMs: state.startedAtMs, finishedAtMs: nowMs, exitCode }
  const isOver = restartPolicy === 'Never' || (restartPolicy === 'OnFailure' && exitCode === 0)
  return {
    ...run,
    state: isOver
      ? { is: 'stopped', exit }
      : { is: 'exited', untilMs: nowMs + drawMs('exited', random), exit },
  }
}

export function stopContainer(run: ContainerRun, nowMs: number): ContainerRun {
  const { state } = run
  if (state.is === 'stopped') return run
  const startedAtMs = state.is === 'running' ? state.startedAtMs : nowMs
  const exit = 'exit' in state ? state.exit : { startedAtMs, finishedAtMs: nowMs, exitCode: 0 }
  return { ...run, state: { is: 'stopped', exit } }
}

const creating = (image: string, pulls: boolean, { nowMs, random }: Around): ContainerState => ({
  ...{ is: 'creating', sinceMs: nowMs, pulls },
  untilMs: nowMs + drawMs(imageBehaviour(image).missing ? 'pullFailure' : 'create', random),
})

/** `pullMs` is how long its image was pulled; undefined where it was there. */
function start(run: ContainerRun, pullMs: number | undefined, around: Around): Stepped {
  const { name, image } = run
  const behaviour = imageBehaviour(image)
  const words =
    pullMs === undefined
      ? `Container image "${image}" already present on machine`
      : `Successfully pulled image "${image}" in ${pullMs}ms (${pullMs}ms including waiting)`
  return {
    run: { ...run, state: started(name, behaviour, around) },
    reports: [
      normal(name, 'Pulled', words),
      normal(name, 'Created', `Created container: ${name}`),
      normal(name, 'Started', `Started container ${name}`),
    ],
  }
}

function started(name: string, behaviour: ImageBehaviour, around: Around): ContainerState {
  const { nowMs, random } = around
  const running = { is: 'running', startedAtMs: nowMs } as const
  if (behaviour.crashes)
    return { ...running, ready: false, next: { does: { exit: 1 }, untilMs: nowMs + drawMs('crash', random) } }
  // What ends by itself has no readiness to wait for.
  if (around.isRunElsewhere(name)) return { ...running, ready: true, next: null }
  if (endsByItself(name, behaviour, around)) {
    const untilMs = nowMs + (behaviour.runsMs ?? drawMs('run', random))
    return { ...running, ready: true, next: { does: { exit: behaviour.exitCode ?? 0 }, untilMs } }
  }
  const untilMs = nowMs + behaviour.startDelayMs + drawMs('ready', random)
  return { ...running, ready: false, next: { does: 'become-ready', untilMs } }
}

/** Who wants a program not to be started for ever again means one that comes to an end. */
const endsByItself = (name: string, { exitCode }: ImageBehaviour, { restartPolicy }: Around) =>
  exitCode !== null || (restartPolicy !== 'Always' && name !== proxyName)

export const proxyName = 'istio-proxy'

function change(
  run: ContainerRun,
  state: Extract<ContainerState, { is: 'running' }>,
  does: 'become-ready' | 'become-unready' | { readonly exit: number },
  around: Around,
): Stepped {
  const { nowMs } = around
  if (typeof does === 'object') return { run: endContainer(run, does.exit, around), reports: [] }
  switch (does) {
    case 'become-ready': {
      const { unreadyAfterMs } = imageBehaviour(run.image)
      const next =
        unreadyAfterMs === null
          ? null
          : ({ does: 'become-unready', untilMs: nowMs + unreadyAfterMs } as const)
      return { run: { ...run, state: { ...state, ready: true, next } }, reports: [] }
    }
    case 'become-unready': {
      const words = 'Readiness probe failed: HTTP probe failed with statuscode: 503'
      // Each probe that fails is told.
      const next = { does: 'become-unready', untilMs: nowMs + probePeriodMs } as const
      return {
        run: { ...run, state: { ...state, ready: false, next } },
        reports: [warning(run.name, 'Unhealthy', words)],
      }
    }
  }
}

function backOff(run: ContainerRun, exit: Exit, { nowMs, pod }: Around): Stepped {
  const untilMs = nowMs + backOffMs(run.restarts)
  return {
    run: { ...run, lastExit: exit, state: { is: 'backing-off', untilMs, exit } },
    reports: [warning(run.name, 'BackOff', `Back-off restarting failed container ${run.name} in pod ${pod}`)],
  }
}

function failPull(run: ContainerRun, failures: number, { nowMs, random }: Around): Stepped {
  const { name, image } = run
  const untilMs = nowMs + drawMs('pullFailed', random)
  return {
    run: { ...run, state: { is: 'pull-failed', untilMs, failures } },
    reports: [
      ...(failures === 0 ? [] : [normal(name, 'Pulling', `Pulling image "${image}"`)]),
      warning(name, 'Failed', `Failed to pull image "${image}": ${noSuchImage(image)}`),
      warning(name, 'Failed', 'Error: ErrImagePull'),
    ],
  }
}

function backOffPull(run: ContainerRun, failures: number, { nowMs }: Around): Stepped {
  const untilMs = nowMs + backOffMs(failures)
  return {
    run: { ...run, state: { is: 'pull-backing-off', untilMs, failures: failures + 1 } },
    reports: [
      normal(run.name, 'BackOff', `Back-off pulling image "${run.image}"`),
      warning(run.name, 'Failed', 'Error: ImagePullBackOff'),
    ],
  }
}

export const noSuchImage = (image: string) =>
  `rpc error: code = NotFound desc = failed to pull and unpack image "${image}": not found`

const normal = (container: string, reason: string, message: string): EventReport => ({
  ...{ type: 'Normal', reason, message, container },
})
const warning = (container: string, reason: string, message: string): EventReport => ({
  ...{ type: 'Warning', reason, message, container },
})
