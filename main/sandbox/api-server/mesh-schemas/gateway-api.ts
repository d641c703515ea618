/** The specs of gateway.networking.k8s.io as the standard channel of Gateway API 1.4 types them, with its defaults. */
import {
  boolean,
  integer,
  list,
  object,
  oneOf,
  type Schema,
  text,
  textMap,
  texts,
  withDefault,
} from './notation.ts'

const group = 'gateway.networking.k8s.io'

/** Of the definitions: by them istioctl and controllers tell what the installed Gateway API has. */
export const bundle = { [`${group}/bundle-version`]: 'v1.4.0', [`${group}/channel`]: 'standard' }

const parameters = { 'group!': text, 'kind!': text, 'name!': text }
const labelSelector = object({
  matchLabels: textMap,
  matchExpressions: list(object({ 'key!': text, 'operator!': text, values: texts })),
})

export const gatewayClass = object({
  'controllerName!': text,
  description: text,
  parametersRef: object({ ...parameters, namespace: text }),
})

const referenceTo = (kind: string, inGroup = '') => ({
  group: withDefault(text, inGroup),
  kind: withDefault(text, kind),
  'name!': text,
  namespace: text,
})

const allowedNamespaces = withDefault(
  object({ from: withDefault(oneOf('All', 'Selector', 'Same'), 'Same'), selector: labelSelector }),
  { from: 'Same' },
)

const sameHost =
  'has(a.hostname) && has(b.hostname) ? a.hostname == b.hostname : !has(a.hostname) && !has(b.hostname)'
/** Two listeners that could not be told apart are no Gateway: Istio never gets to see a conflict. */
const listenerRules = [
  {
    rule: "self.all(l, l.protocol in ['HTTP', 'TCP', 'UDP'] ? !has(l.tls) : true)",
    message: "tls must not be specified for protocols ['HTTP', 'TCP', 'UDP']",
  },
  {
    rule: "self.all(l, (l.protocol == 'HTTPS' && has(l.tls)) ? (!has(l.tls.mode) || l.tls.mode == 'Terminate') : true)",
    message: 'tls mode must be Terminate for protocol HTTPS',
  },
  {
    rule: "self.all(l, l.protocol in ['TCP', 'UDP'] ? !has(l.hostname) : true)",
    message: "hostname must not be specified for protocols ['TCP', 'UDP']",
  },
  {
    rule: 'self.all(a, self.exists_one(b, a.name == b.name))',
    message: 'Listener name must be unique within the Gateway',
  },
  {
    rule: `self.all(a, self.exists_one(b, a.port == b.port && a.protocol == b.protocol && (${sameHost})))`,
    message: 'Combination of port, protocol and hostname must be unique for each listener',
  },
]

/** A real server takes no rules on texts and lists that may be of any length. */
const upTo = (maxLength: number): Schema => ({ ...text, maxLength })

export const gateway = object({
  'gatewayClassName!': text,
  'listeners!': {
    ...list(
      object({
        ...{ 'name!': upTo(253), hostname: upTo(253), 'port!': integer, 'protocol!': upTo(255) },
        tls: object({
          mode: withDefault(oneOf('Terminate', 'Passthrough'), 'Terminate'),
          certificateRefs: list(object(referenceTo('Secret'))),
          options: textMap,
        }),
        allowedRoutes: withDefault(
          object({
            namespaces: allowedNamespaces,
            kinds: list(object({ group: withDefault(text, group), 'kind!': text })),
          }),
          { namespaces: { from: 'Same' } },
        ),
      }),
    ),
    maxItems: 64,
    'x-kubernetes-validations': listenerRules,
  },
  addresses: list(object({ type: withDefault(text, 'IPAddress'), value: text })),
  infrastructure: object({ labels: textMap, annotations: textMap, parametersRef: object(parameters) }),
})

const parentRefs = list(object({ ...referenceTo('Gateway', group), sectionName: text, port: integer }))
const headerName: Schema = { ...text, pattern: "^[A-Za-z0-9!#$%&'*+\\-.^_\\x60|~]+$", maxLength: 256 }
const named = object({ 'name!': headerName, 'value!': text })
const headerChanges = object({ set: list(named), add: list(named), remove: texts })
const backend = { ...referenceTo('Service'), port: integer }
const mirror = object({
  'backendRef!': object(backend),
  percent: integer,
  fraction: object({ 'numerator!': integer, denominator: withDefault(integer, 100) }),
})
const commonFilters = {
  'type!': text,
  requestHeaderModifier: headerChanges,
  responseHeaderModifier: headerChanges,
  requestMirror: mirror,
  extensionRef: object(parameters),
}
const path = object({
  'type!': oneOf('ReplaceFullPath', 'ReplacePrefixMatch'),
  replaceFullPath: text,
  replacePrefixMatch: text,
})
const httpFilters = list(
  object({
    ...commonFilters,
    requestRedirect: object({
      ...{ scheme: oneOf('http', 'https'), hostname: text, path, port: integer },
      statusCode: withDefault({ ...integer, enum: [301, 302, 303, 307, 308] }, 302),
    }),
    urlRewrite: object({ hostname: text, path }),
    cors: object({
      ...{ allowOrigins: texts, allowCredentials: boolean, allowMethods: texts, allowHeaders: texts },
      ...{ exposeHeaders: texts, maxAge: withDefault(integer, 5) },
    }),
  }),
)
const grpcFilters = list(object(commonFilters))
const backendRefs = (filters: Schema) =>
  list(object({ ...backend, weight: withDefault(integer, 1), filters }))

const valueMatch = object({
  type: withDefault(oneOf('Exact', 'RegularExpression'), 'Exact'),
  'name!': text,
  'value!': text,
})
const anyPath = { type: 'PathPrefix', value: '/' }
const httpMatch = object({
  path: withDefault(
    object({
      type: withDefault(oneOf('Exact', 'PathPrefix', 'RegularExpression'), 'PathPrefix'),
      value: withDefault(text, '/'),
    }),
    anyPath,
  ),
  headers: list(valueMatch),
  queryParams: list(valueMatch),
  method: oneOf('GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH'),
})

const sessionPersistence = object({
  ...{ sessionName: text, absoluteTimeout: text, idleTimeout: text },
  type: withDefault(oneOf('Cookie', 'Header'), 'Cookie'),
  cookieConfig: object({ lifetimeType: withDefault(oneOf('Permanent', 'Session'), 'Session') }),
})

export const httpRoute = object({
  parentRefs,
  hostnames: texts,
  rules: withDefault(
    list(
      object({
        name: text,
        matches: withDefault(list(httpMatch), [{ path: anyPath }]),
        filters: httpFilters,
        backendRefs: backendRefs(httpFilters),
        timeouts: object({ request: text, backendRequest: text }),
        retry: object({ codes: list(integer), attempts: integer, backoff: text }),
        sessionPersistence,
      }),
    ),
    [{ matches: [{ path: anyPath }] }],
  ),
})

export const grpcRoute = object({
  parentRefs,
  hostnames: texts,
  rules: list(
    object({
      name: text,
      matches: list(
        object({
          method: object({
            type: withDefault(oneOf('Exact', 'RegularExpression'), 'Exact'),
            service: text,
            method: text,
          }),
          headers: list(valueMatch),
        }),
      ),
      filters: grpcFilters,
      backendRefs: backendRefs(grpcFilters),
      sessionPersistence,
    }),
  ),
})

export const referenceGrant = object({
  'from!': list(object({ 'group!': text, 'kind!': text, 'namespace!': text })),
  'to!': list(object({ 'group!': text, 'kind!': text, name: text })),
})
