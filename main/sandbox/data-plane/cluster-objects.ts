/** Follows the objects of one cluster that a mesh looks at, and says what kind of change came. */
import type { DestinationRule, Gateway, VirtualService } from '#shared/model/istio.ts'
import {
  type EndpointSlice,
  type KubeObject,
  type Pod,
  type Resource,
  resources,
  type Service,
} from '#shared/model/kube.ts'
import type { ApiEvent, ClusterApi } from '../cluster-api.ts'
import { type ApiGrpcRoute, asHttpRoute } from './gateway-api/grpc-route.ts'
import {
  type ApiGateway,
  type ApiGatewayClass,
  type ApiHttpRoute,
  apiGatewayClassResource,
  apiGatewayResource,
  apiGrpcRouteResource,
  apiHttpRouteResource,
  type GatewayApiObjects,
  type ReferenceGrant,
  referenceGrantResource,
} from './gateway-api/kinds.ts'
import { localityOfPod } from './locality.ts'
import {
  type AuthorizationPolicy,
  authorizationPolicyResource,
  type PeerAuthentication,
  peerAuthenticationResource,
  type RequestAuthentication,
  requestAuthenticationResource,
  type ServiceEntry,
  type SidecarObject,
  serviceEntryResource,
  sidecarResource,
  type TelemetryObject,
  telemetryResource,
} from './mesh-kinds.ts'
import type { ClusterServices, PodLabels } from './mesh-objects.ts'
import type { SecretObject } from './tls-secret.ts'

export interface ClusterObjects {
  readonly virtualServices: () => VirtualService[]
  readonly destinationRules: () => DestinationRule[]
  readonly gateways: () => Gateway[]
  readonly peerAuthentications: () => PeerAuthentication[]
  readonly authorizationPolicies: () => AuthorizationPolicy[]
  readonly telemetries: () => TelemetryObject[]
  readonly requestAuthentications: () => RequestAuthentication[]
  readonly serviceEntries: () => ServiceEntry[]
  readonly sidecars: () => SidecarObject[]
  readonly registryOnly: () => boolean
  readonly services: () => ClusterServices
  readonly gatewayApi: () => Omit<GatewayApiObjects, 'hasService'>
  readonly hasService: (namespace: string, name: string) => boolean
  /** `region/zone/subzone` of the pod `namespace/name`. */
  readonly localityOf: (pod: string) => string
  readonly secret: (namespace: string, name: string) => SecretObject | undefined
}

export interface ClusterListener {
  /** A change of any of them but of pods, before what it is of interest to is told. */
  onObject(resource: Resource, type: ApiEvent['type']): void
  /** VirtualServices, DestinationRules, Gateways: of interest to this cluster's istiod. */
  onConfig(): void
  /** Services: of interest to every istiod. */
  onServices(): void
  onEndpoints(): void
  /** Undefined once it is gone. */
  onPod(key: string, pod: Pod | undefined): void
}

/** Whose status tells of a Secret. */
const endsTls = ({ spec }: ApiGateway) => spec.listeners?.some(({ tls }) => tls !== undefined) === true

/** To whose listeners routes attach by the labels of their namespace. */
const selectsNamespaces = ({ spec }: ApiGateway) =>
  spec.listeners?.some(({ allowedRoutes }) => allowedRoutes?.namespaces?.from === 'Selector') === true

/** Of a node, whose status and other labels change all the time. */
const placeLabels = (labels: PodLabels = {}) =>
  Object.entries(labels).filter(([name]) => name.startsWith('topology.'))

const keyOf = ({ metadata }: KubeObject) => `${metadata.namespace ?? ''}/${metadata.name}`

export function followCluster(
  cluster: string,
  api: ClusterApi,
  listener: ClusterListener,
  signal: AbortSignal,
): ClusterObjects {
  /** Objects by key in the order of their arrival. Changes that leave the essence as it was are not told. */
  function table<T extends KubeObject>(
    resource: Resource,
    essence: (object: T) => unknown,
    changed: () => void,
  ): Map<string, T> {
    const objects = new Map<string, T>()
    const essences = new Map<string, string>()
    api.watch<T>(
      resource,
      ({ type, object }) => {
        const key = keyOf(object)
        const now = JSON.stringify(essence(object))
        const same = type !== 'DELETED' && essences.get(key) === now
        if (type === 'DELETED') {
          objects.delete(key)
          essences.delete(key)
        } else {
          objects.set(key, object)
          essences.set(key, now)
        }
        if (same) return
        listener.onObject(resource, type)
        changed()
      },
      signal,
    )
    return objects
  }

  const written = ({ metadata, spec }: KubeObject) => [spec, metadata.labels]
  const virtualServices = table<VirtualService>(resources.virtualService, written, listener.onConfig)
  const destinationRules = table<DestinationRule>(resources.destinationRule, written, listener.onConfig)
  const gateways = table<Gateway>(resources.gateway, written, listener.onConfig)
  const apiGateways = table<ApiGateway>(apiGatewayResource, written, listener.onConfig)
  const apiRoutes = table<ApiHttpRoute>(apiHttpRouteResource, written, listener.onConfig)
  const grpcRoutes = table<ApiGrpcRoute>(apiGrpcRouteResource, written, listener.onConfig)
  const classes = table<ApiGatewayClass>(apiGatewayClassResource, written, listener.onConfig)
  const grants = table<ReferenceGrant>(referenceGrantResource, written, listener.onConfig)
  const peerAuthentications = table<PeerAuthentication>(
    peerAuthenticationResource,
    written,
    listener.onConfig,
  )
  const authorizationPolicies = table<AuthorizationPolicy>(
    authorizationPolicyResource,
    written,
    listener.onConfig,
  )
  const telemetries = table<TelemetryObject>(telemetryResource, written, listener.onConfig)
  const requestAuthentications = table<RequestAuthentication>(
    requestAuthenticationResource,
    written,
    listener.onConfig,
  )
  const serviceEntries = table<ServiceEntry>(serviceEntryResource, written, listener.onConfig)
  const sidecars = table<SidecarObject>(sidecarResource, written, listener.onConfig)
  let meshConfig = ''
  api.watch<KubeObject & { data?: { mesh?: string } }>(
    resources.configMap,
    ({ object }) => {
      if (keyOf(object) !== 'istio-system/istio' || object.data?.mesh === meshConfig) return
      meshConfig = object.data?.mesh ?? ''
      listener.onConfig()
    },
    signal,
  )
  const secrets = table<SecretObject>(
    resources.secret,
    ({ data }) => data,
    () => {
      if ([...apiGateways.values()].some(endsTls)) listener.onConfig()
    },
  )
  const namespaces = table<KubeObject>(
    resources.namespace,
    ({ metadata }) => metadata.labels,
    () => {
      if ([...apiGateways.values()].some(selectsNamespaces)) listener.onConfig()
    },
  )
  const services = table<Service>(resources.service, written, listener.onServices)
  const slices = table<EndpointSlice>(
    resources.endpointSlice,
    ({ metadata, endpoints, ports }) => [metadata.labels, endpoints, ports],
    listener.onEndpoints,
  )
  const nodes = table<KubeObject>(
    resources.node,
    ({ metadata }) => placeLabels(metadata.labels),
    listener.onEndpoints,
  )
  const podNodes = new Map<string, string>()
  const podLabels = new Map<string, PodLabels>()
  api.watch<Pod>(
    resources.pod,
    ({ type, object }) => {
      const key = keyOf(object)
      if (type === 'DELETED') {
        podLabels.delete(key)
        podNodes.delete(key)
      } else {
        podLabels.set(key, object.metadata.labels ?? {})
        podNodes.set(key, object.spec.nodeName ?? '')
      }
      listener.onPod(key, type === 'DELETED' ? undefined : object)
    },
    signal,
  )

  const localityOf = (pod: string) =>
    localityOfPod(podLabels.get(pod) ?? {}, nodes.get(`/${podNodes.get(pod)}`)?.metadata.labels)

  return {
    localityOf,
    virtualServices: () => [...virtualServices.values()],
    destinationRules: () => [...destinationRules.values()],
    gateways: () => [...gateways.values()],
    peerAuthentications: () => [...peerAuthentications.values()],
    authorizationPolicies: () => [...authorizationPolicies.values()],
    telemetries: () => [...telemetries.values()],
    requestAuthentications: () => [...requestAuthentications.values()],
    serviceEntries: () => [...serviceEntries.values()],
    sidecars: () => [...sidecars.values()],
    registryOnly: () => /outboundTrafficPolicy:\s+mode: REGISTRY_ONLY/.test(meshConfig),
    gatewayApi: () => ({
      classes: [...classes.values()],
      gateways: [...apiGateways.values()],
      routes: [...apiRoutes.values(), ...[...grpcRoutes.values()].map(asHttpRoute)],
      grants: [...grants.values()],
      namespaceLabels: (namespace) => namespaces.get(`/${namespace}`)?.metadata.labels ?? {},
      hasSecret: (namespace, name) => secrets.has(`${namespace}/${name}`),
    }),
    hasService: (namespace, name) => services.has(`${namespace}/${name}`),
    secret: (namespace, name) => secrets.get(`${namespace}/${name}`),
    services: () => ({
      cluster,
      services: [...services.values()],
      slices: [...slices.values()],
      podLabels: new Map(podLabels),
      podLocalities: new Map([...podLabels.keys()].map((pod) => [pod, localityOf(pod)])),
    }),
  }
}
