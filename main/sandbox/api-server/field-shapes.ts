/**
 * Which fields the kinds have that people write by hand, so that a misspelled one is refused or warned about
 * (`fieldValidation`). `a:T` is a field with the fields of T, `a:T[]` a list and `a:T{}` a map of them; a bare name is
 * not looked into. Kinds without a shape are checked at the top level only.
 */
import { isFields } from './fields.ts'
import type { Kind } from './kinds.ts'

const shapeTexts: Readonly<Record<string, string>> = {
  ObjectMeta:
    'name generateName namespace selfLink uid resourceVersion generation creationTimestamp deletionTimestamp deletionGracePeriodSeconds labels annotations ownerReferences:OwnerReference[] finalizers managedFields',
  OwnerReference: 'apiVersion kind name uid controller blockOwnerDeletion',
  LabelSelector: 'matchLabels matchExpressions:LabelRequirement[]',
  LabelRequirement: 'key operator values',

  '/Namespace': 'spec status',
  '/ConfigMap': 'data binaryData immutable',
  '/Secret': 'data stringData type immutable',
  '/ServiceAccount': 'secrets imagePullSecrets automountServiceAccountToken',
  '/Pod': 'spec:PodSpec status',
  '/Service': 'spec:ServiceSpec status',
  ServiceSpec:
    'ports:ServicePort[] selector clusterIP clusterIPs type externalIPs sessionAffinity loadBalancerIP loadBalancerSourceRanges externalName externalTrafficPolicy healthCheckNodePort publishNotReadyAddresses sessionAffinityConfig ipFamilies ipFamilyPolicy allocateLoadBalancerNodePorts loadBalancerClass internalTrafficPolicy trafficDistribution',
  ServicePort: 'name protocol appProtocol port targetPort nodePort',
  PodTemplate: 'metadata:ObjectMeta spec:PodSpec',
  PodSpec:
    'volumes initContainers:Container[] containers:Container[] ephemeralContainers restartPolicy terminationGracePeriodSeconds activeDeadlineSeconds dnsPolicy nodeSelector serviceAccountName serviceAccount automountServiceAccountToken nodeName hostNetwork hostPID hostIPC shareProcessNamespace securityContext imagePullSecrets hostname subdomain affinity schedulerName tolerations hostAliases priorityClassName priority dnsConfig readinessGates runtimeClassName enableServiceLinks preemptionPolicy overhead topologySpreadConstraints setHostnameAsFQDN os hostUsers schedulingGates resourceClaims resources hostnameOverride',
  Container:
    'name image command args workingDir ports:ContainerPort[] envFrom env:EnvVar[] resources:Resources resizePolicy restartPolicy restartPolicyRules volumeMounts volumeDevices livenessProbe:Probe readinessProbe:Probe startupProbe:Probe lifecycle terminationMessagePath terminationMessagePolicy imagePullPolicy securityContext stdin stdinOnce tty',
  ContainerPort: 'name hostPort containerPort protocol hostIP',
  EnvVar: 'name value valueFrom',
  Resources: 'limits requests claims',
  Probe:
    'exec httpGet:HttpGet tcpSocket grpc initialDelaySeconds timeoutSeconds periodSeconds successThreshold failureThreshold terminationGracePeriodSeconds',
  HttpGet: 'path port host scheme httpHeaders',

  'apps/Deployment': 'spec:DeploymentSpec status',
  DeploymentSpec:
    'replicas selector:LabelSelector template:PodTemplate strategy:DeploymentStrategy minReadySeconds revisionHistoryLimit paused progressDeadlineSeconds',
  DeploymentStrategy: 'type rollingUpdate:RollingUpdate',
  RollingUpdate: 'maxUnavailable maxSurge partition',
  'apps/ReplicaSet': 'spec:ReplicaSetSpec status',
  ReplicaSetSpec: 'replicas minReadySeconds selector:LabelSelector template:PodTemplate',
  'apps/DaemonSet': 'spec:DaemonSetSpec status',
  DaemonSetSpec:
    'selector:LabelSelector template:PodTemplate updateStrategy minReadySeconds revisionHistoryLimit',
  'apps/StatefulSet': 'spec:StatefulSetSpec status',
  StatefulSetSpec:
    'replicas selector:LabelSelector template:PodTemplate volumeClaimTemplates serviceName podManagementPolicy updateStrategy revisionHistoryLimit minReadySeconds persistentVolumeClaimRetentionPolicy ordinals',
  'apps/ControllerRevision': 'data revision',
  'batch/Job': 'spec:JobSpec status',
  JobSpec:
    'parallelism completions activeDeadlineSeconds podFailurePolicy successPolicy backoffLimit backoffLimitPerIndex maxFailedIndexes selector manualSelector template:PodTemplate ttlSecondsAfterFinished completionMode suspend podReplacementPolicy managedBy',
  'batch/CronJob': 'spec:CronJobSpec status',
  CronJobSpec:
    'schedule timeZone startingDeadlineSeconds concurrencyPolicy suspend jobTemplate successfulJobsHistoryLimit failedJobsHistoryLimit',
  'autoscaling/HorizontalPodAutoscaler': 'spec:AutoscalerSpec status',
  AutoscalerSpec: 'scaleTargetRef minReplicas maxReplicas metrics behavior targetCPUUtilizationPercentage',

  'networking.istio.io/VirtualService': 'spec:VirtualServiceSpec status',
  VirtualServiceSpec: 'hosts gateways http:HttpRoute[] tls:TlsRoute[] tcp:TcpRoute[] exportTo',
  HttpRoute:
    'name match:HttpMatch[] route:HttpDestination[] redirect directResponse delegate rewrite:HttpRewrite timeout retries:HttpRetry fault:HttpFault mirror:Destination mirrors mirrorPercent mirrorPercentage corsPolicy headers:Headers',
  HttpMatch:
    'name uri:StringMatch scheme:StringMatch method:StringMatch authority:StringMatch headers:StringMatch{} port sourceLabels gateways queryParams:StringMatch{} ignoreUriCase withoutHeaders:StringMatch{} sourceNamespace statPrefix',
  StringMatch: 'exact prefix regex',
  HttpDestination: 'destination:Destination weight headers:Headers',
  Destination: 'host subset port:PortSelector',
  PortSelector: 'number',
  HttpRewrite: 'uri authority uriRegexRewrite',
  HttpRetry: 'attempts perTryTimeout retryOn retryRemoteLocalities retryIgnorePreviousHosts backoff',
  HttpFault: 'delay:HttpDelay abort:HttpAbort',
  HttpDelay: 'percent percentage fixedDelay exponentialDelay',
  HttpAbort: 'percentage httpStatus grpcStatus http2Error',
  Headers: 'request:HeaderChanges response:HeaderChanges',
  HeaderChanges: 'set add remove',
  TlsRoute: 'match route:RouteDestination[]',
  TcpRoute: 'match route:RouteDestination[]',
  RouteDestination: 'destination:Destination weight',
  'networking.istio.io/DestinationRule': 'spec:DestinationRuleSpec status',
  DestinationRuleSpec: 'host trafficPolicy:TrafficPolicy subsets:Subset[] exportTo workloadSelector',
  Subset: 'name labels trafficPolicy:TrafficPolicy',
  TrafficPolicy:
    'loadBalancer connectionPool outlierDetection tls portLevelSettings tunnel proxyProtocol retryBudget',
  'networking.istio.io/Gateway': 'spec:IstioGatewaySpec status',
  IstioGatewaySpec: 'servers selector',
  'flagger.app/Canary': 'spec:CanarySpec status',
  CanarySpec:
    'provider metricsServer progressDeadlineSeconds targetRef autoscalerRef ingressRef routeRef upstreamRef service analysis:CanaryAnalysis canaryAnalysis:CanaryAnalysis revertOnDeletion skipAnalysis suspend',
  CanaryAnalysis:
    'interval maxWeight stepWeight stepWeights stepWeightPromotion mirror mirrorWeight primaryReadyThreshold canaryReadyThreshold iterations threshold alerts metrics webhooks match sessionAffinity',

  '/Node': 'spec status',
  '/Endpoints': 'subsets',
  '/Event':
    'involvedObject reason message source firstTimestamp lastTimestamp count type eventTime series action related reportingComponent reportingInstance',
  'events.k8s.io/Event':
    'eventTime series reportingController reportingInstance action reason regarding related note type deprecatedSource deprecatedFirstTimestamp deprecatedLastTimestamp deprecatedCount',
  'discovery.k8s.io/EndpointSlice': 'addressType endpoints ports',
  'rbac.authorization.k8s.io/Role': 'rules',
  'rbac.authorization.k8s.io/ClusterRole': 'rules aggregationRule',
  'rbac.authorization.k8s.io/RoleBinding': 'subjects roleRef',
  'rbac.authorization.k8s.io/ClusterRoleBinding': 'subjects roleRef',
}

interface Field {
  readonly shape: Shape | undefined
  /** How the shape stands in the field. */
  readonly as: 'object' | 'list' | 'map'
}
type Shape = ReadonlyMap<string, Field>

const parsed = new Map<string, Shape>()

function shapeNamed(name: string): Shape | undefined {
  const text = shapeTexts[name]
  if (text === undefined) return undefined
  const known = parsed.get(name)
  if (known !== undefined) return known
  const shape = new Map<string, Field>()
  parsed.set(name, shape)
  for (const term of text.split(' ')) {
    const [field = '', type] = term.split(':')
    const as = type?.endsWith('[]') ? 'list' : type?.endsWith('{}') ? 'map' : 'object'
    shape.set(field, {
      shape: type === undefined ? undefined : shapeNamed(type.replace(/\[\]|\{\}/, '')),
      as,
    })
  }
  return shape
}

const topLevel = ['apiVersion', 'kind', 'metadata']

/** Paths of the fields that the kind does not have, as the real server writes them: `spec.containers[0].imag`. */
export function unknownFields(kind: Kind, version: string, object: Record<string, unknown>): string[] {
  const schema = kind.definitions?.[version]?.schema
  const shape = shapeNamed(`${kind.group}/${kind.kind}`)
  if (shape === undefined && schema !== undefined && !isOpen(schema)) return outsideSchema(schema, object)
  const { metadata } = object
  const inMetadata = unknownIn(shapeNamed('ObjectMeta'), metadata, 'metadata')
  const rest = Object.fromEntries(Object.entries(object).filter(([key]) => !topLevel.includes(key)))
  if (shape === undefined) {
    const known = new Map(['spec', 'status'].map((key) => [key, { shape: undefined, as: 'object' as const }]))
    return [...inMetadata, ...unknownIn(known, rest, '')]
  }
  return [...inMetadata, ...unknownIn(shape, rest, '')]
}

function unknownIn(shape: Shape | undefined, value: unknown, path: string): string[] {
  if (shape === undefined || !isFields(value)) return []
  return Object.entries(value).flatMap(([key, inner]) => {
    const at = path === '' ? key : `${path}.${key}`
    const field = shape.get(key)
    if (field === undefined) return [at]
    if (field.as === 'list')
      return Array.isArray(inner)
        ? inner.flatMap((item, index) => unknownIn(field.shape, item, `${at}[${index}]`))
        : []
    if (field.as === 'map')
      return isFields(inner)
        ? Object.entries(inner).flatMap(([name, item]) => unknownIn(field.shape, item, `${at}.${name}`))
        : []
    return unknownIn(field.shape, inner, at)
  })
}

const isOpen = (schema: Readonly<Record<string, unknown>>) =>
  schema['x-kubernetes-preserve-unknown-fields'] === true || !isFields(schema.properties)

/** The same with the schema of a CustomResourceDefinition. */
function outsideSchema(schema: unknown, object: Record<string, unknown>): string[] {
  const rest = Object.fromEntries(Object.entries(object).filter(([key]) => !topLevel.includes(key)))
  return outside(schema, rest, '')
}

function outside(schema: unknown, value: unknown, path: string): string[] {
  if (!isFields(schema)) return []
  if (Array.isArray(value))
    return value.flatMap((item, index) => outside(schema.items, item, `${path}[${index}]`))
  if (!isFields(value)) return []
  const properties = isFields(schema.properties) ? schema.properties : undefined
  return Object.entries(value).flatMap(([key, inner]) => {
    const at = path === '' ? key : `${path}.${key}`
    if (properties !== undefined && key in properties) return outside(properties[key], inner, at)
    if (isFields(schema.additionalProperties)) return outside(schema.additionalProperties, inner, at)
    return properties === undefined || isOpen(schema) ? [] : [at]
  })
}
