/** What istiod's webhook refuses in a VirtualService, and of its definition's schema what is more than types. */
import type { KubeObject } from '#shared/model/kube.ts'
import { ApiError, invalid, type StatusCause } from './api-error.ts'
import { type Fields, fieldsAt, isFields, listAt, textAt } from './fields.ts'
import type { Kind } from './kinds.ts'

export function checkVirtualService(kind: Kind, object: KubeObject): void {
  const spec = fieldsAt(object, 'spec')
  const routes = listAt(spec, 'http').map((route) => fieldsAt(route))
  const causes = routes.flatMap((route, index) => schemaCauses(route, `spec.http[${index}]`))
  if (causes.length > 0) throw invalid(kind.kind, kind, object.metadata.name, causes)
  const said = [...hostProblems(spec), ...protocolProblems(spec), ...routes.flatMap(routeProblems)]
  if (said.length > 0) throw denied(said)
}

const denied = (problems: readonly string[]) => {
  const text =
    problems.length === 1
      ? `${problems[0]}`
      : `${problems.length} errors occurred:\n${problems.map((one) => `\t* ${one}`).join('\n')}\n\n`
  return new ApiError(
    400,
    'BadRequest',
    `admission webhook "validation.istio.io" denied the request: configuration is invalid: ${text}`,
  )
}

// The schema

const duration = /^([0-9]+(\.[0-9]+)?(ns|us|µs|ms|s|m|h))+$/

function schemaCauses(route: Fields, path: string): StatusCause[] {
  const matches = listAt(route, 'match').flatMap((match, index) =>
    matchersOf(fieldsAt(match)).flatMap(([name, matcher]) =>
      Object.keys(matcher).length > 1
        ? [
            {
              reason: 'FieldValueInvalid',
              field: `${path}.match[${index}].${name}`,
              message: `Invalid value: "object": "${path}.match[${index}].${name}" must validate one and only one schema (oneOf). Found 2 valid alternatives`,
            },
          ]
        : [],
    ),
  )
  const { timeout } = route
  const badTimeout = timeout !== undefined && !(typeof timeout === 'string' && duration.test(timeout))
  return [
    ...matches,
    ...(badTimeout
      ? [
          {
            reason: 'FieldValueInvalid',
            field: `${path}.timeout`,
            message: `Invalid value: ${JSON.stringify(timeout)}: must be a valid duration greater than 1ms`,
          },
        ]
      : []),
  ]
}

const plainMatchers = ['uri', 'scheme', 'method', 'authority'] as const
const mapMatchers = ['headers', 'queryParams', 'withoutHeaders'] as const

function matchersOf(match: Fields): [string, Fields][] {
  const plain = plainMatchers.flatMap((name): [string, Fields][] =>
    isFields(match[name]) ? [[name, match[name]]] : [],
  )
  const maps = mapMatchers.flatMap((map) =>
    Object.entries(fieldsAt(match, map)).flatMap(([key, matcher]): [string, Fields][] =>
      isFields(matcher) ? [[`${map}.${key}`, matcher]] : [],
    ),
  )
  return [...plain, ...maps]
}

// The webhook

const hostName =
  /^(\*|(\*\.)?[a-zA-Z0-9]([-a-zA-Z0-9_]*[a-zA-Z0-9])?(\.[a-zA-Z0-9]([-a-zA-Z0-9_]*[a-zA-Z0-9])?)*)$/

function hostProblems(spec: Fields): string[] {
  const hosts = listAt(spec, 'hosts').map(String)
  const gateways = listAt(spec, 'gateways').map(String)
  const inMesh = gateways.length === 0 || gateways.includes('mesh')
  return [
    ...hosts.filter((host) => !hostName.test(host)).map((host) => `domain name "${host}" invalid`),
    ...hosts
      .filter((host, index) => hosts.indexOf(host) !== index)
      .map((host) => `duplicate hosts in virtual service: ${host}`),
    ...(inMesh && hosts.includes('*')
      ? ['wildcard host * is not allowed for virtual services bound to the mesh gateway']
      : []),
    ...gateways
      .filter((name) => !/^([a-z0-9]([-a-z0-9]*[a-z0-9])?\/)?[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/.test(name))
      .map((name) => `gateway name is invalid: ${name}`),
  ]
}

function protocolProblems(spec: Fields): string[] {
  const none = ['http', 'tcp', 'tls'].every((list) => listAt(spec, list).length === 0)
  return none ? ['http, tcp or tls must be provided in virtual service'] : []
}

function routeProblems(route: Fields): string[] {
  return [
    ...actionProblems(route),
    ...weightProblems(route),
    ...listAt(route, 'route')
      .map((one) => textAt(one, 'destination', 'host'))
      .filter((host) => !hostName.test(host))
      .map((host) => `domain name "${host}" invalid`),
    ...regexProblems(route),
    ...headerProblems(route),
    ...redirectProblems(route),
    ...percentProblems(route),
    ...(Number(fieldsAt(route, 'retries').attempts ?? 0) < 0 ? ['attempts cannot be negative'] : []),
  ]
}

function actionProblems(route: Fields): string[] {
  const hasRoute = listAt(route, 'route').length > 0
  const others = ['redirect', 'directResponse'].filter((action) => isFields(route[action]))
  if (hasRoute && others.length > 0)
    return [
      `HTTP route cannot contain both route and ${others[0] === 'redirect' ? 'redirect' : 'direct_response'}`,
    ]
  if (!hasRoute && others.length === 0 && !isFields(route.delegate))
    return ['HTTP route, redirect or direct_response is required']
  return []
}

/** A single destination needs no weight; several need a sum above 0. */
function weightProblems(route: Fields): string[] {
  const weights = listAt(route, 'route').map((one) => Number(fieldsAt(one).weight ?? 0))
  const negative = weights.filter((weight) => weight < 0).map((weight) => `weight ${weight} < 0`)
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const empty = weights.length > 1 && negative.length === 0 && total === 0
  return [...negative, ...(empty ? ['total destination weight = 0'] : [])]
}

// What HTTP can carry, and names such as :authority; Node would refuse the rest only when it writes an answer.
const headerName = /^:?[-!#$%&'*+.^_`|~0-9A-Za-z]+$/
const headerValue = /^[\t\x20-\x7e\x80-\xff]*$/

/** `set` and `add` of both directions, of the rule and of each destination. */
function headerProblems(route: Fields): string[] {
  const changes = [route, ...listAt(route, 'route')].flatMap((where) =>
    ['request', 'response'].flatMap((side) =>
      ['set', 'add'].flatMap((action) => Object.entries(fieldsAt(where, 'headers', side, action))),
    ),
  )
  return changes.flatMap(([name, value]) => [
    ...(headerName.test(name) ? [] : [`header name ${JSON.stringify(name)} is invalid`]),
    ...(headerValue.test(String(value))
      ? []
      : [`header value ${JSON.stringify(value)} of ${JSON.stringify(name)} is invalid`]),
  ])
}

function redirectProblems(route: Fields): string[] {
  return ['uri', 'authority']
    .map((part) => [part, textAt(route, 'redirect', part)] as const)
    .filter(([, text]) => !headerValue.test(text))
    .map(([part, text]) => `redirect ${part} ${JSON.stringify(text)} is invalid`)
}

function regexProblems(route: Fields): string[] {
  return listAt(route, 'match')
    .flatMap((match) => matchersOf(fieldsAt(match)))
    .flatMap(([, { regex }]) => {
      if (typeof regex !== 'string') return []
      try {
        new RegExp(regex)
        return []
      } catch (error) {
        if (!(error instanceof SyntaxError)) throw error
        return [`"regex": invalid regex: ${regex}`]
      }
    })
}

function percentProblems(route: Fields): string[] {
  const percentages = [
    fieldsAt(route, 'mirrorPercentage').value,
    route.mirrorPercent,
    ...['delay', 'abort'].map((kind) => fieldsAt(route, 'fault', kind, 'percentage').value),
  ]
  return percentages
    .filter((percent) => percent !== undefined && (Number(percent) < 0 || Number(percent) > 100))
    .map((percent) => `percentage ${percent} is not in range 0..100`)
}

/** Warnings of a VirtualService that is accepted all the same. */
export function virtualServiceWarnings(object: KubeObject): string[] {
  const routes = listAt(object, 'spec', 'http').map((route) => fieldsAt(route))
  const catchAll = routes.findIndex((route) => listAt(route, 'match').length === 0)
  if (catchAll === -1) return []
  return routes
    .slice(catchAll + 1)
    .map(
      (_, index) =>
        `virtualService rule #${catchAll + 1 + index} not used (duplicate of or shadowed by an earlier rule)`,
    )
}
