/** What exec and attach have in common on all ways: what is asked for, how it runs, and the status that ends it. */
import type { KubeObject } from '#shared/model/kube.ts'
import type { ExecStreams, PodNetwork } from '../../pod-network.ts'
import { badRequest } from '../api-error.ts'
import { fieldsAt, listAt, textAt } from '../fields.ts'

export interface RemoteCommand {
  readonly stdin: boolean
  readonly stdout: boolean
  readonly stderr: boolean
  readonly tty: boolean
  /** Set where the container takes no commands. */
  readonly refused: string | undefined
  /** Resolves with the exit code. */
  run(streams: ExecStreams): Promise<number>
}

const isTrue = (query: URLSearchParams, name: string) => ['true', '1'].includes(query.get(name) ?? '')

/** Of `…/exec?command=…&container=…`. */
export function execOf(network: PodNetwork, pod: KubeObject, query: URLSearchParams): RemoteCommand {
  const { name, namespace = '' } = pod.metadata
  const given = streamsOf(query)
  const container = containerOf(pod, query)
  const command = query.getAll('command')
  if (command.length === 0) throw badRequest('you must specify at least one command for the container')
  return {
    ...given,
    refused: isRunning(pod, container) ? undefined : `container not found ("${container}")`,
    run: (streams) => network.exec(namespace, name, container, command, streams),
  }
}

/** Standard error is not there with a terminal. */
export function streamsOf(
  query: URLSearchParams,
): Pick<RemoteCommand, 'stdin' | 'stdout' | 'stderr' | 'tty'> {
  const tty = isTrue(query, 'tty')
  const streams = {
    stdin: isTrue(query, 'stdin'),
    stdout: isTrue(query, 'stdout'),
    stderr: isTrue(query, 'stderr') && !tty,
  }
  if (!streams.stdin && !streams.stdout && !streams.stderr)
    throw badRequest('you must specify at least 1 of stdin, stdout, stderr')
  return { ...streams, tty }
}

/** The server knows nothing of a default container: clients choose by its annotation. */
export function containerOf(pod: KubeObject, query: URLSearchParams): string {
  const { name } = pod.metadata
  const namesOf = (list: string) => listAt(pod, 'spec', list).map((one) => textAt(one, 'name'))
  const [names, initial] = [namesOf('containers'), namesOf('initContainers')]
  const asked = query.get('container') ?? ''
  if (textAt(pod, 'spec', 'nodeName') === '') throw badRequest(`pod ${name} does not have a host assigned`)
  if (asked !== '') {
    if (![...names, ...initial].includes(asked))
      throw badRequest(`container ${asked} is not valid for pod ${name}`)
    return asked
  }
  if (names.length === 1) return names[0] ?? ''
  const others = initial.length === 0 ? '' : ` or one of the init containers: [${initial.join(' ')}]`
  throw badRequest(
    `a container name must be specified for pod ${name}, choose one of: [${names.join(' ')}]${others}`,
  )
}

export function isRunning(pod: KubeObject, container: string): boolean {
  const status = listAt(pod, 'status', 'containerStatuses').find((one) => textAt(one, 'name') === container)
  return fieldsAt(status, 'state').running !== undefined
}

/** A metav1.Status. */
export type Status = Readonly<Record<string, unknown>>

/** Never rejects. */
export async function statusOf(ended: Promise<number>): Promise<Status> {
  try {
    const code = await ended
    return code === 0 ? { metadata: {}, status: 'Success' } : exited(code)
  } catch (error) {
    return internalError(`error executing command in container: ${(error as Error).message}`)
  }
}

const exited = (code: number): Status => ({
  metadata: {},
  status: 'Failure',
  message: `command terminated with non-zero exit code: command terminated with exit code ${code}`,
  reason: 'NonZeroExitCode',
  details: { causes: [{ reason: 'ExitCode', message: String(code) }] },
})

export const internalError = (message: string): Status => ({
  metadata: {},
  status: 'Failure',
  message: `Internal error occurred: ${message}`,
  reason: 'InternalError',
  details: { causes: [{ message }] },
  code: 500,
})
