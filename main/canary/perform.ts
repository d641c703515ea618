/** Performs one action through the write gate. Each says what shall be, so doing it twice changes nothing. */
import type { Action, RouteTarget } from '#shared/canary/decision.ts'
import type { CanaryNames } from '#shared/canary/names.ts'
import {
  primaryDeployment,
  primarySelector,
  standInServices,
  withPrimaryTemplate,
  withReplicas,
  withSelector,
  withTemplate,
} from '#shared/canary/objects.ts'
import { type CanaryObjects, isOwn } from '#shared/canary/observe.ts'
import { type CanaryRecord, withOriginalRoutes } from '#shared/canary/record.ts'
import { leadsToService, originalsOf, ownVirtualService, withRoute } from '#shared/canary/routes.ts'
import { canonicalJson, templateHash } from '#shared/canary/template-hash.ts'
import { fail } from '#shared/model/failure.ts'
import type { VirtualService } from '#shared/model/istio.ts'
import { type Deployment, resources, type Service } from '#shared/model/kube.ts'
import type { Cluster } from '../kube/cluster.ts'
import type { RouteWatch } from './route-watch.ts'

export interface Hands {
  readonly cluster: Cluster
  readonly names: CanaryNames
  readonly objects: CanaryObjects
  readonly routeWatch: RouteWatch
  /** Writes the record down at once: what must be known before the next write. */
  readonly remember: (record: CanaryRecord) => Promise<void>
  /** Our own writes of routes, to be told from other people's. */
  readonly wroteRoute: (written: VirtualService) => void
  readonly forget: () => Promise<void>
}

/** Resolves with the record as it is then: originals may have been added. */
export async function perform(
  action: Action,
  record: CanaryRecord,
  why: string,
  hands: Hands,
): Promise<CanaryRecord> {
  const { cluster, names, objects } = hands
  const { write } = cluster
  const { namespace } = names
  const same = <T>(current: T) => current
  const deployment = (name: string, change: (current: Deployment) => Deployment) =>
    write.update<Deployment>(resources.deployment, namespace, name, change, why)

  switch (action.do) {
    case 'ensure-primary': {
      const target = objects.target ?? missing(hands, 'Deployment', names.target)
      const wanted = primaryDeployment(record.name, names, target, record.promoted, record.originals.replicas)
      await write.ensure(resources.deployment, wanted, same, why)
      return record
    }
    case 'ensure-services': {
      const apex = objects.apexService ?? missing(hands, 'Service', names.apexService)
      for (const service of standInServices(record.name, names, apex)) {
        await write.ensure(resources.service, service, same, why)
      }
      return record
    }
    case 'route':
      return await writeRoutes(action.to, record, why, hands)
    case 'point-apex': {
      const selector = action.at === 'primary' ? primarySelector(names) : record.originals.apexSelector
      await write.update<Service>(
        resources.service,
        namespace,
        names.apexService,
        (current) => withSelector(current, selector),
        why,
      )
      return record
    }
    case 'scale-target': {
      const wanted = objects.primary?.spec.replicas ?? record.originals.replicas
      const replicas = action.to === 'zero' ? 0 : Math.max(wanted, 1)
      await deployment(names.target, (current) => withReplicas(current, replicas))
      return record
    }
    case 'update-primary': {
      const wanted = action.from === 'promoted' ? record.promoted : provenTemplate(record, hands)
      await deployment(names.primary, (current) => withPrimaryTemplate(current, names, wanted))
      return record
    }
    case 'restore-target':
      await deployment(names.target, (current) => withTemplate(current, record.promoted.template))
      return record
    case 'remove-objects':
      await removeObjects(why, hands)
      return record
    case 'forget':
      await hands.forget()
      return record
  }
}

function missing({ cluster, names }: Hands, kind: string, name: string): never {
  return fail({ code: 'not-found', context: cluster.context, kind, namespace: names.namespace, name })
}

/** The template that the checks passed for; never a newer one that slipped in between. */
function provenTemplate({ state }: CanaryRecord, hands: Hands): CanaryRecord['promoted'] {
  const target = hands.objects.target ?? missing(hands, 'Deployment', hands.names.target)
  const { template } = target.spec
  const hash = templateHash(template)
  if (hash !== state.noticedHash) {
    const { context } = hands.cluster
    const reason = 'the target was changed meanwhile'
    fail({ code: 'conflict', context, kind: 'Deployment', name: hands.names.target, reason })
  }
  return { template, hash }
}

const keyOf = ({ metadata }: VirtualService) => `${metadata.namespace ?? ''}/${metadata.name}`

async function writeRoutes(
  to: RouteTarget,
  record: CanaryRecord,
  why: string,
  hands: Hands,
): Promise<CanaryRecord> {
  const { cluster, names, objects, routeWatch } = hands
  const leading = objects.virtualServices.filter((vs) => leadsToService(vs, names))
  if (leading.length === 0) {
    const own = withRoute(ownVirtualService(record.name, names), names, to, [])
    await routeWatch.during(async () => {
      hands.wroteRoute(await cluster.write.ensure(resources.virtualService, own, (current) => current, why))
      return true
    })
    return record
  }
  // What the user wrote is remembered before it is touched.
  const remembered = withOriginals(record, leading, names)
  if (canonicalJson(remembered.originals) !== canonicalJson(record.originals))
    await hands.remember(remembered)
  await routeWatch.during(async () => {
    let anyChanged = false
    for (const vs of leading) {
      let changed = false
      const originals = remembered.originals.routes[keyOf(vs)] ?? []
      const written = await cluster.write.update<VirtualService>(
        resources.virtualService,
        vs.metadata.namespace,
        vs.metadata.name,
        (current) => {
          const next = withRoute(current, names, to, originals)
          changed = JSON.stringify(next.spec.http) !== JSON.stringify(current.spec.http)
          return next
        },
        why,
      )
      if (changed) hands.wroteRoute(written)
      anyChanged ||= changed
    }
    return anyChanged
  })
  return remembered
}

function withOriginals(
  record: CanaryRecord,
  leading: readonly VirtualService[],
  names: CanaryNames,
): CanaryRecord {
  return leading
    .filter((vs) => !isOwn(vs, names))
    .reduce((all, vs) => {
      const key = keyOf(vs)
      return withOriginalRoutes(all, key, originalsOf(vs, names, all.originals.routes[key]))
    }, record)
}

async function removeObjects(why: string, { cluster, names, objects }: Hands): Promise<void> {
  const { namespace } = names
  for (const vs of objects.virtualServices.filter((one) => isOwn(one, names))) {
    await cluster.write.delete(resources.virtualService, namespace, vs.metadata.name, why)
  }
  for (const name of [names.canaryService, names.primaryService]) {
    await cluster.write.delete(resources.service, namespace, name, why)
  }
  await cluster.write.delete(resources.deployment, namespace, names.primary, why)
}
