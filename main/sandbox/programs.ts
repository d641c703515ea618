/** Programs that end by themselves with an exit code, as Jobs run them: nodes start them, the data plane runs them. */
import type { Container, Pod } from '#shared/model/kube.ts'

export interface Program {
  /** Resolves with the exit code; rejects when the program broke. */
  readonly ended: Promise<number>
  /** SIGTERM; without effect on one that has ended. */
  stop(): void
}

export interface Programs {
  /** Whether that container runs such a program. */
  has(container: Container): boolean
  /** Once for each start of the container, when its pod says that it runs. */
  start(pod: Pod, container: Container): Program
}

export const noPrograms: Programs = {
  has: () => false,
  start: () => {
    throw new Error('there are no programs here')
  },
}
