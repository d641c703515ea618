/** How a watch begins and what is told of versions: initial events, bookmarks, wrong combinations of options. */
import { type Case, differential, events, get, merge, post, until, watch } from '../case.ts'
import { configMap, configMaps, custom, definition, definitions, inNamespace, pod, pods } from '../objects.ts'

const make = (name: string, labels: object = {}) =>
  post(configMaps, configMap(name, {}, { labels }), { prepares: true })
const listed = get(configMaps, { save: 'list', prepares: true })
const table = 'application/json;as=Table;v=v1;g=meta.k8s.io'
const partial = 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1'
const initial = 'sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true'
const asked = (name: string, query: string, status: number) =>
  differential(
    name,
    make('one'),
    listed,
    get(`${configMaps}?watch=true&timeoutSeconds=1&${query}`, { status }),
  )
const larks = inNamespace('birds.example/v1', 'nightjars')

export const watchStarts: readonly Case[] = [
  differential('initial events of nothing', watch('w', `${configMaps}?${initial}`), events('w', 1)),
  differential(
    'initial events from version 0 on',
    make('one'),
    watch('w', `${configMaps}?${initial}&resourceVersion=0`),
    events('w', 2),
  ),
  differential(
    'initial events not older than the list',
    make('one'),
    listed,
    make('two'),
    watch('w', `${configMaps}?${initial}&resourceVersion={list.metadata.resourceVersion}`),
    events('w', 3),
  ),
  differential(
    'initial events by label',
    make('one', { a: '1' }),
    make('two'),
    watch('w', `${configMaps}?${initial}&labelSelector=a`),
    events('w', 2),
    merge(`${configMaps}/two`, { metadata: { labels: { a: '2' } } }),
    events('w', 3),
  ),
  differential(
    'initial events by name',
    make('one'),
    make('two'),
    watch('w', `${configMaps}?${initial}&fieldSelector=metadata.name%3Dtwo`),
    events('w', 2),
  ),
  differential(
    'initial events as metadata only',
    make('one'),
    watch('w', `${configMaps}?${initial}`, partial),
    events('w', 2),
  ),
  differential(
    'initial events as a table',
    make('one'),
    watch('w', `${configMaps}?${initial}`, table),
    events('w', 2),
    make('two'),
    events('w', 3),
  ),
  differential(
    'initial events of a custom resource',
    post(definitions, definition('nightjars', 'Nightjar'), { prepares: true }),
    until(larks),
    post(larks, custom('Nightjar', 'one'), { prepares: true }),
    watch('w', `${larks}?${initial}`),
    events('w', 2),
  ),
  differential(
    'initial events of all namespaces, by one of them',
    make('one'),
    watch('w', `/api/v1/configmaps?${initial}&fieldSelector=metadata.namespace%3D{ns}`),
    events('w', 2),
  ),
  differential(
    'no initial events from a version on',
    make('one'),
    listed,
    make('two'),
    watch(
      'w',
      `${configMaps}?sendInitialEvents=false&resourceVersionMatch=NotOlderThan&resourceVersion={list.metadata.resourceVersion}`,
    ),
    events('w', 1),
  ),
  differential(
    'no initial events from version 0 on',
    make('one'),
    watch('w', `${configMaps}?sendInitialEvents=false&resourceVersionMatch=NotOlderThan&resourceVersion=0`),
    make('two'),
    events('w', 1),
  ),
  asked(
    'initial events exactly at a version',
    'sendInitialEvents=true&resourceVersionMatch=Exact&resourceVersion={list.metadata.resourceVersion}',
    422,
  ),
  asked('initial events with an unknown match', 'sendInitialEvents=true&resourceVersionMatch=About', 422),
  asked('no initial events without their match', 'sendInitialEvents=false', 422),
  asked(
    'initial events are asked for by anything that is not false',
    'sendInitialEvents=maybe&resourceVersionMatch=NotOlderThan',
    200,
  ),
  asked('an exact match', 'resourceVersionMatch=Exact&resourceVersion={list.metadata.resourceVersion}', 422),
  differential(
    'a time that is no number',
    get(`${configMaps}?watch=true&timeoutSeconds=soon`, { status: 400 }),
  ),
  asked('a limit is not looked at', 'limit=1', 200),
  asked('a limit that is no number', 'limit=x', 400),
  asked('a token', 'continue=abc', 422),
  asked('a negative version', 'resourceVersion=-1', 500),
  asked('a version of the future', 'resourceVersion=99999999', 200),
  differential(
    'a list with initial events is refused',
    get(`${configMaps}?sendInitialEvents=true&resourceVersionMatch=NotOlderThan`, { status: 422 }),
  ),
  differential('watch=1', make('one'), get(`${configMaps}?watch=1&timeoutSeconds=1`)),
  differential('watch=false is a list', make('one'), get(`${configMaps}?watch=false`)),
  differential('watch=0 is a list', make('one'), get(`${configMaps}?watch=0`)),
  differential('watch without a value', make('one'), get(`${configMaps}?watch&timeoutSeconds=1`)),
  differential(
    'a watch is asked for by anything that is not false',
    get(`${configMaps}?watch=maybe&timeoutSeconds=1`),
  ),
  differential(
    'bookmarks are asked for by anything that is not false',
    make('one'),
    watch('w', `${configMaps}?allowWatchBookmarks=maybe`),
    events('w', 2),
  ),
  differential(
    'no bookmarks',
    make('one'),
    watch('w', `${configMaps}?allowWatchBookmarks=False&timeoutSeconds=1`),
    events('w', 9),
  ),
  differential(
    'no bookmark where there is no time for one',
    make('one'),
    watch('w', `${configMaps}?timeoutSeconds=1&allowWatchBookmarks=true`),
    events('w', 9),
  ),
  differential(
    'a pod is deleted while it is watched',
    post(pods, pod('one', { nodeName: 'n1' }), { prepares: true }),
    watch('w', `${pods}?${initial}&fieldSelector=spec.nodeName%3Dn1`, partial),
    events('w', 2),
  ),
]
