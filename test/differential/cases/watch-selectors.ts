/** Watches by selectors: an object that begins to match is ADDED, one that ends to match is DELETED. */
import { type Case, del, differential, events, get, jsonPatch, merge, post, put, watch } from '../case.ts'
import {
  configMap,
  configMaps,
  inNamespace,
  pod,
  pods,
  secrets,
  service,
  services,
  virtualService,
  virtualServices,
} from '../objects.ts'

const make = (name: string, labels: object = {}) =>
  post(configMaps, configMap(name, {}, { labels }), { prepares: true })
const labelled = (name: string, labels: object) =>
  merge(`${configMaps}/${name}`, { metadata: { labels } }, { prepares: true })
const watchBy = (selector: string) =>
  watch('w', `${configMaps}?labelSelector=${encodeURIComponent(selector)}`)
const partial = 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1'
const podsBy = (selector: string) =>
  watch('w', `${pods}?fieldSelector=${encodeURIComponent(selector)}`, partial)
const phase = (name: string, text: string) =>
  merge(`${pods}/${name}/status`, { status: { phase: text } }, { prepares: true })
const eventsPath = inNamespace('v1', 'events')
const event = (name: string, about: string) => ({
  apiVersion: 'v1',
  kind: 'Event',
  metadata: { name, namespace: '{ns}' },
  involvedObject: { kind: 'Pod', namespace: '{ns}', name: about },
  reason: 'Seen',
  message: 'seen',
  type: 'Normal',
})

export const watchSelectors: readonly Case[] = [
  differential(
    'a label is there',
    watchBy('a'),
    make('one', { a: '' }),
    make('two'),
    labelled('two', { a: '1' }),
    labelled('one', { a: null }),
    events('w', 3),
  ),
  differential(
    'a label is not there',
    watchBy('!a'),
    make('one', { a: '' }),
    make('two'),
    labelled('one', { a: null }),
    labelled('two', { a: '1' }),
    events('w', 3),
  ),
  differential(
    'one of several',
    watchBy('a in (1,2)'),
    make('one', { a: '1' }),
    labelled('one', { a: '2' }),
    labelled('one', { a: '3' }),
    labelled('one', { a: '1' }),
    events('w', 4),
  ),
  differential(
    'none of several',
    watchBy('a notin (1,2)'),
    make('one', { a: '1' }),
    labelled('one', { a: '3' }),
    labelled('one', { a: null }),
    labelled('one', { a: '2' }),
    events('w', 3),
  ),
  differential(
    'not equal',
    watchBy('a!=1'),
    make('one', { a: '1' }),
    make('two'),
    labelled('two', { a: '1' }),
    events('w', 2),
  ),
  differential(
    'a label and a name',
    watch('w', `${configMaps}?labelSelector=a%3D1&fieldSelector=metadata.name%3Done`),
    make('two', { a: '1' }),
    make('one'),
    labelled('one', { a: '1' }),
    labelled('one', { a: '2' }),
    events('w', 2),
  ),
  differential(
    'any name but one',
    watch('w', `${configMaps}?fieldSelector=metadata.name!%3Done`),
    make('one'),
    make('two'),
    del(`${configMaps}/one`),
    del(`${configMaps}/two`),
    events('w', 2),
  ),
  differential(
    'from a version on, what matched then and no longer does',
    make('one', { a: '1' }),
    make('two', { a: '1' }),
    get(configMaps, { save: 'list', prepares: true }),
    labelled('one', { a: '2' }),
    del(`${configMaps}/two`, undefined, { prepares: true }),
    watch('w', `${configMaps}?labelSelector=a%3D1&resourceVersion={list.metadata.resourceVersion}`),
    events('w', 2),
  ),
  differential(
    'from a version on, what matched in between alone',
    make('one'),
    get(configMaps, { save: 'list', prepares: true }),
    labelled('one', { a: '1' }),
    labelled('one', { a: '2' }),
    watch('w', `${configMaps}?labelSelector=a%3D1&resourceVersion={list.metadata.resourceVersion}`),
    events('w', 2),
  ),
  differential(
    'what is deleted without ever matching is not told',
    watchBy('a=1'),
    make('one'),
    del(`${configMaps}/one`, undefined, { prepares: true }),
    make('two', { a: '1' }),
    events('w', 1),
  ),
  differential(
    'what is deleted is told as it was',
    watchBy('a=1'),
    make('one', { a: '1' }),
    merge(`${configMaps}/one`, { data: { x: 'y' } }),
    del(`${configMaps}/one`, undefined, { prepares: true }),
    events('w', 3),
  ),
  differential(
    'replaced by one that does not match',
    watchBy('a=1'),
    make('one', { a: '1' }),
    put(`${configMaps}/one`, configMap('one')),
    events('w', 2),
  ),
  differential(
    'a JSON patch takes the label away',
    watchBy('a=1'),
    make('one', { a: '1' }),
    jsonPatch(`${configMaps}/one`, [{ op: 'remove', path: '/metadata/labels/a' }]),
    events('w', 2),
  ),
  differential(
    'a pod that begins to run and ends',
    podsBy('status.phase=Running'),
    post(pods, pod('one'), { prepares: true }),
    phase('one', 'Running'),
    phase('one', 'Succeeded'),
    events('w', 2),
  ),
  differential(
    'pods that do not run',
    podsBy('status.phase!=Running'),
    post(pods, pod('one'), { prepares: true }),
    phase('one', 'Running'),
    phase('one', 'Failed'),
    events('w', 3),
  ),
  differential(
    'pods of a node',
    podsBy('spec.nodeName=n1'),
    post(pods, pod('one', { nodeName: 'n2' }), { prepares: true }),
    post(pods, pod('two', { nodeName: 'n1' }), { prepares: true }),
    events('w', 1),
  ),
  differential(
    'a pod without a node gets one',
    podsBy('spec.nodeName='),
    post(pods, pod('one'), { prepares: true }),
    post(
      `${pods}/one/binding`,
      { apiVersion: 'v1', kind: 'Binding', metadata: { name: 'one' }, target: { kind: 'Node', name: 'n1' } },
      { prepares: true },
    ),
    events('w', 2),
  ),
  differential(
    'services by their type',
    watch('w', `${services}?fieldSelector=spec.type%3DNodePort`, partial),
    post(services, service('one'), { prepares: true }),
    merge(`${services}/one`, { spec: { type: 'NodePort' } }, { prepares: true }),
    merge(`${services}/one`, { spec: { type: 'ClusterIP' } }, { prepares: true }),
    events('w', 2),
  ),
  differential(
    'secrets by their type',
    watch('w', `${secrets}?fieldSelector=type%3Da.example%2Fb`),
    post(secrets, { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'one' } }, { prepares: true }),
    post(
      secrets,
      { apiVersion: 'v1', kind: 'Secret', type: 'a.example/b', metadata: { name: 'two' } },
      { prepares: true },
    ),
    events('w', 1),
  ),
  differential(
    'events about an object',
    watch('w', `${eventsPath}?fieldSelector=involvedObject.name%3Dtwo`, partial),
    post(eventsPath, event('a', 'one'), { prepares: true }),
    post(eventsPath, event('b', 'two'), { prepares: true }),
    events('w', 1),
  ),
  differential(
    'a custom resource by label',
    watch('w', `${virtualServices}?labelSelector=a%3D1`),
    post(virtualServices, virtualService('one'), { prepares: true }),
    merge(`${virtualServices}/one`, { metadata: { labels: { a: '1' } } }, { prepares: true }),
    merge(`${virtualServices}/one`, { metadata: { labels: null } }, { prepares: true }),
    events('w', 2),
  ),
  differential(
    'a field that nobody selects by',
    get(`${configMaps}?watch=true&fieldSelector=data.a%3D1`, { status: 400 }),
  ),
  differential(
    'a field of pods that nobody selects by',
    get(`${pods}?watch=true&fieldSelector=spec.hostIPC%3Dtrue`, { status: 400 }),
  ),
]
