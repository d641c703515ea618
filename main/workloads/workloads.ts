/** Deployments and Services of the picked contexts, live, and what `kubectl set image` does. */
import type { ServiceChoice, Workload, WorkloadList } from '#shared/contract/workloads.ts'
import { pathsOf } from '#shared/flight/host-choices.ts'
import type { CanaryView } from '#shared/model/canary.ts'
import { fail, failureOf } from '#shared/model/failure.ts'
import type { VirtualService } from '#shared/model/istio.ts'
import { type Deployment, matchesSelector, resources, type Service } from '#shared/model/kube.ts'
import type { Cache, Cluster } from '../kube/cluster.ts'
import { listIfServed } from '../kube/list-if-served.ts'
import { createSignal } from '../signal.ts'

export interface WorkloadsOptions {
  readonly picked: () => readonly string[]
  readonly onPicked: (listener: () => void) => () => void
  readonly cluster: (context: string) => Cluster
  readonly canaries: () => readonly CanaryView[]
  readonly onCanaries: (listener: () => void) => () => void
}

export interface Workloads {
  watch(signal?: AbortSignal): AsyncGenerator<WorkloadList, void, void>
  list(): WorkloadList
  /** Resolves when the first list of every picked context is there or has failed. */
  ready(): Promise<void>
  setImage(input: {
    context: string
    namespace: string
    deployment: string
    container: string
    image: string
  }): Promise<{ changed: boolean }>
  close(): void
}

interface Live {
  readonly deployments: Cache<Deployment>
  readonly services: Cache<Service>
  failure: WorkloadList['problems'][number]['failure'] | null
  readonly settled: Promise<void>
}

const publishDelayMs = 50

export function createWorkloads(options: WorkloadsOptions): Workloads {
  const live = new Map<string, Live>()
  const list = createSignal<WorkloadList>({ workloads: [], problems: [] })
  let timer: NodeJS.Timeout | undefined

  const publish = () => {
    timer = undefined
    const canaries = options.canaries()
    const workloads = [...live].flatMap(([context, { deployments, services }]) =>
      deployments.items().map((deployment) => workloadOf(context, deployment, services.items(), canaries)),
    )
    workloads.sort((a, b) => keyOf(a).localeCompare(keyOf(b)))
    const problems = [...live].flatMap(([context, { failure }]) =>
      failure === null ? [] : [{ context, failure }],
    )
    list.set({ workloads, problems })
  }
  /** A rollout changes a Deployment many times a second; the list follows at most every 50 ms. */
  const publishSoon = () => {
    timer ??= setTimeout(publish, publishDelayMs)
  }

  function open(context: string): void {
    const cluster = options.cluster(context)
    const deployments = cluster.cache<Deployment>(resources.deployment)
    const services = cluster.cache<Service>(resources.service)
    deployments.onChange(publishSoon)
    services.onChange(publishSoon)
    const settled = Promise.all([deployments.ready, services.ready]).then(
      () => publish(),
      (error: unknown) => {
        entry.failure = failureOf(error)
        publish()
      },
    )
    const entry: Live = { deployments, services, failure: null, settled }
    live.set(context, entry)
  }

  function shut(context: string): void {
    live.get(context)?.deployments.close()
    live.get(context)?.services.close()
    live.delete(context)
  }

  const follow = () => {
    const picked = options.picked()
    for (const context of [...live.keys()]) if (!picked.includes(context)) shut(context)
    for (const context of picked) if (!live.has(context)) open(context)
    publishSoon()
  }
  follow()
  const stopFollowing = [options.onPicked(follow), options.onCanaries(publishSoon)]

  return {
    watch: (signal) => list.watch(signal),
    list: () => list.get(),
    ready: async () => {
      await Promise.all([...live.values()].map((entry) => entry.settled))
    },
    async setImage({ context, namespace, deployment: name, container, image }) {
      let changed = false
      const why = `set the image of ${container} to ${image}`
      await options.cluster(context).write.update<Deployment>(
        resources.deployment,
        namespace,
        name,
        (current) => {
          const { containers } = current.spec.template.spec
          if (!containers.some((one) => one.name === container)) {
            const known = containers.map((one) => one.name).join(', ')
            fail({ code: 'bad-input', field: 'container', reason: `"${container}" is not one of ${known}` })
          }
          changed = containers.some((one) => one.name === container && one.image !== image)
          const next = containers.map((one) => (one.name === container ? { ...one, image } : one))
          return withContainers(current, next)
        },
        why,
      )
      return { changed }
    },
    close() {
      clearTimeout(timer)
      for (const stop of stopFollowing) stop()
      for (const context of [...live.keys()]) shut(context)
    },
  }
}

export async function namespacesOf(cluster: Cluster): Promise<string[]> {
  const namespaces = await cluster.list(resources.namespace)
  return namespaces.map((namespace) => namespace.metadata.name).sort()
}

export async function serviceChoices(cluster: Cluster, namespace: string): Promise<ServiceChoice[]> {
  const [services, virtualServices] = await Promise.all([
    cluster.list<Service>(resources.service, { namespace }),
    listIfServed<VirtualService>(cluster, resources.virtualService, { namespace }),
  ])
  return services
    .map((service) => {
      const routes = virtualServices.filter((vs) => leadsTo(vs, service.metadata.name))
      return {
        name: service.metadata.name,
        ports: (service.spec.ports ?? []).map((port) => ({ name: port.name ?? null, port: port.port })),
        gatewayHosts: routes.flatMap((vs) => vs.spec.hosts ?? []),
        paths: routes.flatMap(pathsOf),
      }
    })
    .sort((a, b) => a.name.localeCompare(b.name))
}

/** A VirtualService on a gateway that routes to the service, or to the primary and canary that stand for it. */
function leadsTo(vs: VirtualService, service: string): boolean {
  const onGateway = (vs.spec.gateways ?? []).some((gateway) => gateway !== 'mesh')
  const hosts = (vs.spec.http ?? []).flatMap((http) =>
    (http.route ?? []).map((route) => route.destination.host.split('.')[0]),
  )
  return (
    onGateway && [service, `${service}-primary`, `${service}-canary`].some((name) => hosts.includes(name))
  )
}

function withContainers(
  deployment: Deployment,
  containers: Deployment['spec']['template']['spec']['containers'],
) {
  const { template } = deployment.spec
  return {
    ...deployment,
    spec: { ...deployment.spec, template: { ...template, spec: { ...template.spec, containers } } },
  }
}

const keyOf = (one: Workload) => `${one.context}/${one.namespace}/${one.name}`

function workloadOf(
  context: string,
  { metadata, spec, status }: Deployment,
  services: readonly Service[],
  canaries: readonly CanaryView[],
): Workload {
  const labels = spec.template.metadata?.labels ?? {}
  const namespace = metadata.namespace ?? ''
  const near = canaries.filter((one) => one.context === context && one.namespace === namespace)
  const asTarget = near.find((one) => one.plan.targetName === metadata.name)
  const asPrimary = near.find((one) => `${one.plan.targetName}-primary` === metadata.name)
  const canary = asTarget ?? asPrimary
  return {
    context,
    namespace,
    name: metadata.name,
    containers: spec.template.spec.containers.map(({ name, image }) => ({ name, image })),
    app: labels.app ?? labels['app.kubernetes.io/name'] ?? null,
    version: labels.version ?? labels['app.kubernetes.io/version'] ?? null,
    replicas: {
      desired: spec.replicas ?? 1,
      ready: status?.readyReplicas ?? 0,
      updated: status?.updatedReplicas ?? 0,
    },
    services: services
      .filter(
        (service) =>
          service.metadata.namespace === namespace && matchesSelector(service.spec.selector, labels),
      )
      .map((service) => service.metadata.name),
    canary:
      canary === undefined
        ? null
        : { name: canary.name, role: asTarget === undefined ? 'primary' : 'target', phase: canary.phase },
    createdAt: metadata.creationTimestamp ?? '',
  }
}
