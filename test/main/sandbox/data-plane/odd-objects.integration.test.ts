/** Whatever the API server takes of the mesh's kinds, however odd: the mesh reads it, and requests get some answer. */
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ClusterApiError } from '#main/sandbox/cluster-api.ts'
import {
  authorizationPolicyResource,
  peerAuthenticationResource,
  requestAuthenticationResource,
  serviceEntryResource,
  sidecarResource,
  telemetryResource,
} from '#main/sandbox/data-plane/mesh-kinds.ts'
import { applyObjects } from '#main/sandbox/mesh-system/apply-objects.ts'
import { placeDeployment } from '#main/sandbox/mesh-system/placed-objects.ts'
import { type KubeObject, type Resource, resources } from '#shared/model/kube.ts'
import { jwks } from './policies/tokens.ts'
import { type RunningCluster, runningWeb } from './running-cluster.ts'

const gatewayApi = (kind: string, plural: string, version = 'v1'): Resource => ({
  ...{ group: 'gateway.networking.k8s.io', version, kind, plural, namespaced: true },
})

const percentage = { value: 10 }
const headers = {
  request: { set: { a: 'b' }, add: { c: 'd' }, remove: ['e'] },
  response: { set: { a: 'b' } },
}
const destination = { host: 'web', subset: 'v1', port: { number: 80 } }
const named = [{ name: 'a', value: 'b' }]
const parentRefs = [{ name: 'odd', sectionName: 'a', namespace: 'shop' }]
const backendRefs = [{ name: 'web', port: 80, weight: 1, namespace: 'shop' }]

/** With most fields that the data plane reads. */
const specs: readonly (readonly [Resource, object])[] = [
  [
    resources.virtualService,
    {
      hosts: ['web', 'web.shop.svc.cluster.local'],
      gateways: ['mesh', 'door'],
      exportTo: ['*'],
      http: [
        {
          match: [
            {
              uri: { prefix: '/' },
              headers: { a: { exact: 'x' }, b: {} },
              queryParams: { a: { regex: 'x+' } },
              sourceLabels: { app: 'caller' },
              port: 80,
              method: { exact: 'GET' },
            },
          ],
          fault: { delay: { percentage, fixedDelay: '1s' }, abort: { percentage, httpStatus: 503 } },
          route: [{ destination, weight: 100, headers }],
        },
        { match: [{ uri: { exact: '/r' } }], redirect: { uri: '/x', redirectCode: 301 } },
        { match: [{ uri: { exact: '/d' } }], directResponse: { status: 200, body: { string: 'x' } } },
        { match: [{ uri: { exact: '/e' } }], delegate: { name: 'other', namespace: 'shop' } },
        {
          rewrite: { uri: '/', authority: 'x', uriRegexRewrite: { match: '/(.*)', rewrite: '/\\1' } },
          timeout: '2s',
          retries: {
            ...{ attempts: 2, perTryTimeout: '1s', retryOn: '5xx,connect-failure', backoff: '1ms' },
            ...{ retryRemoteLocalities: true, retryIgnorePreviousHosts: false },
          },
          mirrors: [{ destination, percentage }],
          corsPolicy: { allowOrigins: [{ exact: 'http://x' }], allowMethods: ['GET'], maxAge: '1h' },
          headers,
          route: [{ destination: { host: 'web' } }],
        },
      ],
      tcp: [{ match: [{ port: 81 }], route: [{ destination, weight: 1 }] }],
      tls: [{ match: [{ sniHosts: ['a'], port: 443 }], route: [{ destination, weight: 1 }] }],
    },
  ],
  [
    resources.destinationRule,
    {
      host: 'web',
      exportTo: ['.'],
      subsets: [{ name: 'v1', labels: { app: 'web' }, trafficPolicy: { tls: { mode: 'ISTIO_MUTUAL' } } }],
      workloadSelector: { matchLabels: { app: 'caller' } },
      trafficPolicy: {
        loadBalancer: {
          consistentHash: {
            httpCookie: { name: 'c', path: '/', ttl: '1s' },
            ringHash: { minimumRingSize: 10 },
          },
          localityLbSetting: {
            ...{ enabled: true, failover: [{ from: 'a', to: 'b' }], failoverPriority: ['a=b', 'version'] },
            distribute: [{ from: 'a/*', to: { 'a/*': 80, 'b/*': 20 } }],
          },
          warmup: { duration: '10s', minimumPercent: 10, aggression: 1 },
        },
        connectionPool: {
          tcp: { maxConnections: 10, connectTimeout: '1s' },
          http: { http1MaxPendingRequests: 10, http2MaxRequests: 10, maxRetries: 3 },
        },
        outlierDetection: {
          ...{ consecutive5xxErrors: 5, interval: '1s', baseEjectionTime: '3s', maxEjectionPercent: 50 },
          ...{ minHealthPercent: 0, splitExternalLocalOriginErrors: true, consecutiveLocalOriginFailures: 2 },
        },
        portLevelSettings: [{ port: { number: 80 }, loadBalancer: { simple: 'RANDOM' } }],
      },
    },
  ],
  [
    resources.gateway,
    {
      selector: { istio: 'ingressgateway' },
      servers: [
        {
          port: { number: 80, name: 'http', protocol: 'HTTP' },
          hosts: ['*', 'shop/a.example'],
          tls: { httpsRedirect: false },
        },
        {
          port: { number: 443, name: 'https', protocol: 'HTTPS' },
          hosts: ['b.example'],
          tls: { mode: 'SIMPLE', credentialName: 'cert', minProtocolVersion: 'TLSV1_2' },
        },
        { port: { number: 9000, name: 'tcp', protocol: 'TCP' }, hosts: ['*'] },
        {
          port: { number: 443, name: 'tls', protocol: 'TLS' },
          hosts: ['./*.example'],
          tls: { mode: 'PASSTHROUGH' },
        },
        {
          port: { number: 15_443, name: 'auto', protocol: 'TLS' },
          hosts: ['*.local'],
          tls: { mode: 'AUTO_PASSTHROUGH' },
        },
      ],
    },
  ],
  [
    serviceEntryResource,
    {
      hosts: ['web.example'],
      addresses: ['240.0.0.1'],
      ports: [{ number: 80, name: 'http', protocol: 'HTTP', targetPort: 8080 }],
      location: 'MESH_INTERNAL',
      resolution: 'STATIC',
      endpoints: [{ address: '10.244.0.9', ports: { http: 8080 }, labels: { app: 'x' }, weight: 1 }],
      exportTo: ['*'],
    },
  ],
  [serviceEntryResource, { hosts: ['x'], workloadSelector: { labels: { app: 'web' } }, resolution: 'DNS' }],
  [
    sidecarResource,
    {
      workloadSelector: { labels: { app: 'caller' } },
      egress: [{ port: { number: 80, protocol: 'HTTP', name: 'http' }, hosts: ['./*', 'istio-system/*'] }],
      outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' },
    },
  ],
  [
    peerAuthenticationResource,
    {
      selector: { matchLabels: { app: 'web' } },
      mtls: { mode: 'STRICT' },
      portLevelMtls: { 80: { mode: 'PERMISSIVE' } },
    },
  ],
  [
    requestAuthenticationResource,
    {
      selector: { matchLabels: { app: 'web' } },
      jwtRules: [
        {
          ...{ issuer: 'me', audiences: ['shop'], jwks, forwardOriginalToken: true },
          fromHeaders: [{ name: 'user-agent', prefix: 'call' }],
          ...{ fromParams: ['t'], fromCookies: ['t'], outputPayloadToHeader: 'x-payload' },
          outputClaimToHeaders: [{ header: 'x-sub', claim: 'sub' }],
        },
      ],
    },
  ],
  [
    telemetryResource,
    {
      selector: { matchLabels: { app: 'web' } },
      metrics: [
        {
          providers: [{ name: 'prometheus' }],
          overrides: [
            {
              match: { metric: 'REQUEST_COUNT', mode: 'CLIENT' },
              disabled: false,
              tagOverrides: { x: { operation: 'UPSERT', value: 'request.host' } },
            },
          ],
        },
      ],
    },
  ],
  [
    authorizationPolicyResource,
    {
      selector: { matchLabels: { app: 'web' } },
      action: 'DENY',
      rules: [
        {
          from: [{ source: { principals: ['*'], notNamespaces: ['a'], ipBlocks: ['10.0.0.0/8'] } }],
          to: [{ operation: { hosts: ['*'], methods: ['PUT'], paths: ['/a*', '/{*}/b'], ports: ['80'] } }],
          when: [
            { key: 'request.headers[a]', values: ['x'] },
            { key: 'request.auth.claims[a][b]', notValues: ['x'] },
          ],
        },
      ],
    },
  ],
  [
    gatewayApi('Gateway', 'gateways'),
    {
      gatewayClassName: 'istio',
      listeners: [
        {
          ...{ name: 'a', hostname: '*.example', port: 80, protocol: 'HTTP' },
          allowedRoutes: {
            namespaces: { from: 'Selector', selector: { matchLabels: { a: 'b' } } },
            kinds: [{ kind: 'HTTPRoute' }],
          },
        },
        {
          ...{ name: 'b', port: 443, protocol: 'HTTPS' },
          tls: { mode: 'Terminate', certificateRefs: [{ name: 'cert', namespace: 'x' }] },
        },
      ],
    },
  ],
  [
    gatewayApi('HTTPRoute', 'httproutes'),
    {
      parentRefs: [...parentRefs, { kind: 'Service', group: '', name: 'web', port: 80 }],
      hostnames: ['a.example'],
      rules: [
        {
          matches: [
            { path: { type: 'Exact', value: '/' }, headers: named, queryParams: named, method: 'GET' },
          ],
          filters: [
            {
              type: 'RequestHeaderModifier',
              requestHeaderModifier: { set: named, add: named, remove: ['x'] },
            },
            { type: 'RequestMirror', requestMirror: { backendRef: { name: 'web', port: 80 }, percent: 10 } },
            {
              type: 'URLRewrite',
              urlRewrite: { path: { type: 'ReplacePrefixMatch', replacePrefixMatch: '/x' } },
            },
          ],
          backendRefs,
          timeouts: { request: '1s', backendRequest: '1s' },
        },
        {
          filters: [
            { type: 'RequestRedirect', requestRedirect: { scheme: 'https', port: 1, statusCode: 301 } },
          ],
        },
      ],
    },
  ],
  [
    gatewayApi('GRPCRoute', 'grpcroutes'),
    {
      parentRefs,
      rules: [{ matches: [{ method: { service: 'a', method: 'b' }, headers: named }], backendRefs }],
    },
  ],
  [
    gatewayApi('ReferenceGrant', 'referencegrants', 'v1beta1'),
    {
      from: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace: 'shop' }],
      to: [{ group: '', kind: 'Service', name: 'web' }],
    },
  ],
  [
    resources.service,
    {
      selector: { app: 'web' },
      ports: [{ name: 'http', port: 80, targetPort: 80, appProtocol: 'http' }],
    },
  ],
]

let running: RunningCluster
beforeAll(async () => {
  running = await runningWeb({ replicas: 2, tag: '1' })
  await applyObjects(running.api, [
    placeDeployment({
      ...{ namespace: 'shop', name: 'caller', labels: { app: 'caller' }, serviceAccount: 'web', replicas: 1 },
      container: {
        ...{ name: 'caller', image: 'example.com/caller:1' },
        env: [{ name: 'TARGETS', value: 'http://web.shop:80/@20,http://web.example:80/@20' }],
      },
    }),
  ])
  await running.clock.advance(3000)
})
afterAll(() => running.close())

const odd = fc.constantFrom<unknown>(
  ...[
    null,
    true,
    0,
    -1,
    1.5,
    1e21,
    65_536,
    '',
    '*',
    '*.',
    '.',
    '/',
    '[',
    '(?<a>',
    '-1s',
    'x'.repeat(300),
    'ä\n',
  ],
  ...[[], {}, [null], [[]], [''], [{}], { '': '' }, { value: null }],
)

/** The object with one value of its own replaced, taken away, or put beside another. */
const mutated = (spec: object) =>
  fc
    .record({ at: fc.nat(), by: fc.option(odd, { nil: undefined }), twice: fc.boolean() })
    .map(({ at, by, twice }) => {
      const copy = structuredClone(spec)
      const places = placesIn(copy)
      const [holder, key] = places[at % places.length]!
      if (twice && Array.isArray(holder)) holder.push(structuredClone(holder[Number(key)]))
      else if (by === undefined && Array.isArray(holder)) holder.splice(Number(key), 1)
      else if (by === undefined) Reflect.deleteProperty(holder, key)
      else Reflect.set(holder, key, by)
      return copy
    })

function placesIn(value: object): [object, string][] {
  return Object.entries(value).flatMap(([key, inner]): [object, string][] => [
    [value, key],
    ...(typeof inner === 'object' && inner !== null ? placesIn(inner) : []),
  ])
}

it.each(specs.map(([resource, spec], index) => [`${index} ${resource.kind}`, resource, spec] as const))(
  '%s',
  async (_, resource, spec) => {
    let taken = 0
    await fc.assert(
      fc.asyncProperty(fc.array(mutated(spec), { minLength: 1, maxLength: 2 }), async (variants) => {
        const named = variants.map((variant, index): KubeObject => {
          const apiVersion =
            resource.group === '' ? resource.version : `${resource.group}/${resource.version}`
          const metadata = { name: `odd-${index}`, namespace: 'shop' }
          return { apiVersion, kind: resource.kind, metadata, spec: variant } as KubeObject
        })
        const created: string[] = []
        for (const object of named) {
          try {
            await running.api.create(resource, object)
            created.push(object.metadata.name)
          } catch (error) {
            if (!(error instanceof ClusterApiError)) throw error
          }
        }
        taken += created.length
        if (created.length === 0) return
        try {
          await running.clock.advance(300)
          const ends = Object.keys(await running.load(100, 30))
          expect(ends.every((end) => /^\d{3}/.test(end))).toBe(true)
        } finally {
          for (const name of created) await running.api.delete(resource, 'shop', name)
        }
      }),
      { numRuns: 60 },
    )
    expect(taken).toBeGreaterThan(5)
  },
)
