/** Events, in the core group and in events.k8s.io: the same objects under other names of their fields. */
import {
  apply,
  type Case,
  del,
  differential,
  events as eventsOf,
  get,
  jsonPatch,
  merge,
  post,
  put,
  strategic,
  watch,
} from '../case.ts'

const core = '/api/v1/namespaces/{ns}/events'
const group = '/apis/events.k8s.io/v1/namespaces/{ns}/events'
const pod = { kind: 'Pod', namespace: '{ns}', name: 'web-1', apiVersion: 'v1' }

const counted = (name: string, more: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Event',
  metadata: { name },
  involvedObject: { ...pod, fieldPath: 'spec.containers{web}' },
  reason: 'BackOff',
  message: ' Back-off restarting failed container ',
  type: 'Warning',
  count: 3,
  firstTimestamp: '2026-01-01T00:00:00Z',
  lastTimestamp: '2026-01-01T00:01:00Z',
  source: { component: 'kubelet', host: 'node-1' },
  ...more,
})

const timed = (name: string, more: object = {}) => ({
  apiVersion: 'events.k8s.io/v1',
  kind: 'Event',
  metadata: { name },
  eventTime: '2026-01-01T00:00:00.123456Z',
  reportingController: 'example.com/scheduler',
  reportingInstance: 'scheduler-1',
  action: 'Binding',
  reason: 'Scheduled',
  regarding: pod,
  related: { kind: 'Node', name: 'node-1' },
  note: 'assigned',
  type: 'Normal',
  ...more,
})

const series = { count: 2, lastObservedTime: '2026-01-01T00:00:05.000000Z' }
const both = [post(core, counted('counted')), post(group, timed('timed'))] as const
const refused = { status: 422 }
const selected = (field: string, path = group, status = 200) =>
  get(`${path}?fieldSelector=${encodeURIComponent(field)}`, { status })

export const eventCases: readonly Case[] = [
  differential('of the core group in both', both[0], get(`${core}/counted`), get(`${group}/counted`)),
  differential('of events.k8s.io in both', both[1], get(`${core}/timed`), get(`${group}/timed`)),
  differential('lists of both', ...both, get(core), get(group)),
  differential(
    'selected by their fields',
    ...both,
    selected('regarding.name=web-1,type=Normal'),
    selected('reportingController=example.com/scheduler'),
    selected('regarding.fieldPath=spec.containers{web}'),
    selected('reason!=Scheduled'),
    selected('involvedObject.name=web-1', core),
    selected('source=kubelet', core),
    selected('source=example.com/scheduler', core),
    selected('reportingComponent=example.com/scheduler', core),
  ),
  differential(
    'selected by fields of the other group',
    selected('involvedObject.name=web-1', group, 400),
    selected('regarding.name=web-1', core, 400),
    selected('note=assigned', group, 400),
    selected('message=assigned', core, 400),
  ),
  differential(
    'watched in both',
    watch('core', `${core}?resourceVersion=0`),
    watch('group', `${group}?resourceVersion=0`),
    ...both,
    merge(`${core}/counted`, { count: 4, lastTimestamp: '2026-01-01T00:02:00Z' }),
    del(`${group}/timed`),
    eventsOf('core', 4),
    eventsOf('group', 4),
  ),
  differential(
    'a series that goes on',
    both[1],
    merge(`${group}/timed`, { series }),
    strategic(`${core}/timed`, { series: { ...series, count: 3 } }),
    get(`${group}/timed`),
  ),
  differential(
    'that change in what is fixed',
    ...both,
    merge(
      `${group}/timed`,
      { note: 'other', reason: 'Other', reportingController: 'example.com/me' },
      refused,
    ),
    merge(`${group}/counted`, { deprecatedCount: 9, regarding: { name: 'web-2' } }, refused),
    merge(`${group}/timed`, { series: { count: 1 } }, refused),
    merge(`${core}/counted`, { count: 9, message: 'other' }),
    merge(`${core}/timed`, { message: 'other' }),
  ),
  differential(
    'replaced',
    ...both,
    put(`${core}/counted`, counted('counted', { count: 5 })),
    put(`${group}/timed`, timed('timed', { series })),
    put(`${group}/timed`, timed('timed', { action: 'Other' }), refused),
  ),
  differential(
    'patched by operations',
    both[1],
    jsonPatch(`${group}/timed`, [{ op: 'replace', path: '/note', value: 'other' }], refused),
    jsonPatch(`${core}/timed`, [{ op: 'replace', path: '/message', value: 'other' }]),
  ),
  differential(
    'applied',
    apply('me', `${group}/applied`, timed('applied'), { status: 201 }),
    apply('me', `${group}/applied`, timed('applied', { series })),
    get(`${core}/applied`),
  ),
  differential(
    'with nothing in it',
    post(group, { apiVersion: 'events.k8s.io/v1', kind: 'Event', metadata: { name: 'bare' } }, refused),
  ),
  differential(
    'of the core group with nothing in it',
    post(core, { apiVersion: 'v1', kind: 'Event', metadata: { name: 'bare' } }, refused),
  ),
  differential(
    'without what is required',
    post(
      group,
      timed('x', { reportingController: '', reportingInstance: '', action: '', reason: '' }),
      refused,
    ),
  ),
  differential(
    'of the core group with a time of its own',
    post(core, { ...counted('x'), eventTime: '2026-01-01T00:00:00.000000Z' }, refused),
  ),
  differential(
    'with old fields',
    post(
      group,
      timed('x', {
        deprecatedCount: 1,
        deprecatedSource: { component: 'x' },
        deprecatedFirstTimestamp: '2026-01-01T00:00:00Z',
        deprecatedLastTimestamp: '2026-01-01T00:00:00Z',
      }),
      refused,
    ),
  ),
  differential('with a series of one', post(group, timed('x', { series: { count: 1 } }), refused)),
  differential(
    'of an odd type',
    post(group, timed('x', { type: 'Odd' }), refused),
    post(core, counted('y', { type: 'Odd' })),
  ),
  differential(
    'of controllers whose names are none',
    post(group, timed('x', { reportingController: 'a/b/c' }), refused),
    post(group, timed('x', { reportingController: 'Ä' }), refused),
    post(group, timed('x', { reportingController: 'A/b' }), refused),
  ),
  differential(
    'with too long texts',
    post(
      group,
      timed('x', {
        reportingInstance: 'x'.repeat(129),
        action: 'x'.repeat(129),
        reason: 'x'.repeat(129),
        note: 'x'.repeat(1025),
      }),
      refused,
    ),
    post(core, counted('y', { message: 'x'.repeat(1025), reason: 'x'.repeat(129) })),
  ),
  differential(
    'about what lies elsewhere',
    post(core, counted('x', { involvedObject: { ...pod, namespace: 'default' } }), refused),
    post(core, counted('x', { involvedObject: { kind: 'Node', name: 'node-1' } }), refused),
    post(group, timed('x', { regarding: { kind: 'Node', name: 'node-1' } }), refused),
    post(group, timed('x', { regarding: { ...pod, namespace: 'default' } })),
  ),
  differential(
    'with fields of the other group',
    post(`${group}?fieldValidation=Strict`, { ...timed('x'), message: 'x' }, { status: 400 }),
    post(`${core}?fieldValidation=Strict`, { ...counted('x'), note: 'x' }, { status: 400 }),
  ),
  differential(
    'missing in both',
    get(`${group}/nobody`, { status: 404 }),
    del(`${group}/nobody`, undefined, { status: 404 }),
  ),
  differential(
    'deleted by one name, gone by the other',
    both[0],
    del(`${group}/counted`),
    get(`${core}/counted`, { status: 404 }),
  ),
]
