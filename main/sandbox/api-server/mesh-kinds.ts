/**
 * The custom resources that a cluster with Istio, the Gateway API and Flagger has, with the columns that their
 * CustomResourceDefinitions give to `kubectl get`.
 */
import { type Kind, kind, type PrinterColumn } from './kinds.ts'
import { bundle } from './mesh-schemas/gateway-api.ts'
import { meshSchemas } from './mesh-schemas/mesh-schemas.ts'
import { kindSchema, open, type Schema } from './mesh-schemas/notation.ts'

const column = (name: string, jsonPath: string, type = 'string', priority?: number): PrinterColumn => ({
  name,
  type,
  jsonPath,
  ...(priority === undefined ? {} : { priority }),
})
const age = column('Age', '.metadata.creationTimestamp', 'date')

/** Nothing in the sandbox reads these kinds. */
const openSpec: Schema = kindSchema(open, false)

interface Extra {
  readonly shortNames?: readonly string[]
  readonly columns?: readonly PrinterColumn[]
  readonly namespaced?: boolean
  readonly annotations?: Readonly<Record<string, string>>
}

function custom(
  group: string,
  versions: string,
  name: string,
  plural: string,
  categories: readonly string[],
  { shortNames = [], columns = [], namespaced = true, annotations }: Extra = {},
): Kind {
  const definition = { columns: [...columns, age], schema: meshSchemas[`${group}/${name}`] ?? openSpec }
  return kind(group, versions, name, plural, {
    custom: true,
    namespaced,
    subresources: ['status'],
    categories,
    shortNames,
    ...(annotations === undefined ? {} : { annotations }),
    definitions: Object.fromEntries(versions.split(' ').map((version) => [version, definition])),
  })
}

const networking = (name: string, plural: string, extra?: Extra) =>
  custom(
    'networking.istio.io',
    'v1 v1beta1 v1alpha3',
    name,
    plural,
    ['istio-io', 'networking-istio-io'],
    extra,
  )
const security = (name: string, plural: string, extra?: Extra) =>
  custom('security.istio.io', 'v1 v1beta1', name, plural, ['istio-io', 'security-istio-io'], extra)
const gatewayApi = (name: string, plural: string, versions: string, extra?: Extra) =>
  custom('gateway.networking.k8s.io', versions, name, plural, ['gateway-api'], {
    ...extra,
    annotations: bundle,
  })

const hosts = column('Hosts', '.spec.hosts')
const conditionStatus = (type: string) => `.status.conditions[?(@.type=="${type}")].status`

export const meshKinds: readonly Kind[] = [
  networking('VirtualService', 'virtualservices', {
    shortNames: ['vs'],
    columns: [column('Gateways', '.spec.gateways'), hosts],
  }),
  networking('DestinationRule', 'destinationrules', {
    shortNames: ['dr'],
    columns: [column('Host', '.spec.host')],
  }),
  networking('Gateway', 'gateways', { shortNames: ['gw'] }),
  networking('ServiceEntry', 'serviceentries', {
    shortNames: ['se'],
    columns: [hosts, column('Location', '.spec.location'), column('Resolution', '.spec.resolution')],
  }),
  networking('Sidecar', 'sidecars'),
  networking('WorkloadEntry', 'workloadentries', {
    shortNames: ['we'],
    columns: [column('Address', '.spec.address')],
  }),
  security('PeerAuthentication', 'peerauthentications', {
    shortNames: ['pa'],
    columns: [column('Mode', '.spec.mtls.mode')],
  }),
  security('AuthorizationPolicy', 'authorizationpolicies', {
    shortNames: ['ap'],
    columns: [column('Action', '.spec.action')],
  }),
  security('RequestAuthentication', 'requestauthentications', { shortNames: ['ra'] }),
  custom(
    'telemetry.istio.io',
    'v1 v1alpha1',
    'Telemetry',
    'telemetries',
    ['istio-io', 'telemetry-istio-io'],
    { shortNames: ['telemetry'] },
  ),
  gatewayApi('GatewayClass', 'gatewayclasses', 'v1 v1beta1', {
    shortNames: ['gc'],
    namespaced: false,
    columns: [column('Controller', '.spec.controllerName'), column('Accepted', conditionStatus('Accepted'))],
  }),
  gatewayApi('Gateway', 'gateways', 'v1 v1beta1', {
    shortNames: ['gtw'],
    columns: [
      column('Class', '.spec.gatewayClassName'),
      column('Address', '.status.addresses[*].value'),
      column('Programmed', conditionStatus('Programmed')),
    ],
  }),
  gatewayApi('HTTPRoute', 'httproutes', 'v1 v1beta1', { columns: [column('Hostnames', '.spec.hostnames')] }),
  gatewayApi('GRPCRoute', 'grpcroutes', 'v1', { columns: [column('Hostnames', '.spec.hostnames')] }),
  gatewayApi('ReferenceGrant', 'referencegrants', 'v1beta1', { shortNames: ['refgrant'] }),
  flagger(
    'Canary',
    'canaries',
    ['all'],
    [
      column('Status', '.status.phase'),
      column('Weight', '.status.canaryWeight'),
      column('Suspended', '.spec.suspend', 'boolean', 1),
      column('FailedChecks', '.status.failedChecks', 'string', 1),
      column('Interval', '.spec.analysis.interval', 'string', 1),
      column('Mirror', '.spec.analysis.mirror', 'boolean', 1),
      column('StepWeight', '.spec.analysis.stepWeight', 'string', 1),
      column('StepWeights', '.spec.analysis.stepWeights', 'string', 1),
      column('MaxWeight', '.spec.analysis.maxWeight', 'string', 1),
      column('LastTransitionTime', '.status.lastTransitionTime'),
    ],
  ),
  flagger('MetricTemplate', 'metrictemplates', [], [column('Provider', '.spec.provider.type')]),
  flagger('AlertProvider', 'alertproviders', [], [column('Type', '.spec.type')]),
]

/** Flagger's definitions have no Age column. */
function flagger(
  name: string,
  plural: string,
  categories: readonly string[],
  columns: readonly PrinterColumn[],
): Kind {
  return {
    ...custom('flagger.app', 'v1beta1', name, plural, categories),
    definitions: { v1beta1: { columns, schema: meshSchemas[`flagger.app/${name}`] ?? openSpec } },
  }
}
