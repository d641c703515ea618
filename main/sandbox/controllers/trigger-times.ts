/**
 * When what a Service leads to last changed, as the trigger time tracker of k8s.io/endpointslice finds it: the earliest
 * of the changes since the last look, by the Service's creation and its pods' readiness. Undefined where none of these
 * changed, such as when a pod went or a selector was edited.
 */
import type { Pod, Service } from '#shared/model/kube.ts'
import { timeMs } from '../time-text.ts'

export interface TriggerTimes {
  look(key: string, service: Service, pods: readonly Pod[]): number | undefined
  forget(key: string): void
}

export function createTriggerTimes(): TriggerTimes {
  /** By key of the Service: the times of the last look, by what they are of. */
  const known = new Map<string, ReadonlyMap<string, number>>()
  return {
    look(key, service, pods) {
      const before = known.get(key)
      const now = new Map<string, number>([['', timeMs(service.metadata.creationTimestamp)]])
      for (const { metadata, status } of pods) {
        const ready = status?.conditions?.find(({ type }) => type === 'Ready')
        const atMs = timeMs(ready?.lastTransitionTime)
        if (!Number.isNaN(atMs)) now.set(metadata.name, atMs)
      }
      known.set(key, now)
      const changed = [...now].filter(([of, atMs]) => atMs > (before?.get(of) ?? 0)).map(([, atMs]) => atMs)
      return changed.length === 0 ? undefined : Math.min(...changed)
    },
    forget: (key) => void known.delete(key),
  }
}
