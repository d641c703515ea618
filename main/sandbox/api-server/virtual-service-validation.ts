/** What istiod's webhook refuses in a VirtualService, and of its definition's schema what is more than types. */

import { type Fields, isFields } from '#shared/model/fields.ts'
import type { KubeObject } from '#shared/model/kube.ts'
import { hasControls, headerFormatProblem } from '../header-format.ts'
import { coversHost } from '../host-pattern.ts'
import { ApiError, invalid, type StatusCause } from './api-error.ts'
import { fieldsAt, listAt, textAt } from './fields.ts'
import type { Kind } from './kinds.ts'
import { expressionProblems } from './virtual-service-expressions.ts'

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
  const wrong = [
    ...hosts.filter((host) => !hostName.test(host)).map((host) => `domain name "${host}" invalid`),
    ...(inMesh && hosts.includes('*')
      ? ['wildcard host * is not allowed for virtual services bound to the mesh gateway']
      : []),
  ]
  return [
    ...(wrong.length > 0 ? wrong : overlaps(hosts)),
    ...gateways
      .filter((name) => !/^([a-z0-9]([-a-z0-9]*[a-z0-9])?\/)?[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/.test(name))
      .map((name) => `gateway name is invalid: ${name}`),
  ]
}

/** istiod tells all, which of some thousand hosts would be millions. */
const mostOverlaps = 100

/** Two hosts of which one covers the other, as `*.com` does `a.com`: Istio's host.Name.Matches. */
function overlaps(hosts: readonly string[]): string[] {
  const told: string[] = []
  for (const [index, one] of hosts.entries())
    for (let at = index + 1; at < hosts.length; at += 1) {
      const other = hosts[at] as string
      if (!coversHost(one, other) && !coversHost(other, one)) continue
      told.push(`duplicate hosts in virtual service: ${one} & ${other}`)
      if (told.length === mostOverlaps) return told
    }
  return told
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
    ...expressionProblems(route),
    ...headerProblems(route),
    ...redirectProblems(route),
    ...statusProblems(route),
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

type Named = (name: string) => string | undefined

const pseudo = (name: string) => `invalid header ${JSON.stringify(name)}: header cannot have ":" prefix`
const nameProblem =
  (allowed: readonly string[]): Named =>
  (name) => {
    if (name === '') return 'header name cannot be empty'
    const lower = name.toLowerCase()
    if (allowed.includes(lower)) return undefined
    if (lower === 'host') return `invalid header ${JSON.stringify(name)}: cannot set Host header`
    return name.startsWith(':') ? pseudo(name) : undefined
  }

/** Of the rule and of each destination; only a request may be given another authority. */
function headerProblems(route: Fields): string[] {
  const ofDestinations = listAt(route, 'route').flatMap((where) => changeProblems(where, ['host']))
  return [...changeProblems(route, ['host', ':authority']), ...ofDestinations]
}

function changeProblems(where: unknown, authority: readonly string[]): string[] {
  return ['request', 'response'].flatMap((side) => {
    const given = nameProblem(side === 'request' ? authority : [])
    const changes = ['set', 'add'].flatMap((action) =>
      Object.entries(fieldsAt(where, 'headers', side, action)),
    )
    const removed = listAt(where, 'headers', side, 'remove').map(String)
    return [
      ...changes.flatMap(([name, value]) => [given(name), valueProblem(String(value))]),
      ...removed.map(nameProblem([])),
    ].filter((one) => one !== undefined)
  })
}

function valueProblem(value: string): string | undefined {
  if (hasControls(value)) return `header value configuration ${value} is invalid`
  const problem = headerFormatProblem(value)
  return problem && `header value configuration: ${problem}`
}

/** What Envoy refuses in them, such as a line break, istiod lets pass. */
function redirectProblems(route: Fields): string[] {
  const { redirect } = route
  if (!isFields(redirect)) return []
  const { uri, authority, scheme, port, redirectCode: code = 0 } = redirect
  if ([uri, authority, scheme, port].every((one) => one === undefined || one === ''))
    return ['redirect must specify URI, authority, scheme, or port']
  if (code !== 0 && (Number(code) < 300 || Number(code) > 399))
    return [`${code} is not a valid redirect code, must be 3xx`]
  return scheme === undefined || ['', 'http', 'https'].includes(String(scheme))
    ? []
    : ['invalid redirect scheme, must be "http" or "https"']
}

function statusProblems(route: Fields): string[] {
  const statuses = [fieldsAt(route, 'directResponse').status, fieldsAt(route, 'fault', 'abort').httpStatus]
  return statuses
    .filter((status) => status !== undefined && (Number(status) < 200 || Number(status) > 599))
    .map((status) => `HTTP status ${status} is not in range 200-599`)
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
