/** How the list of deployments is filtered, grouped and worded. */
import type { Workload } from '#shared/contract/workloads.ts'
import type { FlightPlanInput } from '#shared/model/flight.ts'
import { targetAt } from '../../bridge/selection-store.ts'
import { hasWords } from '../../ui/filter.ts'
import { shortImage } from '../../ui/format.ts'
import type { Tone } from '../../ui/parts.tsx'

export interface WorkloadFilter {
  readonly query: string
  /** All when empty. */
  readonly context: string
  /** From the top bar; all when empty. */
  readonly namespaces: readonly string[]
}

export interface WorkloadGroup {
  readonly context: string
  readonly namespace: string
  readonly workloads: readonly Workload[]
}

export function shownWorkloads(workloads: readonly Workload[], filter: WorkloadFilter): readonly Workload[] {
  return workloads.filter(
    (w) =>
      (filter.context === '' || w.context === filter.context) &&
      (filter.namespaces.length === 0 || filter.namespaces.includes(w.namespace)) &&
      hasWords(
        filter.query,
        w.name,
        w.namespace,
        w.app,
        w.version,
        ...w.services,
        ...w.containers.map((c) => c.image),
      ),
  )
}

/** By context and namespace, in the order of their names. */
export function groupWorkloads(workloads: readonly Workload[]): readonly WorkloadGroup[] {
  const groups = new Map<string, Workload[]>()
  for (const w of workloads) {
    const key = `${w.context}\n${w.namespace}`
    const known = groups.get(key)
    if (known === undefined) groups.set(key, [w])
    else known.push(w)
  }
  return [...groups]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([key, members]) => {
      const [context = '', namespace = ''] = key.split('\n')
      return { context, namespace, workloads: members.sort((a, b) => a.name.localeCompare(b.name)) }
    })
}

export function readyTone({ desired, ready }: Workload['replicas']): Tone {
  if (ready >= desired) return 'neutral'
  return ready === 0 ? 'failing' : 'degraded'
}

/** `productpage` and `:1.21.0`, apart, so that a narrow column cuts the name and never the tag. */
export function imageParts(image: string): { name: string; tag: string } {
  const short = shortImage(image)
  const at = short.search(/[:@]/)
  if (at < 0) return { name: short, tag: '' }
  const tag = short.slice(at).replace(/@sha256:([a-f0-9]{8})[a-f0-9]*$/, '@$1…')
  return { name: short.slice(0, at), tag }
}

/** `reviews v2`, as Istio's labels say. */
export const appWords = (w: Pick<Workload, 'app' | 'version'>) =>
  [w.app, w.version].filter((part) => part !== null).join(' ')

/** A flight at the first of its services; null where no service selects its pods. */
export const flightAt = ({ context, namespace, name, services }: Workload): Partial<FlightPlanInput> => ({
  target: targetAt({ context, namespace, service: services[0], deployment: name }),
})
