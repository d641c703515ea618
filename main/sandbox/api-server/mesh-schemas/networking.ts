/** The specs of networking.istio.io as the definitions of Istio 1.27 type them. */
import {
  boolean,
  integer,
  list,
  mapOf,
  nullable,
  number,
  object,
  oneOf,
  text,
  textMap,
  texts,
} from './notation.ts'

const duration = {
  ...text,
  'x-kubernetes-validations': [
    { rule: "duration(self) >= duration('1ms')", message: 'must be a valid duration greater than 1ms' },
  ],
}
const percentage = object({ value: number })
const workloadSelector = object({ labels: textMap })

// Virtual services

const stringMatch = object({ exact: text, prefix: text, regex: text })
const stringMatches = mapOf(stringMatch)
const destination = object({ 'host!': text, subset: text, port: object({ number: integer }) })
const headerChanges = object({ set: textMap, add: textMap, remove: texts })
const headers = object({ request: headerChanges, response: headerChanges })
const layer4Route = list(object({ 'destination!': destination, weight: integer }))
const layer4Match = {
  destinationSubnets: texts,
  port: integer,
  sourceLabels: textMap,
  gateways: texts,
  sourceNamespace: text,
}

const httpMatch = object({
  ...{ name: text, uri: stringMatch, scheme: stringMatch, method: stringMatch, authority: stringMatch },
  ...{ headers: stringMatches, queryParams: stringMatches, withoutHeaders: stringMatches },
  ...{ port: integer, sourceLabels: textMap, sourceNamespace: text, gateways: texts },
  ...{ ignoreUriCase: boolean, statPrefix: text },
})

const redirect = object({
  ...{ uri: text, authority: text, scheme: text, port: integer, redirectCode: integer },
  derivePort: oneOf('FROM_PROTOCOL_DEFAULT', 'FROM_REQUEST_PORT'),
})

const retries = object({
  ...{ attempts: integer, perTryTimeout: duration, retryOn: text, backoff: duration },
  ...{ retryRemoteLocalities: nullable(boolean), retryIgnorePreviousHosts: nullable(boolean) },
})

const fault = object({
  delay: object({ percent: integer, percentage, fixedDelay: duration, exponentialDelay: duration }),
  abort: object({ httpStatus: integer, grpcStatus: text, http2Error: text, percentage }),
})

const corsPolicy = object({
  ...{ allowOrigin: texts, allowOrigins: list(stringMatch), allowMethods: texts, allowHeaders: texts },
  ...{ exposeHeaders: texts, maxAge: duration, allowCredentials: nullable(boolean) },
  unmatchedPreflights: oneOf('UNSPECIFIED', 'FORWARD', 'IGNORE'),
})

const httpRoute = object({
  ...{ name: text, match: list(httpMatch) },
  route: list(object({ 'destination!': destination, weight: integer, headers })),
  ...{
    redirect,
    directResponse: object({ 'status!': integer, body: object({ string: text, bytes: text }) }),
  },
  delegate: object({ name: text, namespace: text }),
  rewrite: object({
    ...{ uri: text, authority: text, uriRegexRewrite: object({ match: text, rewrite: text }) },
  }),
  ...{ timeout: duration, retries, fault, corsPolicy, headers },
  mirror: destination,
  mirrors: list(object({ 'destination!': destination, percentage })),
  ...{ mirrorPercent: nullable(integer), mirror_percent: nullable(integer), mirrorPercentage: percentage },
})

export const virtualService = object({
  ...{ hosts: texts, gateways: texts, exportTo: texts, http: list(httpRoute) },
  tls: list(object({ 'match!': list(object({ ...layer4Match, 'sniHosts!': texts })), route: layer4Route })),
  tcp: list(object({ match: list(object({ ...layer4Match, sourceSubnet: text })), route: layer4Route })),
})

// Destination rules

const loadBalancer = object({
  simple: oneOf('UNSPECIFIED', 'LEAST_CONN', 'RANDOM', 'PASSTHROUGH', 'ROUND_ROBIN', 'LEAST_REQUEST'),
  consistentHash: object({
    ...{ httpHeaderName: text, httpQueryParameterName: text, useSourceIp: boolean, minimumRingSize: integer },
    httpCookie: object({
      ...{ 'name!': text, path: text, ttl: text, attributes: list(object({ 'name!': text, value: text })) },
    }),
    ringHash: object({ minimumRingSize: integer }),
    maglev: object({ tableSize: integer }),
  }),
  localityLbSetting: object({
    distribute: list(object({ from: text, to: mapOf(integer) })),
    failover: list(object({ from: text, to: text })),
    failoverPriority: texts,
    enabled: nullable(boolean),
  }),
  warmupDurationSecs: text,
  warmup: object({ 'duration!': text, minimumPercent: nullable(number), aggression: nullable(number) }),
})

const connectionPool = object({
  tcp: object({
    ...{ maxConnections: integer, connectTimeout: text, maxConnectionDuration: text },
    ...{
      idleTimeout: text,
      tcpKeepalive: object({ probes: integer, time: text, interval: text }),
    },
  }),
  http: object({
    ...{ http1MaxPendingRequests: integer, http2MaxRequests: integer, maxRequestsPerConnection: integer },
    ...{ maxRetries: integer, idleTimeout: text, useClientProtocol: boolean },
    ...{ maxConcurrentStreams: integer, h2UpgradePolicy: oneOf('DEFAULT', 'DO_NOT_UPGRADE', 'UPGRADE') },
  }),
})

const outlierDetection = object({
  ...{ consecutiveErrors: integer, splitExternalLocalOriginErrors: boolean },
  consecutiveLocalOriginFailures: nullable(integer),
  ...{ consecutiveGatewayErrors: nullable(integer), consecutive5xxErrors: nullable(integer) },
  ...{
    interval: text,
    baseEjectionTime: text,
    maxEjectionPercent: integer,
    minHealthPercent: integer,
  },
})

const clientTls = object({
  mode: oneOf('DISABLE', 'SIMPLE', 'MUTUAL', 'ISTIO_MUTUAL'),
  ...{ clientCertificate: text, privateKey: text, caCertificates: text, caCrl: text, credentialName: text },
  ...{ subjectAltNames: texts, sni: text, insecureSkipVerify: nullable(boolean) },
})

const portPolicy = { loadBalancer, connectionPool, outlierDetection, tls: clientTls }

const trafficPolicy = object({
  ...portPolicy,
  portLevelSettings: list(object({ port: object({ number: integer }), ...portPolicy })),
  tunnel: object({ protocol: text, 'targetHost!': text, 'targetPort!': integer }),
  proxyProtocol: object({ version: oneOf('V1', 'V2') }),
  retryBudget: object({ percent: nullable(number), minRetryConcurrency: integer }),
})

export const destinationRule = object({
  ...{ 'host!': text, trafficPolicy, exportTo: texts },
  subsets: list(object({ 'name!': text, labels: textMap, trafficPolicy })),
  workloadSelector: object({ matchLabels: textMap }),
})

// Gateways and sidecars

const tlsVersion = oneOf('TLS_AUTO', 'TLSV1_0', 'TLSV1_1', 'TLSV1_2', 'TLSV1_3')
const certificate = { serverCertificate: text, privateKey: text, caCertificates: text }
const serverTls = object({
  httpsRedirect: boolean,
  mode: oneOf('PASSTHROUGH', 'SIMPLE', 'MUTUAL', 'AUTO_PASSTHROUGH', 'ISTIO_MUTUAL', 'OPTIONAL_MUTUAL'),
  ...certificate,
  ...{ caCrl: text, credentialName: text, credentialNames: texts, caCertCredentialName: text },
  tlsCertificates: list(object(certificate)),
  ...{ subjectAltNames: texts, verifyCertificateSpki: texts, verifyCertificateHash: texts },
  ...{ minProtocolVersion: tlsVersion, maxProtocolVersion: tlsVersion, cipherSuites: texts },
})

export const gateway = object({
  selector: textMap,
  servers: list(
    object({
      'port!': object({ 'number!': integer, 'protocol!': text, 'name!': text, targetPort: integer }),
      'hosts!': texts,
      ...{ name: text, bind: text, defaultEndpoint: text, tls: serverTls },
    }),
  ),
})

const sidecarPort = object({ number: integer, protocol: text, name: text, targetPort: integer })
const listener = { bind: text, captureMode: oneOf('DEFAULT', 'IPTABLES', 'NONE') }

export const sidecar = object({
  workloadSelector,
  ingress: list(
    object({ 'port!': sidecarPort, ...listener, defaultEndpoint: text, tls: serverTls, connectionPool }),
  ),
  egress: list(object({ port: sidecarPort, ...listener, 'hosts!': texts })),
  inboundConnectionPool: connectionPool,
  outboundTrafficPolicy: object({ mode: oneOf('REGISTRY_ONLY', 'ALLOW_ANY'), egressProxy: destination }),
})

// Services and workloads outside

const workload = {
  ...{ address: text, ports: mapOf(integer), labels: textMap, network: text, locality: text },
  ...{ weight: integer, serviceAccount: text },
}
export const workloadEntry = object(workload)

export const serviceEntry = object({
  ...{ 'hosts!': texts, addresses: texts, exportTo: texts, subjectAltNames: texts, workloadSelector },
  ports: list(object({ 'number!': integer, 'name!': text, protocol: text, targetPort: integer })),
  location: oneOf('MESH_EXTERNAL', 'MESH_INTERNAL'),
  resolution: oneOf('NONE', 'STATIC', 'DNS', 'DNS_ROUND_ROBIN', 'DYNAMIC_DNS'),
  endpoints: list(workloadEntry),
})
