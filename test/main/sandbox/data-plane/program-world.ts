/** What a program in a container is given; tests say what is special about theirs. */
import type { Clock } from '#main/sandbox/clock.ts'
import type { ProgramWorld } from '#main/sandbox/data-plane/finite-programs.ts'

export function programWorld(clock: Clock, special: Partial<ProgramWorld> = {}): ProgramWorld {
  return {
    clock,
    hostname: 'web-1',
    hasProxy: true,
    isProxy: false,
    container: { name: 'web', image: 'busybox' },
    environment: async () => new Map([['PATH', '/bin']]),
    readFile: async () => undefined,
    writeFile: () => false,
    filesIn: () => undefined,
    send: () => Promise.reject(new Error('it sends nothing')),
    dial: () => 'nobody',
    serviceAt: () => undefined,
    resolve: () => undefined,
    received: () => 0,
    print: () => undefined,
    told: new AbortController().signal,
    ...special,
  }
}
