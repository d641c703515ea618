import { type Case, differential, get, post } from '../case.ts'
import { configMap, configMaps, inNamespace, pod, pods } from '../objects.ts'

const labelled: readonly [string, object][] = [
  ['a', { app: 'one', tier: 'web' }],
  ['b', { app: 'one', tier: 'data' }],
  ['c', { app: 'two' }],
  ['d', {}],
]
const prepared = labelled.map(([name, labels]) =>
  post(configMaps, configMap(name, {}, { labels }), { prepares: true }),
)
const byLabel = (selector: string, status = 200): Case =>
  differential(
    `labels: ${selector === '' ? 'nothing' : selector}`,
    ...prepared,
    get(`${configMaps}?labelSelector=${encodeURIComponent(selector)}`, { status }),
  )
const byField = (selector: string, status = 200): Case =>
  differential(
    `fields: ${selector}`,
    post(pods, pod('one', { nodeName: 'n1' }), { prepares: true }),
    post(pods, pod('two'), { prepares: true }),
    get(`${pods}?fieldSelector=${encodeURIComponent(selector)}`, { status }),
  )

export const selectors: readonly Case[] = [
  ...[
    '',
    'app=one',
    'app==one',
    'app!=one',
    'app',
    '!app',
    'app in (one,two)',
    'app notin (one)',
    'app=one,tier=web',
    'app in (one), tier notin (web)',
    'tier=',
    'app=none',
    ' app = one ',
  ].map((text) => byLabel(text)),
  ...['app===one', 'app in one', 'app in (', 'a b', '=x', 'app=one two', 'app>', '-a=b', 'app=a/b'].map(
    (text) => byLabel(text, 400),
  ),
  byLabel('app>1'),
  ...[
    'metadata.name=one',
    'metadata.name!=one',
    'spec.nodeName=n1',
    'spec.nodeName=',
    'status.phase=Pending',
    'status.phase!=Pending',
    'metadata.namespace=other',
    'metadata.name=one,spec.nodeName=n1',
    'spec.restartPolicy=Always',
    'status.podIP=',
  ].map((text) => byField(text)),
  ...['spec.hostname=x', 'metadata.labels=x', 'nonsense', 'metadata.uid=x'].map((text) => byField(text, 400)),
  differential('fields: of a ConfigMap', ...prepared, get(`${configMaps}?fieldSelector=metadata.name%3Db`)),
  differential(
    'fields: of a ConfigMap that has no such field',
    ...prepared,
    get(`${configMaps}?fieldSelector=data.a%3Db`, { status: 400 }),
  ),
  differential(
    'fields: of events',
    get(`${inNamespace('v1', 'events')}?fieldSelector=involvedObject.name%3Dx,type!%3DNormal`),
  ),
  differential(
    'fields: of custom resources',
    get(`${inNamespace('networking.istio.io/v1', 'virtualservices')}?fieldSelector=metadata.name%3Dx`),
  ),
  differential(
    'fields: of custom resources that cannot be selected',
    get(`${inNamespace('networking.istio.io/v1', 'virtualservices')}?fieldSelector=spec.hosts%3Dx`, {
      status: 400,
    }),
  ),
  differential(
    'labels and fields',
    ...prepared,
    get(`${configMaps}?labelSelector=app%3Done&fieldSelector=metadata.name%3Db`),
  ),
]
