import { type Case, del, differential, get, merge, post, put } from '../case.ts'
import {
  autoscaler,
  autoscalers,
  configMap,
  configMaps,
  container,
  deployment,
  deployments,
  inNamespace,
  pod,
  pods,
  service,
  services,
  template,
} from '../objects.ts'

const refused = (name: string, path: string, body: unknown, status = 422): Case =>
  differential(name, post(path, body, { status }))

export const errors: readonly Case[] = [
  differential('read what is not there', get(`${deployments}/none`, { status: 404 })),
  differential('replace what is not there', put(`${deployments}/none`, deployment('none'), { status: 404 })),
  differential('patch what is not there', merge(`${deployments}/none`, { spec: {} }, { status: 404 })),
  differential('delete what is not there', del(`${configMaps}/none`, undefined, { status: 404 })),
  differential('a kind that is not there', get(inNamespace('apps/v1', 'nothings'), { status: 404 })),
  differential('a group that is not there', get('/apis/nobody.example/v1/things', { status: 404 })),
  differential('a path that is not there', get('/nowhere', { status: 404 })),
  differential('a subresource that is not there', get(`${configMaps}/one/scale`, { status: 404 })),
  differential(
    'the method is not allowed on a collection',
    put(configMaps, configMap('one'), { status: 405 }),
  ),
  differential(
    'a name that exists',
    post(configMaps, configMap('one')),
    post(configMaps, configMap('one'), { status: 409 }),
  ),
  differential(
    'a namespace that does not exist',
    post('/api/v1/namespaces/nowhere/configmaps', configMap('one'), { status: 404 }),
  ),
  refused('a body that is no JSON', configMaps, '{"kind":', 400),
  refused('a body that is empty', configMaps, '', 400),
  refused('a body that is a list', configMaps, [], 400),
  refused('a body of another kind', configMaps, { ...configMap('one'), kind: 'Secret' }, 400),
  refused('a body of another version', configMaps, { ...configMap('one'), apiVersion: 'v2' }, 400),
  refused('a body of another namespace', configMaps, configMap('one', {}, { namespace: 'other' }), 400),
  refused(
    'a body with a version of its own',
    configMaps,
    configMap('one', {}, { resourceVersion: '1' }),
    500,
  ),
  differential(
    'a name that is not that of the path',
    post(configMaps, configMap('one')),
    put(`${configMaps}/one`, configMap('two'), { status: 400 }),
  ),
  differential('a media type that nobody reads', post(configMaps, 'x', { status: 415, type: 'text/plain' })),
  differential('a media type that nobody writes', get(configMaps, { status: 406, accept: 'text/html' })),
  refused('no name at all', configMaps, { apiVersion: 'v1', kind: 'ConfigMap', data: {} }),
  refused('a name with capitals', configMaps, configMap('Not-Lower')),
  refused('a name that is too long', configMaps, configMap('a'.repeat(254))),
  refused('a Service name with a dot', services, service('a.b')),
  refused('a Service name that starts with a digit', services, service('1a')),
  refused('a namespace name with a dot', '/api/v1/namespaces', {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'a.b' },
  }),
  refused('a label key that is none', configMaps, configMap('one', {}, { labels: { 'a b': 'c' } })),
  refused('a label value that is none', configMaps, configMap('one', {}, { labels: { a: 'b c' } })),
  refused(
    'an annotation key that is none',
    configMaps,
    configMap('one', {}, { annotations: { 'a b': 'c' } }),
  ),
  refused('a key of a ConfigMap that is none', configMaps, configMap('one', { 'a b': 'c' })),
  refused('a number where a text should be', configMaps, configMap('one', { a: 1 }), 400),
  refused('a label that is a number', configMaps, configMap('one', {}, { labels: { a: 1 } }), 400),
  refused('a text where a number should be', deployments, deployment('one', { replicas: 'two' }), 400),
  refused('replicas below zero', deployments, deployment('one', { replicas: -1 })),
  refused('a Deployment without a selector', deployments, {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'one' },
    spec: template('one', { containers: [container('web')] }),
  }),
  refused('an empty selector', deployments, deployment('one', { selector: {} })),
  refused(
    'a selector that does not match its template',
    deployments,
    deployment('one', { selector: { matchLabels: { app: 'two' } } }),
  ),
  refused('no containers', deployments, deployment('one', template('one', { containers: [] }))),
  refused(
    'a container without an image',
    deployments,
    deployment('one', template('one', { containers: [{ name: 'a' }] })),
  ),
  refused(
    'a container without a name',
    deployments,
    deployment('one', template('one', { containers: [{ image: 'a' }] })),
  ),
  refused(
    'two containers of one name',
    deployments,
    deployment('one', template('one', { containers: [container('a'), container('a')] })),
  ),
  refused(
    'a container name with capitals',
    deployments,
    deployment('one', template('one', { containers: [{ name: 'A', image: 'a' }] })),
  ),
  refused(
    'a container port out of range',
    deployments,
    deployment(
      'one',
      template('one', { containers: [container('a', { ports: [{ containerPort: 70_000 }] })] }),
    ),
  ),
  refused(
    'several causes at once',
    deployments,
    deployment('one', {
      replicas: -1,
      ...template('one', { containers: [{ name: 'a' }, { name: 'B', image: 'b' }] }),
    }),
  ),
  refused(
    'a quantity that is none',
    deployments,
    deployment(
      'one',
      template('one', { containers: [container('a', { resources: { limits: { cpu: 'much' } } })] }),
    ),
    400,
  ),
  refused(
    'neither surge nor unavailability',
    deployments,
    deployment('one', { strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 0 } } }),
  ),
  refused('an unknown strategy', deployments, deployment('one', { strategy: { type: 'Sometimes' } })),
  refused(
    'an unknown pull policy',
    deployments,
    deployment('one', template('one', { containers: [container('a', { imagePullPolicy: 'Rarely' })] })),
  ),
  refused(
    'an unknown restart policy',
    deployments,
    deployment('one', template('one', { restartPolicy: 'Never', containers: [container('a')] })),
  ),
  refused(
    'a mount without a volume',
    deployments,
    deployment(
      'one',
      template('one', { containers: [container('a', { volumeMounts: [{ name: 'x', mountPath: '/x' }] })] }),
    ),
  ),
  differential(
    'the selector of a Deployment cannot change',
    post(deployments, deployment('one')),
    put(
      `${deployments}/one`,
      deployment('one', {
        selector: { matchLabels: { app: 'two' } },
        ...template('two', { containers: [container('web')] }),
      }),
      { status: 422 },
    ),
  ),
  differential(
    'most of a pod cannot change',
    post(pods, pod('one')),
    merge(`${pods}/one`, { spec: { hostname: 'other' } }, { status: 422 }),
    merge(`${pods}/one`, { spec: { containers: [{ name: 'web', image: 'web:2' }] } }),
  ),
  refused('a Service without ports', services, service('one', { ports: [] })),
  refused('a Service port out of range', services, service('one', { ports: [{ port: 0 }] })),
  refused('Service ports without names', services, service('one', { ports: [{ port: 80 }, { port: 81 }] })),
  refused(
    'two Service ports of one name',
    services,
    service('one', {
      ports: [
        { name: 'a', port: 80 },
        { name: 'a', port: 81 },
      ],
    }),
  ),
  refused('an unknown type of Service', services, service('one', { type: 'Magic' })),
  refused('an address that is none', services, service('one', { clusterIP: 'here' })),
  refused('an unknown protocol', services, service('one', { ports: [{ port: 80, protocol: 'X' }] })),
  differential(
    'the address of a Service cannot change',
    post(services, service('one', { clusterIP: '10.96.77.77' })),
    put(`${services}/one`, service('one', { clusterIP: '10.96.77.78' }), { status: 422 }),
  ),
  differential(
    'an address that is taken',
    post(services, service('one', { clusterIP: '10.96.77.79' })),
    post(services, service('two', { clusterIP: '10.96.77.79' }), { status: 422 }),
  ),
  refused('an autoscaler without a maximum', autoscalers, autoscaler('one', { maxReplicas: 0 })),
  refused(
    'an autoscaler whose minimum is above its maximum',
    autoscalers,
    autoscaler('one', { minReplicas: 5 }),
  ),
  refused('an EndpointSlice with a loopback address', inNamespace('discovery.k8s.io/v1', 'endpointslices'), {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: 'one' },
    addressType: 'IPv4',
    endpoints: [{ addresses: ['127.0.0.1'] }],
    ports: [],
  }),
  differential(
    'an unknown field, strictly',
    post(`${deployments}?fieldValidation=Strict`, deployment('one', { replicaz: 1 }), { status: 400 }),
  ),
  differential(
    'an unknown field, with a warning',
    post(`${deployments}?fieldValidation=Warn`, deployment('one', { replicaz: 1 })),
  ),
  differential(
    'an unknown field, ignored',
    post(`${deployments}?fieldValidation=Ignore`, deployment('one', { replicaz: 1 })),
  ),
  differential('an unknown field, unless told', post(deployments, deployment('one', { replicaz: 1 }))),
  differential(
    'unknown fields in several places, strictly',
    post(
      `${deployments}?fieldValidation=Strict`,
      deployment('one', {
        replicaz: 1,
        ...template('one', {
          containers: [container('web', { imag: 'x', ports: [{ containerPort: 1, prot: 2 }] })],
        }),
      }),
      { status: 400 },
    ),
  ),
  differential(
    'a field that is said twice, strictly',
    post(
      `${configMaps}?fieldValidation=Strict`,
      '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"one"},"data":{"a":"1","a":"2"}}',
      { status: 400 },
    ),
  ),
  differential(
    'a field validation that is none',
    post(`${configMaps}?fieldValidation=Harsh`, configMap('one'), { status: 422 }),
  ),
  differential(
    'an owner without a uid',
    post(
      configMaps,
      configMap('one', {}, { ownerReferences: [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'x' }] }),
      { status: 422 },
    ),
  ),
  differential(
    'a finalizer that is none',
    post(configMaps, configMap('one', {}, { finalizers: ['a b'] }), { status: 422 }),
  ),
]
