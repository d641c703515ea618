import { type Case, del, differential, get, post } from '../case.ts'
import { configMap, configMaps, deployments } from '../objects.ts'

const names = ['a', 'b', 'c', 'd', 'e']
const prepared = names.map((name) =>
  post(configMaps, configMap(name, {}, { labels: { odd: String(name !== 'b') } }), { prepares: true }),
)
const partialList = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1'
const partialOne = 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1'
const inPages = (query: string): Case['steps'] => [
  get(`${configMaps}?limit=2${query}`, { save: 'first' }),
  get(`${configMaps}?limit=2${query}&continue={first.metadata.continue}`, { save: 'second' }),
  get(`${configMaps}?limit=2${query}&continue={second.metadata.continue}`),
]

export const lists: readonly Case[] = [
  differential('pages of two', ...prepared, ...inPages('')),
  differential(
    'pages of two that match',
    ...prepared,
    get(`${configMaps}?limit=2&labelSelector=odd%3Dtrue`, { save: 'first' }),
    get(`${configMaps}?limit=2&labelSelector=odd%3Dtrue&continue={first.metadata.continue}`),
  ),
  differential('a page as long as the list', ...prepared, get(`${configMaps}?limit=5`)),
  differential('a page that is longer than the list', ...prepared, get(`${configMaps}?limit=9`)),
  differential(
    'pages show the list as it was',
    ...prepared,
    get(`${configMaps}?limit=2`, { save: 'first' }),
    post(configMaps, configMap('bb'), { prepares: true }),
    del(`${configMaps}/d`),
    get(`${configMaps}?limit=9&continue={first.metadata.continue}`),
  ),
  differential('a token that is none', get(`${configMaps}?limit=2&continue=nonsense`, { status: 400 })),
  differential(
    'a token and a version',
    ...prepared,
    get(`${configMaps}?limit=2`, { save: 'first' }),
    get(`${configMaps}?limit=2&resourceVersion=5&continue={first.metadata.continue}`, { status: 400 }),
  ),
  differential('a limit that is no number', get(`${configMaps}?limit=x`, { status: 400 })),
  differential(
    'not older than a version',
    post(configMaps, configMap('a'), { save: 'made' }),
    get(`${configMaps}?resourceVersion={made.metadata.resourceVersion}&resourceVersionMatch=NotOlderThan`),
  ),
  differential(
    'exactly at a version',
    post(configMaps, configMap('a'), { save: 'made' }),
    post(configMaps, configMap('b'), { prepares: true }),
    get(`${configMaps}?resourceVersion={made.metadata.resourceVersion}&resourceVersionMatch=Exact`),
  ),
  differential(
    'a version of the future',
    get(`${configMaps}?resourceVersion=99999999&timeoutSeconds=1`, { status: 504 }),
  ),
  differential('a version that is no number', get(`${configMaps}?resourceVersion=x`, { status: 400 })),
  differential('a match without a version', get(`${configMaps}?resourceVersionMatch=Exact`, { status: 422 })),
  differential(
    'an unknown match',
    get(`${configMaps}?resourceVersion=1&resourceVersionMatch=About`, { status: 422 }),
  ),
  differential(
    'metadata only',
    ...prepared,
    get(configMaps, { accept: partialList }),
    get(`${configMaps}/a`, { accept: partialOne }),
  ),
  differential(
    'the first type that the server has',
    get(configMaps, { accept: 'text/html, application/json;q=0.9' }),
  ),
  differential('anything', get(configMaps, { accept: '*/*' })),
  differential(
    'pretty',
    post(configMaps, configMap('a'), { prepares: true }),
    get(`${configMaps}?pretty=true`),
  ),
  differential(
    'delete those that match',
    ...prepared,
    del(`${configMaps}?labelSelector=odd%3Dtrue`),
    get(configMaps),
  ),
  differential('delete all', ...prepared, del(configMaps), get(configMaps)),
  differential('delete none', del(deployments)),
]
