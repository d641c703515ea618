/** Registers the nodes and says from time to time that they are well; a real control plane gives up on silent ones. */
import { resources } from '#shared/model/kube.ts'
import type { Clock } from '../clock.ts'
import { type ClusterApi, ClusterApiError } from '../cluster-api.ts'
import { nodeAddress, nodeObject, nodeStatus } from './node-object.ts'

const heartbeatMs = 10_000

export interface NodeOptions {
  readonly api: ClusterApi
  readonly clock: Clock
  readonly log: (line: string) => void
  readonly nodeNames: readonly string[]
  readonly podCidr: string
  /** Of a lost node nothing is heard. */
  readonly isLost: (node: string) => boolean
}

export function registerNodes(options: NodeOptions): { registered: Promise<unknown>; close(): void } {
  const { api, clock, log, nodeNames, podCidr, isLost } = options
  const sinceMs = clock.now()
  let closed = false
  let cancel = (): void => undefined

  async function register(name: string, index: number): Promise<void> {
    try {
      await api.create(resources.node, nodeObject(name, podCidr))
    } catch (error) {
      if (!(error instanceof ClusterApiError && error.status === 409)) throw error
    }
    await report(name, index)
  }

  async function report(name: string, index: number): Promise<void> {
    if (isLost(name)) return
    const status = nodeStatus(name, nodeAddress(podCidr, index), sinceMs, clock.now())
    await api.patch(resources.node, undefined, name, { status }, 'status')
  }

  function beat(): void {
    cancel = clock.after(heartbeatMs, () => {
      Promise.all(nodeNames.map(report))
        .catch((error: unknown) => log(`node heartbeat: ${String(error)}`))
        .finally(() => {
          if (!closed) beat()
        })
    })
  }

  const registered = Promise.all(nodeNames.map(register))
  beat()
  return {
    registered,
    close() {
      closed = true
      cancel()
    },
  }
}
