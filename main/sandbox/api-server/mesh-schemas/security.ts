/** The specs of security.istio.io and telemetry.istio.io as the definitions of Istio 1.27 type them. */
import { boolean, list, mapOf, nullable, number, object, oneOf, text, textMap, texts } from './notation.ts'

const selector = object({ matchLabels: textMap })
const target = object({ group: text, 'kind!': text, 'name!': text, namespace: text })
const targets = { selector, targetRef: target, targetRefs: list(target) }

const mtls = object({ mode: oneOf('UNSET', 'DISABLE', 'PERMISSIVE', 'STRICT') })
export const peerAuthentication = object({ selector, mtls, portLevelMtls: mapOf(mtls) })

/** Lists by name, each with the one of what must not be. */
const withNot = (...names: readonly string[]) =>
  Object.fromEntries(
    names.flatMap((name) => [
      [name, texts],
      [`not${name.charAt(0).toUpperCase()}${name.slice(1)}`, texts],
    ]),
  )

const source = object(
  withNot('principals', 'requestPrincipals', 'namespaces', 'serviceAccounts', 'ipBlocks', 'remoteIpBlocks'),
)
const operation = object(withNot('hosts', 'ports', 'methods', 'paths'))

export const authorizationPolicy = object({
  ...targets,
  rules: list(
    object({
      from: list(object({ source })),
      to: list(object({ operation })),
      when: list(object({ 'key!': text, ...withNot('values') })),
    }),
  ),
  action: oneOf('ALLOW', 'DENY', 'AUDIT', 'CUSTOM'),
  provider: object({ name: text }),
})

export const requestAuthentication = object({
  ...targets,
  jwtRules: list(
    object({
      ...{ 'issuer!': text, audiences: texts, jwksUri: text, jwks_uri: text, jwks: text, timeout: text },
      fromHeaders: list(object({ 'name!': text, prefix: text })),
      ...{
        fromParams: texts,
        fromCookies: texts,
        outputPayloadToHeader: text,
        forwardOriginalToken: boolean,
      },
      outputClaimToHeaders: list(object({ 'header!': text, 'claim!': text })),
    }),
  ),
})

const mode = oneOf('CLIENT_AND_SERVER', 'CLIENT', 'SERVER')
const providers = list(object({ 'name!': text }))
const disabled = nullable(boolean)

export const telemetry = object({
  ...targets,
  tracing: list(
    object({
      ...{ match: object({ mode }), providers, randomSamplingPercentage: nullable(number) },
      ...{
        disableSpanReporting: disabled,
        useRequestIdForTraceSampling: disabled,
        enableIstioTags: disabled,
      },
      customTags: mapOf(
        object({
          literal: object({ 'value!': text }),
          environment: object({ 'name!': text, defaultValue: text }),
          header: object({ 'name!': text, defaultValue: text }),
          formatter: object({ 'value!': text }),
        }),
      ),
    }),
  ),
  metrics: list(
    object({
      ...{ providers, reportingInterval: text },
      overrides: list(
        object({
          match: object({ metric: text, customMetric: text, mode }),
          disabled,
          tagOverrides: mapOf(object({ operation: oneOf('UPSERT', 'REMOVE'), value: text })),
        }),
      ),
    }),
  ),
  accessLogging: list(
    object({ match: object({ mode }), providers, disabled, filter: object({ expression: text }) }),
  ),
})
