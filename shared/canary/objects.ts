/** Builds the objects of Flagger's layout, and the changes to those that were there before. */
import { apiVersionOf, type Deployment, type PodTemplate, resources, type Service } from '../model/kube.ts'
import { type CanaryNames, ownLabels } from './names.ts'

/** Keys that Flagger accepts for telling primary and canary apart; the first that the target selects by wins. */
const selectorLabels = ['app', 'name', 'app.kubernetes.io/name']

export function selectorLabelOf(target: Deployment): { label: string; value: string } | undefined {
  for (const label of selectorLabels) {
    const value = target.spec.selector.matchLabels?.[label]
    if (value !== undefined) return { label, value }
  }
  return undefined
}

/** The hash of the target's template that the primary runs; on the Deployment, so that it rolls no pods. */
const hashAnnotation = 'aviary.dev/template-hash'

export const hashOnPrimary = (primary: Deployment) => primary.metadata.annotations?.[hashAnnotation]

/** In the primary's template the label, and rules that spread pods by it, name the primary. */
export function primaryTemplate(template: PodTemplate, { label, labelValue }: CanaryNames): PodTemplate {
  return relabelled(template, label, labelValue, `${labelValue}-primary`)
}

/** The way back from primaryTemplate. */
export function targetTemplate(template: PodTemplate, { label, labelValue }: CanaryNames): PodTemplate {
  return relabelled(template, label, `${labelValue}-primary`, labelValue)
}

function relabelled(template: PodTemplate, label: string, from: string, to: string): PodTemplate {
  const { affinity, topologySpreadConstraints } = template.spec
  const spread = {
    ...(affinity === undefined ? {} : { affinity: withSelectors(affinity, label, from, to) }),
    ...(topologySpreadConstraints === undefined
      ? {}
      : { topologySpreadConstraints: withSelectors(topologySpreadConstraints, label, from, to) }),
  }
  return {
    ...template,
    metadata: { ...template.metadata, labels: { ...template.metadata?.labels, [label]: to } },
    spec: { ...template.spec, ...spread },
  }
}

/** Every matchLabels and matchExpressions below that names the label with the old value. */
function withSelectors(value: unknown, label: string, from: string, to: string): unknown {
  if (Array.isArray(value)) return value.map((item) => withSelectors(item, label, from, to))
  if (typeof value !== 'object' || value === null) return value
  const fields = Object.entries(value).map(([key, field]) => [key, withSelectors(field, label, from, to)])
  const next = Object.fromEntries(fields) as Record<string, unknown>
  if (next[label] === from) next[label] = to
  if (next.key === label && Array.isArray(next.values)) {
    next.values = next.values.map((one: unknown) => (one === from ? to : one))
  }
  return next
}

export function primaryDeployment(
  canary: string,
  names: CanaryNames,
  target: Deployment,
  promoted: { readonly template: PodTemplate; readonly hash: string },
  replicas: number,
): Deployment {
  const { strategy, minReadySeconds, progressDeadlineSeconds, revisionHistoryLimit } = target.spec
  return {
    apiVersion: apiVersionOf(resources.deployment),
    kind: 'Deployment',
    metadata: {
      name: names.primary,
      namespace: names.namespace,
      labels: ownLabels(canary),
      annotations: { [hashAnnotation]: promoted.hash },
    },
    spec: {
      replicas: Math.max(replicas, 1),
      selector: { matchLabels: { [names.label]: `${names.labelValue}-primary` } },
      template: primaryTemplate(promoted.template, names),
      ...(strategy === undefined ? {} : { strategy }),
      ...(minReadySeconds === undefined ? {} : { minReadySeconds }),
      ...(progressDeadlineSeconds === undefined ? {} : { progressDeadlineSeconds }),
      ...(revisionHistoryLimit === undefined ? {} : { revisionHistoryLimit }),
    },
  }
}

export function withPrimaryTemplate(
  primary: Deployment,
  names: CanaryNames,
  wanted: { readonly template: PodTemplate; readonly hash: string },
): Deployment {
  const { metadata, spec } = primary
  return {
    ...primary,
    metadata: { ...metadata, annotations: { ...metadata.annotations, [hashAnnotation]: wanted.hash } },
    spec: { ...spec, template: primaryTemplate(wanted.template, names) },
  }
}

/** -primary and -canary: the apex's ports, one set of pods each. */
export function standInServices(canary: string, names: CanaryNames, apex: Service): Service[] {
  const ports = (apex.spec.ports ?? []).map(({ nodePort: _nodePort, ...port }) => port)
  const service = (name: string, value: string): Service => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: names.namespace, labels: ownLabels(canary) },
    spec: { type: 'ClusterIP', selector: { [names.label]: value }, ports },
  })
  return [
    service(names.primaryService, `${names.labelValue}-primary`),
    service(names.canaryService, names.labelValue),
  ]
}

export const primarySelector = ({ label, labelValue }: CanaryNames) => ({ [label]: `${labelValue}-primary` })
export const targetSelector = ({ label, labelValue }: CanaryNames) => ({ [label]: labelValue })

export function withSelector(service: Service, selector: Readonly<Record<string, string>>): Service {
  return { ...service, spec: { ...service.spec, selector: { ...selector } } }
}

export function withReplicas(deployment: Deployment, replicas: number): Deployment {
  return { ...deployment, spec: { ...deployment.spec, replicas } }
}

export function withTemplate(deployment: Deployment, template: PodTemplate): Deployment {
  return { ...deployment, spec: { ...deployment.spec, template } }
}
