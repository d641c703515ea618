/** `kubectl attach`: what a container writes from now on, until it ends; its code is the status. A program that reads hears. */
import type { KubeObject } from '#shared/model/kube.ts'
import type { Clock } from '../../clock.ts'
import type { ExecStreams, PodNetwork } from '../../pod-network.ts'
import { fieldsAt, listAt, textAt } from '../fields.ts'
import { containerOf, isRunning, type RemoteCommand, streamsOf } from './remote-command.ts'

const lookEveryMs = 100

export function attachTo(
  network: PodNetwork,
  clock: Clock,
  pod: KubeObject,
  /** The pod as it is now; undefined once it is gone. */
  podNow: () => KubeObject | undefined,
  query: URLSearchParams,
): RemoteCommand {
  const { name, namespace = '' } = pod.metadata
  const container = containerOf(pod, query)
  const begin = network.log(namespace, name, container).next

  async function run(streams: ExecStreams): Promise<number> {
    const detach = network.attach(namespace, name, container, streams)
    try {
      return await follow(streams, detach === undefined)
    } finally {
      detach?.()
    }
  }

  async function follow({ stdout, left }: ExecStreams, showsLog: boolean): Promise<number> {
    let after = begin
    for (;;) {
      const now = podNow()
      const isOver = now === undefined || !isRunning(now, container)
      const { lines, next } = network.log(namespace, name, container, { after })
      after = next
      for (const line of showsLog ? lines : [])
        await stdout(Buffer.from(`${line.slice(line.indexOf(' ') + 1)}\n`))
      if (isOver) return now === undefined ? 137 : exitCodeOf(now, container)
      if (left.aborted) return 0
      await new Promise<void>((done) => void clock.after(lookEveryMs, done))
    }
  }

  const refused = isRunning(pod, container)
    ? undefined
    : `container ${container} not found in pod ${name}_${namespace}`
  return { ...streamsOf(query), refused, run }
}

function exitCodeOf(pod: KubeObject, container: string): number {
  const status = listAt(pod, 'status', 'containerStatuses').find((one) => textAt(one, 'name') === container)
  const code =
    fieldsAt(status, 'state', 'terminated').exitCode ?? fieldsAt(status, 'lastState', 'terminated').exitCode
  return typeof code === 'number' ? code : 0
}
