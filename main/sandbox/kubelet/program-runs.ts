/** The programs of a node's pods: each is started once for each start of its container, and heard until its end. */
import type { Container, Pod } from '#shared/model/kube.ts'
import type { Program, Programs } from '../programs.ts'
import type { PodRun } from './pod-run.ts'

interface Started {
  readonly startedAtMs: number
  readonly program: Program
  exitCode: number | undefined
}

export interface ProgramRuns {
  /** Starts what the pod says that it runs and was not started yet. */
  follow(pod: Pod, run: PodRun): void
  /** Of the running container; undefined while its program runs, and of all others. */
  exitCodeOf(pod: Pod, container: string, startedAtMs: number): number | undefined
  stop(pod: Pod): void
}

/** `onEnd` hears of each program that has ended. */
export function createProgramRuns(programs: Programs, onEnd: (pod: Pod) => void): ProgramRuns {
  const byPod = new Map<string, Map<string, Started>>()
  const uidOf = ({ metadata }: Pod) => metadata.uid ?? ''

  function start(pod: Pod, container: Container, startedAtMs: number): Started {
    const program = programs.start(pod, container)
    const started: Started = { startedAtMs, program, exitCode: undefined }
    program.ended
      // As a shell has it when a program dies of its own fault.
      .catch(() => 1)
      .then((exitCode) => {
        started.exitCode = exitCode
        onEnd(pod)
      })
    return started
  }

  return {
    follow(pod, { containers }) {
      for (const { name, state } of containers) {
        const container = pod.spec.containers.find((one) => one.name === name)
        if (state.is !== 'running' || container === undefined || !programs.has(container)) continue
        const known = byPod.get(uidOf(pod)) ?? new Map<string, Started>()
        byPod.set(uidOf(pod), known)
        if (known.get(name)?.startedAtMs === state.startedAtMs) continue
        known.set(name, start(pod, container, state.startedAtMs))
      }
    },
    exitCodeOf(pod, container, startedAtMs) {
      const started = byPod.get(uidOf(pod))?.get(container)
      return started?.startedAtMs === startedAtMs ? started.exitCode : undefined
    },
    stop(pod) {
      for (const { program } of byPod.get(uidOf(pod))?.values() ?? []) program.stop()
      byPod.delete(uidOf(pod))
    },
  }
}
