/** `kubectl exec`: a command line in a container of a pod. */
import { createHash } from 'node:crypto'
import type { ExecStreams } from '../pod-network.ts'
import type { MachineOf } from './pod-machine.ts'
import type { PodRuntime } from './pod-runtime.ts'
import { runProgram } from './shell/run-program.ts'
import { createPipe, noInput, type Streams } from './shell/standard-streams.ts'
import { createTerminal } from './shell/terminal.ts'

export const noSuchContainer = (container: string) =>
  Promise.reject(new Error(`container not found ("${container}")`))

export async function execInPod(
  runtime: PodRuntime,
  container: string,
  command: readonly string[],
  { read, stdout, stderr, tty, left }: ExecStreams,
  machineOf: MachineOf,
): Promise<number> {
  const spec = runtime.pod.spec.containers.find(({ name }) => name === container)
  if (spec === undefined) return await noSuchContainer(container)
  const machine = machineOf(runtime, spec)
  const ended = new AbortController()
  left.addEventListener('abort', () => ended.abort())
  // Its processes end with their pod.
  const cut = () => ended.abort()
  runtime.execs.add(cut)
  const stdin = read === undefined ? undefined : createPipe()
  const given: Streams = { stdin: stdin?.input ?? noInput, stdout, stderr: tty ? stdout : stderr }
  const terminal = tty ? createTerminal(given) : undefined
  terminal?.onInterrupt(() => ended.abort('interrupt'))
  ended.signal.addEventListener('abort', () => stdin?.end())
  if (read !== undefined && stdin !== undefined) void fill(stdin, read)
  try {
    const own = await machine.environment()
    const environment = tty ? new Map([...own, ['TERM', 'xterm']]) : own
    const streams = terminal?.streams ?? given
    const code = await runProgram(machine, command, environment, streams, ended.signal, terminal)
    if (code !== undefined) return code
  } finally {
    runtime.execs.delete(cut)
    stdin?.end()
    terminal?.close()
  }
  throw new Error(notFound(`${runtime.key}/${container}/${machine.clock.now()}`, command[0] ?? ''))
}

async function fill(
  stdin: ReturnType<typeof createPipe>,
  read: NonNullable<ExecStreams['read']>,
): Promise<void> {
  // A program that has ended takes nothing more; what comes then is thrown away.
  for (let chunk = await read(); chunk !== undefined; chunk = await read())
    await stdin.write(chunk).catch(() => undefined)
  stdin.end()
}

/** As containerd has it; it names its processes by such ids. */
function notFound(what: string, program: string): string {
  const id = createHash('sha256').update(what).digest('hex')
  const why = program.includes('/')
    ? `stat ${program}: no such file or directory`
    : 'executable file not found in $PATH'
  return `failed to exec in container: failed to start exec "${id}": OCI runtime exec failed: exec failed: unable to start container process: exec: "${program}": ${why}: unknown`
}
