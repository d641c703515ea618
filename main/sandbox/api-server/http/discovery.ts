/** What there is to ask for: aggregated discovery (one answer for everything) and the older lists per group version. */
import type { Fields } from '#shared/model/fields.ts'
import { groupVersionOf, type Kind, metricsKinds, reviewKinds } from '../kinds.ts'

const allVerbs = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch']

const subresourceVerbs = {
  binding: ['create'],
  eviction: ['create'],
  token: ['create'],
  status: ['get', 'patch', 'update'],
  scale: ['get', 'patch', 'update'],
  log: ['get'],
  portforward: ['create', 'get'],
  exec: ['create', 'get'],
  attach: ['create', 'get'],
  proxy: ['create', 'delete', 'get', 'patch', 'update'],
} as const

const isReview = (kind: Kind) => reviewKinds.includes(kind)
/** In the order that the definitions' own handler gives them. */
const customVerbs = ['delete', 'deletecollection', 'get', 'list', 'patch', 'create', 'update', 'watch']

function verbsOf(kind: Kind): readonly string[] {
  if (isReview(kind)) return ['create']
  if (metricsKinds.includes(kind)) return ['get', 'list']
  if (kind.custom) return customVerbs
  return kind.group === '' && kind.plural === 'namespaces'
    ? allVerbs.filter((verb) => verb !== 'deletecollection')
    : allVerbs
}

export interface GroupVersion {
  readonly group: string
  readonly version: string
  readonly kinds: readonly Kind[]
}

/** In the order of the kinds; the versions of a group in the order of its first kind. */
export function groupVersions(kinds: readonly Kind[]): readonly GroupVersion[] {
  const found = new Map<string, { group: string; version: string; kinds: Kind[] }>()
  for (const kind of [...kinds, ...reviewKinds])
    for (const version of kind.versions) {
      const key = groupVersionOf(kind.group, version)
      const known = found.get(key) ?? { group: kind.group, version, kinds: [] }
      known.kinds.push(kind)
      found.set(key, known)
    }
  return [...found.values()]
}

function groups(kinds: readonly Kind[]): Map<string, GroupVersion[]> {
  const byGroup = new Map<string, GroupVersion[]>()
  for (const one of groupVersions(kinds)) byGroup.set(one.group, [...(byGroup.get(one.group) ?? []), one])
  return byGroup
}

interface NamedKind {
  readonly group: string
  readonly version: string
  readonly kind: string
}

/** Built-in kinds do not repeat the group and version that they are listed in. */
const here = (kind: string): NamedKind => ({ group: '', version: '', kind })

/** Of subresources that are of another kind than their object. */
function kindOfSubresource({ kind }: Kind, subresource: string): NamedKind | undefined {
  switch (subresource) {
    case 'scale':
      return { group: 'autoscaling', version: 'v1', kind: 'Scale' }
    case 'eviction':
      return { group: 'policy', version: 'v1', kind: 'Eviction' }
    case 'token':
      return { group: 'authentication.k8s.io', version: 'v1', kind: 'TokenRequest' }
    case 'binding':
      return here('Binding')
    case 'proxy':
      return here(`${kind}ProxyOptions`)
    case 'portforward':
      return here(`${kind}PortForwardOptions`)
    case 'exec':
      return here(`${kind}ExecOptions`)
    case 'attach':
      return here(`${kind}AttachOptions`)
    default:
      return undefined
  }
}

const byName = (a: string, b: string) => (a < b ? -1 : 1)

/** `GET /api` and `GET /apis` with the aggregated Accept header. */
export function aggregatedDiscovery(kinds: readonly Kind[], core: boolean, beta: boolean): Fields {
  const shown = [...groups(kinds)].filter(([group]) => (group === '') === core)
  return {
    kind: 'APIGroupDiscoveryList',
    apiVersion: `apidiscovery.k8s.io/${beta ? 'v2beta1' : 'v2'}`,
    metadata: {},
    items: shown.map(([group, versions]) => ({
      metadata: group === '' ? {} : { name: group },
      versions: versions.map((one) => ({
        version: one.version,
        resources: one.kinds.map((kind) => aggregatedResource(kind, one)),
        freshness: 'Current',
      })),
    })),
  }
}

function aggregatedResource(kind: Kind, { group, version }: GroupVersion): Fields {
  const responseKind = kind.custom ? { group, version, kind: kind.kind } : here(kind.kind)
  return {
    resource: kind.plural,
    responseKind,
    scope: kind.namespaced ? 'Namespaced' : 'Cluster',
    singularResource: kind.singular,
    verbs: verbsOf(kind),
    ...(kind.shortNames.length === 0 ? {} : { shortNames: kind.shortNames }),
    ...(kind.categories.length === 0 ? {} : { categories: kind.categories }),
    ...(kind.subresources.length === 0
      ? {}
      : {
          subresources: kind.subresources.toSorted(byName).map((subresource) => ({
            subresource,
            responseKind: kindOfSubresource(kind, subresource) ?? responseKind,
            verbs: subresourceVerbs[subresource],
          })),
        }),
  }
}

export const coreVersions = (address: string): Fields => ({
  kind: 'APIVersions',
  versions: ['v1'],
  serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: address }],
})

export function groupList(kinds: readonly Kind[]): Fields {
  const named = [...groups(kinds)].filter(([group]) => group !== '')
  return {
    kind: 'APIGroupList',
    apiVersion: 'v1',
    groups: named.map(([group, versions]) => groupOf(group, versions)),
  }
}

/** `GET /apis/GROUP`; undefined when there is no such group. */
export function oneGroup(kinds: readonly Kind[], name: string): Fields | undefined {
  const versions = groups(kinds).get(name)
  if (versions === undefined || name === '') return undefined
  return { kind: 'APIGroup', apiVersion: 'v1', ...groupOf(name, versions) }
}

function groupOf(name: string, versions: readonly GroupVersion[]): Fields {
  const listed = versions.map(({ version }) => ({ groupVersion: `${name}/${version}`, version }))
  return { name, versions: listed, preferredVersion: listed[0] }
}

/** A list names group and version only where they are not its own. */
function listedKind(one: Kind, subresource: string): Fields {
  const { group, version, kind } = kindOfSubresource(one, subresource) ?? here(one.kind)
  return { ...(group === '' ? {} : { group }), ...(version === '' ? {} : { version }), kind }
}

/** `GET /api/v1` and `GET /apis/GROUP/VERSION`; undefined when it is not served. */
export function resourceList(kinds: readonly Kind[], group: string, version: string): Fields | undefined {
  const found = groupVersions(kinds).find((one) => one.group === group && one.version === version)
  if (found === undefined) return undefined
  return {
    kind: 'APIResourceList',
    // The oldest list is written as it always was.
    ...(group === '' ? {} : { apiVersion: 'v1' }),
    groupVersion: groupVersionOf(group, version),
    resources: found.kinds.flatMap((kind) => [
      {
        name: kind.plural,
        singularName: kind.singular,
        namespaced: kind.namespaced,
        kind: kind.kind,
        verbs: verbsOf(kind),
        ...(kind.shortNames.length === 0 ? {} : { shortNames: kind.shortNames }),
        ...(kind.categories.length === 0 ? {} : { categories: kind.categories }),
      },
      ...kind.subresources.toSorted(byName).map((subresource) => ({
        name: `${kind.plural}/${subresource}`,
        singularName: '',
        namespaced: kind.namespaced,
        ...listedKind(kind, subresource),
        verbs: subresourceVerbs[subresource],
      })),
    ]),
  }
}
