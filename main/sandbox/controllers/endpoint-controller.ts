/** Keeps the EndpointSlices of Services with selectors, and the older Endpoints objects beside them. */
import { isDeepStrictEqual } from 'node:util'
import {
  apiVersionOf,
  type EndpointSlice,
  type KubeObject,
  matchesSelector,
  type Pod,
  type Resource,
  resources,
  type Service,
} from '#shared/model/kube.ts'
import { keyOf, splitKey } from '../reconcile/object-cache.ts'
import { createWorkQueue, pauseMs } from '../reconcile/work-queue.ts'
import { timeText } from '../time-text.ts'
import { type Controller, type ControllerContext, labelKey, serviceNameLabel } from './controller.ts'
import { controllerReference } from './controller-reference.ts'
import { nameSuffix } from './name-suffix.ts'
import { planSlices, planSubsets, type SliceContent } from './plan-endpoints.ts'
import { createTriggerTimes } from './trigger-times.ts'

export const endpointsResource: Resource = {
  group: '',
  version: 'v1',
  kind: 'Endpoints',
  plural: 'endpoints',
  namespaced: true,
}

const managedByLabel = 'endpointslice.kubernetes.io/managed-by'
const manager = 'endpointslice-controller.k8s.io'
const triggerAnnotation = 'endpoints.kubernetes.io/last-change-trigger-time'

export function endpointController(context: ControllerContext): Controller {
  const { api, clock, caches, log } = context
  const { services, pods, slices } = caches
  /** What stands in the older Endpoints objects; only this controller writes them. */
  const written = new Map<string, { subsets: readonly object[]; labels: object }>()
  const triggers = createTriggerTimes()
  let serial = 0
  const queue = createWorkQueue({
    clock,
    work: reconcile,
    onFailure: (key, error) => log(`endpoints of ${key}: ${String(error)}`),
  })

  services.listen(({ object }) => queue.add(keyOf(object)))
  pods.listen(({ type, object, before }) => {
    if (type === 'MODIFIED' && before !== undefined && isSameEndpoint(before, object)) return
    for (const service of services.indexed(object.metadata.namespace ?? '')) {
      const { selector } = service.spec
      const selects = (pod: Pod | undefined) => matchesSelector(selector, pod?.metadata.labels)
      if (selects(object) || selects(before)) queue.add(keyOf(service))
    }
  })

  async function reconcile(key: string): Promise<number | undefined> {
    const { namespace, name } = splitKey(key)
    const service = services.get(namespace, name)
    if (service === undefined) return forget(key, namespace, name)
    if (Object.keys(service.spec.selector ?? {}).length === 0) return undefined
    if (service.metadata.deletionTimestamp !== undefined) return undefined
    const selected = selectedPods(service)
    const wanted = planSlices(service, selected)
    const changedAtMs = triggers.look(key, service, selected)
    const annotations = {
      [triggerAnnotation]: changedAtMs === undefined ? null : timeText(changedAtMs),
    }
    await syncSlices(service, wanted, annotations)
    await syncEndpoints(key, service, wanted, annotations)
    return pauseMs(selected.length)
  }

  /** Slices go with their owner; the older Endpoints object has none. */
  async function forget(key: string, namespace: string, name: string): Promise<undefined> {
    triggers.forget(key)
    if (written.delete(key)) await api.delete(endpointsResource, namespace, name)
  }

  /** Looks only at the pods with the rarest of the wanted labels. */
  function selectedPods({ metadata, spec }: Service): Pod[] {
    const keys = Object.entries(spec.selector ?? {}).map(([label, value]) =>
      labelKey(metadata.namespace ?? '', label, value),
    )
    const [rarest] = keys.sort((a, b) => pods.countIndexed(a) - pods.countIndexed(b))
    return rarest === undefined
      ? []
      : pods.indexed(rarest).filter((pod) => matchesSelector(spec.selector, pod.metadata.labels))
  }

  async function syncSlices(
    service: Service,
    wanted: readonly SliceContent[],
    annotations: Annotations,
  ): Promise<void> {
    const labels = sliceLabels(service)
    const left = slices
      .indexed(keyOf(service))
      .filter(({ metadata }) => metadata.labels?.[managedByLabel] === manager)
      // Always in the same order, so that each keeps its part.
      .sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1))
    for (const content of wanted) {
      const at = left.findIndex(({ ports }) => isDeepStrictEqual(ports ?? [], content.ports))
      const [slice] = left.splice(Math.max(at, 0), 1)
      if (slice === undefined) await createSlice(service, labels, content, annotations)
      else if (!says(slice, labels, content)) await updateSlice(slice, labels, content, annotations)
    }
    for (const { metadata } of left)
      await api.delete(resources.endpointSlice, metadata.namespace, metadata.name)
  }

  async function createSlice(
    service: Service,
    labels: Labels,
    content: SliceContent,
    annotations: Annotations,
  ): Promise<void> {
    serial += 1
    const { name, namespace, uid = '' } = service.metadata
    const slice: EndpointSlice = {
      apiVersion: apiVersionOf(resources.endpointSlice),
      kind: 'EndpointSlice',
      metadata: {
        name: `${name}-${nameSuffix(`${uid}/${serial}`)}`,
        generateName: `${name}-`,
        ...(namespace === undefined ? {} : { namespace }),
        labels,
        ...given(annotations),
        ownerReferences: [controllerReference(resources.service, service)],
      },
      addressType: 'IPv4',
      ...writable(content),
    }
    slices.remember(await api.create(resources.endpointSlice, slice))
  }

  async function updateSlice(
    slice: EndpointSlice,
    labels: Labels,
    content: SliceContent,
    annotations: Annotations,
  ): Promise<void> {
    const { name, namespace } = slice.metadata
    const metadata = { labels, annotations }
    slices.remember(
      await api.patch<EndpointSlice>(resources.endpointSlice, namespace, name, {
        metadata,
        ...writable(content),
      }),
    )
  }

  async function syncEndpoints(
    key: string,
    service: Service,
    wanted: readonly SliceContent[],
    annotations: Annotations,
  ) {
    const subsets = planSubsets(wanted)
    const labels = { ...service.metadata.labels, 'endpoints.kubernetes.io/managed-by': 'endpoint-controller' }
    const before = written.get(key)
    if (isDeepStrictEqual(before, { subsets, labels })) return
    const { name, namespace } = service.metadata
    const metadata = { name, ...(namespace === undefined ? {} : { namespace }), labels }
    const content = { metadata: { ...metadata, annotations }, subsets }
    const there = before ?? (await api.get<KubeObject>(endpointsResource, namespace, name))
    if (there === undefined)
      await api.create(endpointsResource, {
        ...{ apiVersion: 'v1', kind: 'Endpoints', subsets },
        metadata: { ...metadata, ...given(annotations) },
      })
    else await api.patch(endpointsResource, namespace, name, content)
    written.set(key, { subsets, labels })
  }

  return { start: () => queue.start(), close: () => queue.close() }
}

/** What becomes of the containers otherwise is nothing to a Service. */
function isSameEndpoint(before: Pod, pod: Pod): boolean {
  const readyOf = ({ status }: Pod) => status?.conditions?.find(({ type }) => type === 'Ready')
  return (
    before.spec === pod.spec &&
    before.metadata.labels === pod.metadata.labels &&
    before.metadata.uid === pod.metadata.uid &&
    before.metadata.deletionTimestamp === pod.metadata.deletionTimestamp &&
    before.status?.podIP === pod.status?.podIP &&
    before.status?.phase === pod.status?.phase &&
    isDeepStrictEqual(readyOf(before), readyOf(pod))
  )
}

type Labels = Record<string, string>
/** Null: not to be there. */
type Annotations = Readonly<Record<string, string | null>>

/** Of a new object. */
function given(annotations: Annotations): { annotations?: Record<string, string> } {
  const there = Object.entries(annotations).filter((one): one is [string, string] => one[1] !== null)
  return there.length === 0 ? {} : { annotations: Object.fromEntries(there) }
}

const writable = ({ ports, endpoints }: SliceContent) => ({ ports, endpoints: [...endpoints] })

function sliceLabels({ metadata, spec }: Service): Labels {
  return {
    ...metadata.labels,
    ...(spec.clusterIP === 'None' ? { 'service.kubernetes.io/headless': '' } : {}),
    [managedByLabel]: manager,
    [serviceNameLabel]: metadata.name,
  }
}

const says = (slice: EndpointSlice, labels: Labels, { ports, endpoints }: SliceContent) =>
  isDeepStrictEqual(slice.ports ?? [], ports) &&
  isDeepStrictEqual(slice.endpoints ?? [], endpoints) &&
  Object.entries(labels).every(([key, value]) => slice.metadata.labels?.[key] === value)
