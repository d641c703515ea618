/**
 * Of the schemas of Istio's and the Gateway API's kinds what no reader of them can do without: which fields have to be
 * there, and which are lists. Everything else of their objects may be as it wants.
 */
type Schema = Readonly<Record<string, unknown>>

/** A field whose name ends in `!` has to be there. */
function object(fields: Readonly<Record<string, Schema>> = {}): Schema {
  const entries = Object.entries(fields)
  const required = entries.flatMap(([name]) => (name.endsWith('!') ? [name.slice(0, -1)] : []))
  return {
    type: 'object',
    properties: Object.fromEntries(entries.map(([name, schema]) => [name.replace('!', ''), schema])),
    ...(required.length === 0 ? {} : { required }),
    'x-kubernetes-preserve-unknown-fields': true,
  }
}

const list = (items: Schema): Schema => ({ type: 'array', items })
const text: Schema = { type: 'string' }
const integer: Schema = { type: 'integer' }
const texts = list(text)

/** With a spec of that shape. */
const withSpec = (fields: Readonly<Record<string, Schema>>) =>
  object({ 'spec!': object(fields), status: object() })

export const openSchema = object({ spec: object(), status: object() })

const backends = list(object({ 'name!': text, filters: list(object()) }))
const route = (match: Schema) =>
  withSpec({
    parentRefs: list(object({ 'name!': text })),
    hostnames: texts,
    rules: list(object({ matches: list(match), filters: list(object()), backendRefs: backends })),
  })
const named = list(object({ 'name!': text, 'value!': text }))

/** By `GROUP/KIND`. */
export const meshSchemas: Readonly<Record<string, Schema>> = {
  'networking.istio.io/DestinationRule': withSpec({
    'host!': text,
    subsets: list(object({ 'name!': text, labels: object(), trafficPolicy: object() })),
    trafficPolicy: object({ portLevelSettings: list(object({ port: object() })) }),
    exportTo: texts,
  }),
  'networking.istio.io/Gateway': withSpec({
    selector: object(),
    servers: list(object({ 'port!': object({ 'number!': integer }), 'hosts!': texts, tls: object() })),
  }),
  'networking.istio.io/ServiceEntry': withSpec({
    'hosts!': texts,
    ports: list(object({ 'number!': integer, 'name!': text })),
    endpoints: list(object()),
    exportTo: texts,
  }),
  'networking.istio.io/Sidecar': object({
    spec: object({ egress: list(object({ hosts: texts, port: object() })) }),
  }),
  'security.istio.io/PeerAuthentication': object({
    spec: object({ selector: object(), mtls: object(), portLevelMtls: object() }),
  }),
  'security.istio.io/AuthorizationPolicy': object({
    spec: object({
      selector: object(),
      rules: list(object({ from: list(object()), to: list(object()), when: list(object({ 'key!': text })) })),
    }),
  }),
  'gateway.networking.k8s.io/GatewayClass': withSpec({ 'controllerName!': text }),
  'gateway.networking.k8s.io/Gateway': withSpec({
    'listeners!': list(object({ 'name!': text, 'port!': integer, 'protocol!': text, tls: object() })),
  }),
  'gateway.networking.k8s.io/HTTPRoute': route(
    object({ path: object({ value: text }), headers: named, queryParams: named }),
  ),
  'gateway.networking.k8s.io/GRPCRoute': route(object({ method: object(), headers: named })),
  'gateway.networking.k8s.io/ReferenceGrant': withSpec({
    'from!': list(object({ 'kind!': text, 'namespace!': text })),
    'to!': list(object({ 'kind!': text })),
  }),
}
