/**
 * How a control plane keeps up: a Deployment of its own, whose pods nobody places, goes up and down. When a round of it has
 * been begun and is over, the controllers have had the time that they need for a change from end to end, however busy
 * the machine is, and whoever watches has been told.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { type Deployment, type KubeObject, resources } from '#shared/model/kube.ts'
import type { ClusterApi } from '../../../main/sandbox/cluster-api.ts'
import { namespaceObject } from '../../support/cluster-objects.ts'

export const pulseNamespace = 'pulse'
const name = 'pulse'

export interface Pulse {
  /** Until so many whole rounds that begin from now on are over. */
  rounds(count: number): Promise<void>
  close(): Promise<void>
}

/** `seen` is what the watch of Deployments has told of the pulse's own. */
export function startPulse(api: ClusterApi, seen: () => KubeObject | undefined): Pulse {
  const waiting = new Set<{ left: number; readonly done: () => void }>()
  let isClosed = false
  let replicas = 0

  async function round(): Promise<void> {
    replicas = 1 - replicas
    const { metadata } = await api.patch(resources.deployment, pulseNamespace, name, { spec: { replicas } })
    const isOver = () => {
      const { metadata: told, status = {} } = (seen() ?? { metadata: {} }) as Deployment
      const { observedGeneration = 0, replicas: counted = 0 } = status
      return (
        told.generation === metadata.generation &&
        observedGeneration === told.generation &&
        counted === replicas
      )
    }
    while (!isOver() && !isClosed) await pause(10)
  }

  async function beat(): Promise<void> {
    await api.create(resources.namespace, namespaceObject(pulseNamespace))
    await api.create(resources.deployment, pulseObject)
    while (!isClosed) {
      const asked = [...waiting]
      if (asked.length === 0) {
        await pause(10)
        continue
      }
      await round()
      for (const one of asked) {
        one.left -= 1
        if (one.left > 0) continue
        waiting.delete(one)
        one.done()
      }
    }
  }
  const beating = beat()

  return {
    rounds: (count) =>
      Promise.race([new Promise<void>((done) => waiting.add({ left: count, done })), beating]),
    async close() {
      isClosed = true
      await beating
    },
  }
}

const labels = { app: 'pulse' }
const pulseObject: KubeObject = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace: pulseNamespace },
  spec: {
    replicas: 0,
    selector: { matchLabels: labels },
    template: {
      metadata: { labels },
      spec: { schedulerName: 'nobody', containers: [{ name, image: 'pulse:1' }] },
    },
  },
}
