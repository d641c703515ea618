/** Checks everything that enabling a canary needs before the first write, and makes the record that is written. */
import { parse as parseYaml } from 'yaml'
import { canaryLabel, namesOf, recordName } from '#shared/canary/names.ts'
import { selectorLabelOf } from '#shared/canary/objects.ts'
import { planOf } from '#shared/canary/plan.ts'
import type { CanaryRecord } from '#shared/canary/record.ts'
import { type CanarySpec, parseCanarySpec } from '#shared/canary/spec.ts'
import { initialState } from '#shared/canary/state.ts'
import { templateHash } from '#shared/canary/template-hash.ts'
import type { CanaryPlan, EnableCanary } from '#shared/model/canary.ts'
import { fail, failureOf } from '#shared/model/failure.ts'
import { firstLineOf } from '#shared/model/first-line.ts'
import {
  type Deployment,
  type KubeObject,
  matchesSelector,
  type Resource,
  resources,
  type Service,
} from '#shared/model/kube.ts'
import type { Cluster } from '../kube/cluster.ts'

export async function recordToEnable(
  cluster: Cluster,
  input: EnableCanary,
  existing: readonly CanaryRecord[],
  now: number,
): Promise<CanaryRecord> {
  const { context } = cluster
  const { namespace } = input
  const spec = input.spec === undefined ? undefined : specOf(input.spec, input)
  const target = await cluster.get<Deployment>(resources.deployment, namespace, input.target)
  if (target === undefined) {
    return fail({ code: 'not-found', context, kind: 'Deployment', namespace, name: input.target })
  }
  const unsupported = (reason: string): never =>
    fail({ code: 'unsupported-target', context, name: input.target, reason })
  const name = spec?.name ?? input.target
  const near = existing.filter((one) => one.namespace === namespace)
  // Before the rest: what a canary did to its target would look like the target's own fault.
  refuseSecond(
    context,
    near.find((one) => one.name === name || one.plan.targetName === input.target),
  )
  const selectorLabel = usableLabel(target, unsupported)
  const [services, deployments] = await Promise.all([
    cluster.list<Service>(resources.service, { namespace }),
    cluster.list<Deployment>(resources.deployment, { namespace }),
  ])
  const service = serviceOf(cluster, target, services, spec?.plan.serviceName)
  refuseSecond(
    context,
    near.find((one) => one.plan.serviceName === service.metadata.name),
  )
  refuseSharedPods(target, service, deployments, selectorLabel, unsupported)
  const names = namesOf(namespace, input.target, service.metadata.name, selectorLabel)
  refuseTaken(
    [...deployments, ...services],
    [names.primary, names.primaryService, names.canaryService],
    unsupported,
  )
  await refuseOtherDrivers(cluster, target, unsupported)
  const { template } = target.spec
  const hash = templateHash(template)
  const plan = planFor(input, service, spec?.plan)
  const state = initialState(hash, now, plan.suspend)
  return {
    name,
    namespace,
    spec: spec === undefined ? null : parseYaml(input.spec ?? ''),
    plan,
    state,
    originals: {
      replicas: target.spec.replicas ?? 1,
      apexSelector: { ...service.spec.selector },
      selectorLabel,
      routes: {},
    },
    promoted: { hash, template },
    history: ['the canary was enabled', ...(spec?.leftOut ?? [])].map((because) => ({
      at: new Date(now).toISOString(),
      phase: state.phase,
      weight: 0,
      verdict: 'note' as const,
      because,
    })),
    intent: null,
  }
}

function specOf(text: string, { namespace, target }: EnableCanary): CanarySpec {
  let object: unknown
  try {
    object = parseYaml(text)
  } catch (error) {
    return fail({
      code: 'bad-input',
      field: 'spec',
      reason: `is no YAML: ${firstLineOf(error)}`,
    })
  }
  const parsed = parseCanarySpec(object)
  if (!parsed.ok) return fail({ code: 'bad-input', field: parsed.field, reason: parsed.reason })
  const { spec } = parsed
  if (spec.plan.targetName !== target) {
    const reason = `names "${spec.plan.targetName}", not "${target}"`
    return fail({ code: 'bad-input', field: 'spec.targetRef.name', reason })
  }
  if (spec.namespace !== undefined && spec.namespace !== namespace) {
    return fail({
      code: 'bad-input',
      field: 'metadata.namespace',
      reason: `is "${spec.namespace}", not "${namespace}"`,
    })
  }
  return spec
}

type Refuse = (reason: string) => never

function usableLabel(target: Deployment, unsupported: Refuse): { label: string; value: string } {
  const replicas = target.spec.replicas ?? 1
  if (target.metadata.labels?.[canaryLabel] !== undefined) unsupported('it is the primary of another canary')
  if (replicas === 0) unsupported('it is scaled to 0 replicas')
  if (target.spec.template.spec.containers.length === 0) unsupported('its pods have no container')
  return (
    selectorLabelOf(target) ??
    unsupported('its selector has none of the labels app, name and app.kubernetes.io/name')
  )
}

function serviceOf(
  cluster: Cluster,
  target: Deployment,
  services: readonly Service[],
  wanted: string | undefined,
): Service {
  const labels = target.spec.template.metadata?.labels ?? {}
  const selecting = services.filter((service) => matchesSelector(service.spec.selector, labels))
  const named = wanted ?? target.metadata.name
  const service =
    selecting.find((one) => one.metadata.name === named) ?? (wanted === undefined ? selecting[0] : undefined)
  if (service !== undefined) return service
  const [other] = selecting
  if (wanted !== undefined && other !== undefined) {
    // Flagger's default, the target's name, is seldom the name of a Service that was there before.
    const reason = `no Service "${wanted}" selects the pods of ${target.metadata.name}, but "${other.metadata.name}" does`
    fail({ code: 'bad-input', field: 'spec.service.name', reason })
  }
  const selector = Object.entries(labels).map(([key, value]) => `${key}=${value}`)
  return fail({
    code: 'no-service',
    context: cluster.context,
    namespace: target.metadata.namespace ?? '',
    deployment: target.metadata.name,
    selector: selector.join(','),
  })
}

function planFor(input: EnableCanary, service: Service, given: CanaryPlan | undefined): CanaryPlan {
  if (given !== undefined) return given
  const port = service.spec.ports?.[0]?.port ?? 80
  return planOf(input.target, { name: service.metadata.name, port }, input.options)
}

function refuseSecond(context: string, other: CanaryRecord | undefined): void {
  if (other === undefined) return
  const { name: canary, namespace, plan } = other
  fail({ code: 'canary-exists', context, namespace, target: plan.targetName, canary })
}

/** Primary and canary each have pods of their own: a Service over several Deployments cannot be split this way. */
function refuseSharedPods(
  target: Deployment,
  service: Service,
  deployments: readonly Deployment[],
  { label, value }: { label: string; value: string },
  unsupported: Refuse,
): void {
  const sharing = deployments
    .filter((one) => one.metadata.name !== target.metadata.name)
    .filter((one) => {
      const labels = one.spec.template.metadata?.labels
      return matchesSelector(service.spec.selector, labels) || labels?.[label] === value
    })
    .map((one) => one.metadata.name)
  if (sharing.length === 0) return
  unsupported(
    `service ${service.metadata.name} also stands for ${sharing.join(', ')} (label ${label}=${value})`,
  )
}

function refuseTaken(objects: readonly KubeObject[], wanted: readonly string[], unsupported: Refuse): void {
  const taken = objects.find((one) => wanted.includes(one.metadata.name))
  if (taken !== undefined) unsupported(`${taken.kind ?? 'an object'} ${taken.metadata.name} exists already`)
}

interface Scaled extends KubeObject {
  spec: {
    targetRef?: { name?: string }
    scaleTargetRef?: { kind?: string; name?: string }
    suspend?: boolean
  }
}

async function refuseOtherDrivers(cluster: Cluster, target: Deployment, unsupported: Refuse): Promise<void> {
  const { context } = cluster
  const { name, namespace = '' } = target.metadata
  const [flagger, scalers] = await Promise.all([
    listIfAllowed(cluster, resources.flaggerCanary, namespace),
    listIfAllowed(cluster, resources.horizontalPodAutoscaler, namespace),
  ])
  const owner = flagger.find((one) => one.spec.targetRef?.name === name)
  if (owner !== undefined) fail({ code: 'flagger-owns-it', context, namespace, name: owner.metadata.name })
  const scaler = scalers.find((one) => one.spec.scaleTargetRef?.name === name)
  if (scaler !== undefined) {
    unsupported(`the autoscaler ${scaler.metadata.name} scales it, and would not scale its primary`)
  }
}

/** Who may not even list them is not the one who installed them; the canary does not depend on the answer. */
async function listIfAllowed(cluster: Cluster, resource: Resource, namespace: string): Promise<Scaled[]> {
  try {
    return await cluster.list<Scaled>(resource, { namespace })
  } catch (error) {
    if (failureOf(error).code === 'forbidden') return []
    throw error
  }
}

export const whyEnable = (name: string) => `enable the canary ${name}; it is kept in ${recordName(name)}`
