/** What is asked as of an older version: lists and pages as they were, and what has been forgotten. */
import { type Case, compact, del, differential, events, get, merge, post, watch } from '../case.ts'
import { configMap, configMaps, inNamespace, virtualService, virtualServices } from '../objects.ts'

/** These are not in the watch cache of a real server: etcd answers for them, and forgets at once. */
const notes = inNamespace('v1', 'events')
const note = (name: string) =>
  post(
    notes,
    {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name, namespace: '{ns}' },
      involvedObject: { kind: 'Pod', namespace: '{ns}', name: 'one' },
      reason: 'Seen',
      type: 'Normal',
    },
    { prepares: true },
  )
const partials = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1'
const partial = 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1'
const listed = (path: string, save = 'then') => get(path, { save, prepares: true })
const asOf = (name: string) => `resourceVersion={${name}.metadata.resourceVersion}`
const exactly = (name: string) => `${asOf(name)}&resourceVersionMatch=Exact`
const compactNow = [listed(notes, 'now'), compact('{now.metadata.resourceVersion}')]

const make = (name: string, labels: object = {}) =>
  post(configMaps, configMap(name, {}, { labels }), { prepares: true })
const changed = [
  make('a', { x: '1' }),
  make('b', { x: '1' }),
  make('c'),
  listed(configMaps),
  merge(`${configMaps}/a`, { metadata: { labels: { x: '2' } } }, { prepares: true }),
  del(`${configMaps}/b`, undefined, { prepares: true }),
  make('d', { x: '1' }),
]

export const oldVersions: readonly Case[] = [
  differential('what has changed, gone and come', ...changed, get(`${configMaps}?${exactly('then')}`)),
  differential(
    'what matched then',
    ...changed,
    get(`${configMaps}?${exactly('then')}&labelSelector=x%3D1`),
    get(`${configMaps}?${exactly('then')}&fieldSelector=metadata.name%3Db`),
  ),
  differential(
    'in pages, exactly',
    ...changed,
    get(`${configMaps}?${exactly('then')}&limit=2`, { save: 'first' }),
    get(`${configMaps}?limit=2&continue={first.metadata.continue}`),
  ),
  differential(
    'in pages, without saying how exactly',
    ...changed,
    get(`${configMaps}?${asOf('then')}&limit=2`),
  ),
  differential(
    'in pages, not older',
    ...changed,
    get(`${configMaps}?${asOf('then')}&resourceVersionMatch=NotOlderThan&limit=2`),
  ),
  differential('of any version all at once', ...changed, get(`${configMaps}?resourceVersion=0&limit=1`)),
  differential(
    'metadata only, exactly',
    ...changed,
    get(`${configMaps}?${exactly('then')}`, { accept: partials }),
  ),
  differential(
    'exactly version 0',
    get(`${configMaps}?resourceVersion=0&resourceVersionMatch=Exact`, { status: 422 }),
  ),
  differential(
    'a token and a match',
    ...changed,
    get(`${configMaps}?limit=1`, { save: 'first', prepares: true }),
    get(`${configMaps}?${exactly('then')}&continue={first.metadata.continue}`, { status: 422 }),
  ),
  differential(
    'a custom resource before its change',
    post(virtualServices, virtualService('one'), { prepares: true }),
    listed(virtualServices),
    merge(`${virtualServices}/one`, { spec: { hosts: ['two'] } }, { prepares: true }),
    get(`${virtualServices}?${exactly('then')}`),
  ),
  differential(
    'one object not older than a version',
    ...changed,
    get(`${configMaps}/a?${asOf('then')}`),
    get(`${configMaps}/a?resourceVersion=0`),
  ),
  differential(
    'one object of the future',
    make('a'),
    get(`${configMaps}/a?resourceVersion=99999999`, { status: 504 }),
  ),
  differential(
    'one object of a version that is none',
    make('a'),
    get(`${configMaps}/a?resourceVersion=x`, { status: 500 }),
  ),
  differential(
    'compacted: a list exactly at a version',
    note('a'),
    listed(notes),
    note('b'),
    ...compactNow,
    get(`${notes}?${exactly('then')}`, { status: 410 }),
  ),
  differential(
    'compacted: pages from a version on',
    note('a'),
    listed(notes),
    note('b'),
    ...compactNow,
    get(`${notes}?${asOf('then')}&limit=1`, { status: 410 }),
  ),
  differential(
    'compacted: a list not older than a version is still there',
    note('a'),
    listed(notes),
    note('b'),
    ...compactNow,
    get(`${notes}?${asOf('then')}`, { accept: partials }),
  ),
  differential(
    'compacted: a list exactly at the version that was kept',
    note('a'),
    note('b'),
    ...compactNow,
    note('c'),
    get(`${notes}?${exactly('now')}`, { accept: partials }),
  ),
  differential(
    'compacted: the next page, and what goes on without it',
    note('a'),
    note('b'),
    note('c'),
    get(`${notes}?limit=1`, { save: 'first', accept: partials }),
    del(`${notes}/b`, undefined, { prepares: true }),
    note('d'),
    ...compactNow,
    get(`${notes}?limit=1&continue={first.metadata.continue}`, { status: 410, save: 'refused' }),
    get(`${notes}?limit=9&continue={refused.metadata.continue}`, { accept: partials }),
  ),
  differential(
    'compacted: a watch from a version on is told so',
    note('a'),
    listed(notes),
    note('b'),
    note('c'),
    ...compactNow,
    watch('w', `${notes}?${asOf('then')}&timeoutSeconds=5`),
    events('w', 9),
  ),
  differential(
    'compacted: a watch from the version that was kept goes on',
    note('a'),
    ...compactNow,
    watch('w', `${notes}?${asOf('now')}`, partial),
    note('b'),
    events('w', 1),
  ),
  differential(
    'compacted: a watch that is open goes on',
    watch('w', notes, partial),
    note('a'),
    ...compactNow,
    note('b'),
    events('w', 2),
  ),
  differential(
    'compacted: what is there is told whatever was forgotten',
    note('a'),
    note('b'),
    ...compactNow,
    watch('w', `${notes}?resourceVersion=0`, partial),
    events('w', 2),
  ),
  differential(
    'compacted: kinds of which there is a cache are replayed all the same',
    ...changed,
    ...compactNow,
    watch('w', `${configMaps}?${asOf('then')}`),
    events('w', 3),
  ),
  differential(
    'compacted: a version from before everything',
    ...changed,
    ...compactNow,
    watch('w', `${virtualServices}?resourceVersion=1`),
    events('w', 9),
    get(`${notes}?resourceVersion=1&resourceVersionMatch=Exact`, { status: 410 }),
  ),
]
