/** What cannot be read as an object of its kind: values of a wrong type, unknown fields, broken texts. */
import { apply, type Case, del, differential, get, merge, patchAs, post, put, strategic } from '../case.ts'
import { configMap, configMaps, container, deployment, deployments, template } from '../objects.ts'

const one = `${deployments}/one`
type Fields = Readonly<Record<string, unknown>>
const spec = (fields: Fields) => deployment('one', fields)
const pod = (fields: Fields) => spec(template('one', fields))
const web = (fields: Fields) => pod({ containers: [container('web', fields)] })
const meta = (fields: Fields) => configMap('one', {}, fields)

const created: Readonly<Record<string, readonly [string, unknown]>> = {
  'a list for a map': [configMaps, { ...configMap('one'), data: [] }],
  'a list for metadata': [configMaps, { ...configMap('one'), metadata: [] }],
  'a text for a flag': [configMaps, { ...configMap('one'), immutable: 'x' }],
  'no base64': [configMaps, { ...configMap('one'), binaryData: { x: 'YQ=x' } }],
  'a number for bytes': [configMaps, { ...configMap('one'), binaryData: { x: 1 } }],
  'bytes above a byte': [configMaps, { ...configMap('one'), binaryData: { x: [300] } }],
  'no time': [configMaps, meta({ creationTimestamp: 'x' })],
  'a day that is not in the calendar': [configMaps, meta({ creationTimestamp: '2020-02-31T00:00:00Z' })],
  'a number for a time': [configMaps, meta({ creationTimestamp: 1 })],
  'a number with a fraction': [deployments, '{"kind":"Deployment","spec":{"replicas":2.0}}'],
  'a number that is too large': [deployments, spec({ replicas: 99_999_999_999 })],
  'a list for a spec': [deployments, { ...spec({}), spec: [] }],
  'a number for a container': [deployments, pod({ containers: [1] })],
  'an object for a list': [deployments, pod({ containers: {} })],
  'a number for a pull policy': [deployments, web({ imagePullPolicy: 1 })],
  'a text for arguments': [deployments, web({ args: 'x' })],
  'a number for a capability': [deployments, web({ securityContext: { capabilities: { add: [1] } } })],
  'a flag for a port': [deployments, web({ readinessProbe: { httpGet: { port: true } } })],
  'a suffix that there is not': [deployments, web({ resources: { limits: { memory: '1K' } } })],
  'a list for limits': [deployments, web({ resources: { limits: [] } })],
  'a flag for a surge': [deployments, spec({ strategy: { rollingUpdate: { maxSurge: true } } })],
  'a text as a body': [configMaps, '"x"'],
  'a group version with two slashes': [configMaps, { ...configMap('one'), apiVersion: 'a/b/c' }],
  'a kind that is a number': [configMaps, { ...configMap('one'), kind: 1 }],
  'another group': [configMaps, { ...configMap('one'), apiVersion: 'apps/v1' }],
  'a literal that is none': [configMaps, '{"a":tru}'],
  'an escape that is none': [configMaps, '{"a":"\\x"}'],
  'a line end in a text': [configMaps, '{"a":"\n"}'],
  'a character beyond ASCII': [configMaps, '{"a":é}'],
  'a comma too many': [configMaps, '{"a":1,}'],
}

const broken: readonly (readonly [string, object])[] = [
  ['a text for a number', { spec: { replicas: 'many' } }],
  ['a fraction', { spec: { replicas: 1.5 } }],
  ['a number for a text', { spec: { template: { spec: { hostname: 1 } } } }],
  ['a flag for a text', { spec: { template: { spec: { hostname: true } } } }],
  ['a number for a struct', { spec: 1 }],
  ['a list for a struct', { metadata: [] }],
  ['a map for a list', { spec: { template: { spec: { containers: {} } } } }],
  ['a list for a map', { spec: { template: { spec: { nodeSelector: [] } } } }],
  ['a flag for a surge', { spec: { strategy: { rollingUpdate: { maxSurge: true } } } }],
  ['no time', { metadata: { creationTimestamp: 'x' } }],
]

const applied: readonly (readonly [string, object])[] = [
  ['a number for a text', pod({ hostname: 1, containers: [container('web')] })],
  ['a text for a flag', spec({ paused: 'x' })],
  ['a text for a list', pod({ containers: 'x' })],
  ['a list for a map', pod({ nodeSelector: [], containers: [container('web')] })],
  // In one list: of several fields the real server tells the problems in whatever order.
  ['several at once', web({ args: [1, {}] })],
  ['no quantity', web({ resources: { limits: { cpu: 'much' } } })],
  ['a flag for a surge', spec({ strategy: { rollingUpdate: { maxSurge: true } } })],
  ['a container twice', pod({ containers: [container('web'), container('web')] })],
  ['a number for a container', pod({ containers: [3] })],
]

export const decoding: readonly Case[] = [
  ...Object.entries(created).map(([name, [path, body]]) =>
    differential(name, post(path, body, { status: 400 })),
  ),
  ...broken.map(([name, patch]) =>
    differential(
      `strategic: ${name}`,
      post(deployments, deployment('one'), { prepares: true }),
      strategic(one, patch, { status: 422 }),
    ),
  ),
  ...broken.map(([name, patch]) =>
    differential(
      `merge: ${name}`,
      post(deployments, deployment('one'), { prepares: true }),
      merge(one, patch, { status: 422 }),
    ),
  ),
  ...applied.map(([name, config]) =>
    differential(`apply: ${name}`, apply('a', one, config, { status: 500 })),
  ),
  differential(
    'unknown and repeated fields, strictly and with warnings',
    ...['Strict', 'Warn'].map((validation) =>
      post(
        `${configMaps}?fieldValidation=${validation}`,
        '{"x":{"q":1,"q":2},"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"one","name":"one","b":2},"data":{"a":"1","a":"2"},"x":1,"data":{"a":"1"},"bad":1}',
        { status: validation === 'Strict' ? 400 : 201 },
      ),
    ),
  ),
  differential(
    'a strategic merge patch that names another kind',
    post(deployments, deployment('one'), { prepares: true }),
    strategic(one, { kind: 'StatefulSet' }),
  ),
  differential(
    'a patch that is null',
    post(deployments, deployment('one'), { prepares: true }),
    merge(one, 'null', { status: 400 }),
  ),
  differential(
    'a JSON patch of numbers',
    post(deployments, deployment('one'), { prepares: true }),
    patchAs('application/json-patch+json', one, [1], { status: 400 }),
  ),
  differential('an apply of nothing', apply('a', one, '', { status: 400 })),
  differential('an apply of a list', apply('a', one, [], { status: 400 })),
  differential(
    'a scale of another kind',
    post(deployments, deployment('one'), { prepares: true }),
    put(`${one}/scale`, { ...deployment('one'), kind: 'Thing' }, { status: 400 }),
  ),
  ...[{ gracePeriodSeconds: 'x' }, { propagationPolicy: 1 }, []].map((options) =>
    differential(
      `a DELETE with ${JSON.stringify(options)}`,
      post(configMaps, configMap('one'), { prepares: true }),
      del(`${configMaps}/one`, options, { status: 400 }),
    ),
  ),
  ...['!!a', 'a,,b', 'a in (b c)', 'a in (=)', '!a=b', 'a>5.5', 'a in (-b,-c)', 'a/b/c', '(a)'].map(
    (selector) =>
      differential(
        `labels: ${selector}`,
        get(`${configMaps}?labelSelector=${encodeURIComponent(selector)}`, { status: 400 }),
      ),
  ),
  ...['metadata.name===x', 'metadata.name=a\\x', 'metadata.name=a,nonsense', ' metadata.name=one'].map(
    (selector) =>
      differential(
        `fields: ${selector}`,
        get(`${configMaps}?fieldSelector=${encodeURIComponent(selector)}`, { status: 400 }),
      ),
  ),
]
