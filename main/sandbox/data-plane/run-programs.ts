/** Runs the programs of pods that end by themselves, each in the pod that its node names. */
import type { Container } from '#shared/model/kube.ts'
import type { Clock } from '../clock.ts'
import type { Programs } from '../programs.ts'
import { createConsole } from './console.ts'
import { finiteProgramOf } from './finite-programs.ts'
import type { MachineOf } from './pod-machine.ts'
import type { PodRuntime } from './pod-runtime.ts'

export interface ProgramRunner {
  readonly clock: Clock
  /** By `namespace/name`. */
  podOf(key: string): PodRuntime | undefined
  readonly machineOf: MachineOf
}

/** The pod's node knows earlier than the mesh that it runs. */
const lookEveryMs = 20

export function createPrograms(runner: ProgramRunner): Programs {
  return {
    has: (container) => finiteProgramOf(container) !== undefined,
    start({ metadata }, container) {
      const told = new AbortController()
      const ended = run(runner, `${metadata.namespace}/${metadata.name}`, container, told.signal)
      return { ended, stop: () => told.abort() }
    },
  }
}

async function run(
  { clock, podOf, machineOf }: ProgramRunner,
  key: string,
  container: Container,
  told: AbortSignal,
): Promise<number> {
  const program = finiteProgramOf(container)
  if (program === undefined) throw new Error(`${container.image} is no program that ends`)
  for (;;) {
    const pod = podOf(key)
    if (told.aborted) return 143
    if (pod?.listens !== true) {
      await new Promise<void>((done) => void clock.after(lookEveryMs, done))
      continue
    }
    const console = container.stdin === true ? createConsole(container.stdinOnce === true) : undefined
    pod.console = console
    return await program({
      ...machineOf(pod, container),
      container,
      console,
      received: () => pod.work.served,
      print: (line) => pod.programLog.add(clock.now(), () => line),
      told,
    })
  }
}
