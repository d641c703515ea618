import { apply, type Case, del, differential, get, jsonPatch, merge, post, put, strategic } from '../case.ts'
import {
  autoscaler,
  autoscalers,
  configMap,
  configMaps,
  deployment,
  deployments,
  inNamespace,
  pod,
  pods,
  replicaSets,
  service,
  services,
  virtualService,
  virtualServices,
  workload,
} from '../objects.ts'

const one = `${configMaps}/one`
const deploy = `${deployments}/one`
const made = post(configMaps, configMap('one'), { save: 'made' })
const deployed = post(deployments, deployment('one'), { save: 'made', prepares: true })
const scale = (replicas: unknown, metadata: object = {}) => ({
  apiVersion: 'autoscaling/v1',
  kind: 'Scale',
  metadata: { name: 'one', namespace: '{ns}', ...metadata },
  spec: { replicas },
})
const review = (kind: string, spec: object, group = 'authorization.k8s.io') => ({
  apiVersion: `${group}/v1`,
  kind,
  spec,
})

export const dryRuns: readonly Case[] = [
  differential('create', post(`${configMaps}?dryRun=All`, configMap('one')), get(one, { status: 404 })),
  differential(
    'create what is there',
    made,
    post(`${configMaps}?dryRun=All`, configMap('one'), { status: 409 }),
  ),
  differential(
    'create what is not valid',
    post(`${configMaps}?dryRun=All`, configMap('ONE'), { status: 422 }),
  ),
  differential('replace', made, put(`${one}?dryRun=All`, configMap('one', { a: '2' })), get(one)),
  differential('patch', deployed, strategic(`${deploy}?dryRun=All`, { spec: { replicas: 4 } }), get(deploy)),
  differential(
    'apply',
    apply('a', `${one}?dryRun=All`, configMap('one'), { status: 201 }),
    get(one, { status: 404 }),
  ),
  differential(
    'apply to what is there',
    made,
    apply('a', `${one}?dryRun=All`, configMap('one', { b: '2' })),
    get(one),
  ),
  differential('delete', made, del(`${one}?dryRun=All`), get(one)),
  differential(
    'delete, said in the body',
    made,
    del(one, { kind: 'DeleteOptions', apiVersion: 'v1', dryRun: ['All'] }),
    get(one),
  ),
  differential('delete a collection', made, del(`${configMaps}?dryRun=All`), get(one)),
  differential(
    'scale',
    deployed,
    merge(`${deploy}/scale?dryRun=All`, { spec: { replicas: 9 } }),
    get(deploy),
  ),
  differential(
    'status',
    deployed,
    merge(`${deploy}/status?dryRun=All`, { status: { replicas: 9 } }),
    get(deploy),
  ),
  differential(
    'a Service',
    post(`${services}?dryRun=All`, service('one')),
    get(`${services}/one`, { status: 404 }),
  ),
  differential(
    'a dry run that is none',
    post(`${configMaps}?dryRun=Some`, configMap('one'), { status: 422 }),
  ),
  differential(
    'an old version',
    made,
    merge(`${one}?dryRun=All`, { metadata: { resourceVersion: '1' } }, { status: 409 }),
  ),
]

export const subresources: readonly Case[] = [
  differential('read a scale', deployed, get(`${deploy}/scale`)),
  differential('replace a scale', deployed, put(`${deploy}/scale`, scale(3)), get(deploy)),
  differential('merge into a scale', deployed, merge(`${deploy}/scale`, { spec: { replicas: 4 } })),
  differential(
    'a JSON patch of a scale',
    deployed,
    jsonPatch(`${deploy}/scale`, [{ op: 'replace', path: '/spec/replicas', value: 5 }]),
  ),
  differential(
    'a strategic patch of a scale',
    deployed,
    strategic(`${deploy}/scale`, { spec: { replicas: 4 } }),
  ),
  differential('a scale below zero', deployed, put(`${deploy}/scale`, scale(-1), { status: 422 })),
  differential(
    'a scale that is no number',
    deployed,
    merge(`${deploy}/scale`, { spec: { replicas: 'x' } }, { status: 422 }),
  ),
  differential(
    'a scale of an old version',
    deployed,
    put(`${deploy}/scale`, scale(2)),
    put(`${deploy}/scale`, scale(3, { resourceVersion: '{made.metadata.resourceVersion}' }), { status: 409 }),
  ),
  differential('a scale of what is not there', get(`${deployments}/none/scale`, { status: 404 })),
  differential(
    'a scale of another name',
    deployed,
    put(`${deploy}/scale`, scale(2, { name: 'two' }), { status: 400 }),
  ),
  differential(
    'apply a scale',
    deployed,
    apply('a', `${deploy}/scale`, scale(3), { force: true }),
    get(deploy),
  ),
  differential(
    'a scale of a ReplicaSet',
    post(replicaSets, workload('ReplicaSet', 'one'), { prepares: true }),
    merge(`${replicaSets}/one/scale`, { spec: { replicas: 2 } }),
  ),
  differential(
    'a scale with a selector of expressions',
    post(
      deployments,
      deployment('one', {
        selector: {
          matchLabels: { app: 'one' },
          matchExpressions: [
            { key: 'app', operator: 'In', values: ['two', 'one'] },
            { key: 'x', operator: 'DoesNotExist' },
          ],
        },
      }),
      { prepares: true },
    ),
    get(`${deploy}/scale`),
  ),
  differential('read a status', deployed, get(`${deploy}/status`)),
  differential(
    'replace a status',
    deployed,
    put(`${deploy}/status`, {
      ...deployment('one', { replicas: 9 }),
      status: { replicas: 1, readyReplicas: 1 },
    }),
    get(deploy),
  ),
  differential(
    'merge into a status',
    deployed,
    merge(`${deploy}/status`, { spec: { replicas: 9 }, status: { replicas: 1 } }),
  ),
  differential(
    'labels with a status',
    deployed,
    merge(`${deploy}/status`, {
      metadata: { labels: { a: 'b' }, annotations: { c: 'd' } },
      status: { replicas: 1 },
    }),
  ),
  differential(
    'a status that is not valid',
    deployed,
    merge(`${deploy}/status`, { status: { replicas: -1 } }, { status: 422 }),
  ),
  differential(
    'a status with more ready than there are',
    deployed,
    merge(`${deploy}/status`, { status: { replicas: 1, readyReplicas: 2 } }, { status: 422 }),
  ),
  differential(
    'the status of a pod',
    post(pods, pod('one'), { prepares: true }),
    merge(`${pods}/one/status`, {
      status: {
        phase: 'Running',
        podIP: '10.1.1.1',
        podIPs: [{ ip: '10.1.1.1' }],
        conditions: [{ type: 'Ready', status: 'True' }],
      },
    }),
  ),
  differential(
    'the status of a Service',
    post(services, service('one', { type: 'LoadBalancer' }), { prepares: true }),
    merge(`${services}/one/status`, { status: { loadBalancer: { ingress: [{ ip: '10.9.9.9' }] } } }),
  ),
  differential(
    'the status of a Namespace',
    merge('/api/v1/namespaces/{ns}/status', { status: { phase: 'Active' } }),
    get('/api/v1/namespaces/{ns}/status'),
  ),
  differential(
    'the status of an autoscaler',
    post(autoscalers, autoscaler('one'), { prepares: true }),
    merge(`${autoscalers}/one/status`, { status: { currentReplicas: 2, desiredReplicas: 3 } }),
  ),
  differential(
    'the status of a custom resource',
    post(virtualServices, virtualService('one'), { prepares: true }),
    merge(`${virtualServices}/one/status`, {
      metadata: { labels: { a: 'b' } },
      spec: { hosts: ['x'] },
      status: { observedGeneration: 1 },
    }),
    get(`${virtualServices}/one`),
  ),
  differential('no status where there is none', made, get(`${one}/status`, { status: 404 })),
  differential(
    'the log of a pod that has no node',
    post(pods, pod('one'), { prepares: true }),
    get(`${pods}/one/log`, { status: 204 }),
  ),
  differential('the log of what is not there', get(`${pods}/none/log`, { status: 404 })),
  differential(
    'the log of a container that is not there',
    post(pods, pod('one'), { prepares: true }),
    get(`${pods}/one/log?container=x`, { status: 400 }),
  ),
  differential(
    'what one may do',
    post(
      '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
      review('SelfSubjectAccessReview', {
        resourceAttributes: { verb: 'get', resource: 'pods', namespace: '{ns}' },
      }),
    ),
  ),
  differential(
    'bind a pod to a node',
    post(pods, pod('one'), { prepares: true }),
    post(`${pods}/one/binding`, {
      apiVersion: 'v1',
      kind: 'Binding',
      metadata: { name: 'one' },
      target: { kind: 'Node', name: 'n1' },
    }),
    get(`${pods}/one`),
  ),
]

const owner = (uid: string) => [
  { apiVersion: 'v1', kind: 'ConfigMap', name: 'owner', uid, controller: true, blockOwnerDeletion: true },
]

export const deletions: readonly Case[] = [
  differential('a ConfigMap', made, del(one)),
  differential('a Deployment', deployed, del(deploy)),
  differential(
    'a Deployment in the background',
    deployed,
    del(deploy, { kind: 'DeleteOptions', apiVersion: 'v1', propagationPolicy: 'Background' }),
  ),
  differential(
    'a pod without a node goes at once',
    post(pods, pod('one'), { prepares: true }),
    del(`${pods}/one`),
    get(`${pods}/one`, { status: 404 }),
  ),
  differential(
    'a pod on a node waits for its kubelet',
    post(pods, pod('one', { nodeName: 'n1', terminationGracePeriodSeconds: 7 }), { prepares: true }),
    del(`${pods}/one`),
    get(`${pods}/one`),
    del(`${pods}/one`),
    del(`${pods}/one`, { gracePeriodSeconds: 0 }),
    get(`${pods}/one`, { status: 404 }),
  ),
  differential(
    'a pod with less grace',
    post(pods, pod('one', { nodeName: 'n1' }), { prepares: true }),
    del(`${pods}/one?gracePeriodSeconds=5`),
    get(`${pods}/one`),
  ),
  differential(
    'a pod without grace',
    post(pods, pod('one', { nodeName: 'n1' }), { prepares: true }),
    del(`${pods}/one?gracePeriodSeconds=0`),
    get(`${pods}/one`, { status: 404 }),
  ),
  differential(
    'a pod that has ended',
    post(pods, pod('one', { nodeName: 'n1' }), { prepares: true }),
    merge(`${pods}/one/status`, { status: { phase: 'Succeeded' } }),
    del(`${pods}/one`),
    get(`${pods}/one`, { status: 404 }),
  ),
  differential('a Service', post(services, service('one'), { prepares: true }), del(`${services}/one`)),
  differential(
    'a finalizer holds it',
    post(configMaps, configMap('one', {}, { finalizers: ['x.example/a'] })),
    del(one),
    get(one),
    del(one),
    merge(one, { metadata: { finalizers: [] } }),
    get(one, { status: 404 }),
  ),
  differential(
    'no finalizer is added to what is being deleted',
    post(configMaps, configMap('one', {}, { finalizers: ['x.example/a'] }), { prepares: true }),
    del(one),
    merge(one, { metadata: { finalizers: ['x.example/a', 'x.example/b'] } }, { status: 422 }),
    merge(one, { metadata: { finalizers: null } }),
  ),
  differential(
    'what is being deleted may still change',
    post(configMaps, configMap('one', {}, { finalizers: ['x.example/a'] }), { prepares: true }),
    del(one),
    merge(one, { data: { z: '1' } }),
    merge(one, { metadata: { finalizers: null } }),
  ),
  differential(
    'the uid has to be right',
    made,
    del(one, { preconditions: { uid: '00000000-0000-0000-0000-000000000001' } }, { status: 409 }),
  ),
  differential('the right uid', made, del(one, { preconditions: { uid: '{made.metadata.uid}' } })),
  differential(
    'the version has to be right',
    made,
    merge(one, { data: { x: '1' } }),
    del(one, { preconditions: { resourceVersion: '{made.metadata.resourceVersion}' } }, { status: 409 }),
  ),
  differential('an unknown policy', made, del(one, { propagationPolicy: 'Sideways' }, { status: 422 })),
  differential(
    'two policies',
    made,
    del(one, { propagationPolicy: 'Orphan', orphanDependents: true }, { status: 422 }),
  ),
  differential(
    'a negative grace period',
    post(pods, pod('one', { nodeName: 'n1' }), { prepares: true }),
    del(`${pods}/one`, { gracePeriodSeconds: -1 }),
    get(`${pods}/one`),
  ),
  differential('a body that is no JSON', made, del(one, '{', { status: 400 })),
  differential('a namespace that must stay', del('/api/v1/namespaces/default', undefined, { status: 403 })),
  differential(
    'a custom resource',
    post(virtualServices, virtualService('one'), { prepares: true }),
    del(`${virtualServices}/one`),
  ),
  differential(
    'what has two owners that control it',
    post(
      configMaps,
      configMap(
        'one',
        {},
        {
          ownerReferences: [
            ...owner('00000000-0000-0000-0000-000000000001'),
            ...owner('00000000-0000-0000-0000-000000000002'),
          ],
        },
      ),
      { status: 422 },
    ),
  ),
  differential(
    'a Role',
    post(
      inNamespace('rbac.authorization.k8s.io/v1', 'roles'),
      { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata: { name: 'one' }, rules: [] },
      { prepares: true },
    ),
    del(inNamespace('rbac.authorization.k8s.io/v1', 'roles', 'one')),
  ),
]
