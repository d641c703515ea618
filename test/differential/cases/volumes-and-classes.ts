/** Kinds that are stored and served, nothing more: volumes, claims, classes, NetworkPolicies, webhooks. */
import { apply, type Case, del, differential, get, merge, post } from '../case.ts'
import { inNamespace } from '../objects.ts'

const table = 'application/json;as=Table;v=v1;g=meta.k8s.io'
const claims = inNamespace('v1', 'persistentvolumeclaims')
const policies = inNamespace('networking.k8s.io/v1', 'networkpolicies')
const accounts = inNamespace('v1', 'serviceaccounts')
const quotas = inNamespace('v1', 'resourcequotas')
const volumes = '/api/v1/persistentvolumes'
const storageClasses = '/apis/storage.k8s.io/v1/storageclasses'
const priorityClasses = '/apis/scheduling.k8s.io/v1/priorityclasses'
const ingressClasses = '/apis/networking.k8s.io/v1/ingressclasses'

const object = (apiVersion: string, kind: string, name: string, rest: object, metadata: object = {}) => ({
  ...{ apiVersion, kind, metadata: { name, ...metadata } },
  ...rest,
})

// A real server adds the finalizers, which its controllers take away; here they are given.
const claim = (spec: object = {}) =>
  object(
    'v1',
    'PersistentVolumeClaim',
    'one',
    { spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1024Mi' } }, ...spec } },
    { finalizers: ['kubernetes.io/pvc-protection'] },
  )
const volume = object(
  'v1',
  'PersistentVolume',
  '{ns}',
  {
    spec: {
      ...{ capacity: { storage: '2048Mi' }, accessModes: ['ReadWriteOnce', 'ReadOnlyMany'] },
      ...{ hostPath: { path: '/data' }, storageClassName: 'slow' },
    },
  },
  { finalizers: ['kubernetes.io/pv-protection'] },
)
const policy = (spec: object) =>
  object('networking.k8s.io/v1', 'NetworkPolicy', 'one', { spec: { podSelector: {}, ...spec } })
const storageClass = object('storage.k8s.io/v1', 'StorageClass', '{ns}', { provisioner: 'example.com/disks' })
const priorityClass = object('scheduling.k8s.io/v1', 'PriorityClass', '{ns}', { value: 1000 })
const ingressClass = object('networking.k8s.io/v1', 'IngressClass', '{ns}', {
  spec: {
    controller: 'example.com/ingress',
    parameters: { apiGroup: 'example.com', kind: 'Parameters', name: 'a', scope: 'Cluster' },
  },
})

const printed = (name: string, path: string, body: object, at: string): Case =>
  differential(
    `the columns of ${name}`,
    post(path, body, { prepares: true }),
    get(`${at}?includeObject=None`, { accept: table }),
  )

export const volumesAndClasses: readonly Case[] = [
  differential(
    'a claim',
    post(claims, claim()),
    get(`${claims}/one`),
    merge(`${claims}/one`, { metadata: { labels: { a: 'b' } } }),
  ),
  differential('a claim that names a class', post(claims, claim({ storageClassName: 'slow' }))),
  differential('a volume', post(volumes, volume), get(`${volumes}/{ns}`)),
  differential(
    'a NetworkPolicy for what comes in',
    post(
      policies,
      policy({ ingress: [{ from: [{ podSelector: { matchLabels: { a: 'b' } } }], ports: [{ port: 80 }] }] }),
    ),
    del(`${policies}/one`),
  ),
  differential(
    'a NetworkPolicy for what goes out',
    post(
      policies,
      policy({
        egress: [{ to: [{ ipBlock: { cidr: '10.0.0.0/8' } }], ports: [{ port: 53, protocol: 'UDP' }] }],
      }),
    ),
  ),
  differential('an applied NetworkPolicy', apply('me', `${policies}/one`, policy({}), { status: 201 })),
  differential('a StorageClass', post(storageClasses, storageClass), del(`${storageClasses}/{ns}`)),
  differential('a PriorityClass', post(priorityClasses, priorityClass), del(`${priorityClasses}/{ns}`)),
  differential('an IngressClass', post(ingressClasses, ingressClass), del(`${ingressClasses}/{ns}`)),
  printed('claims', claims, claim({ storageClassName: 'slow' }), claims),
  printed('volumes', volumes, volume, `${volumes}/{ns}`),
  printed('NetworkPolicies', policies, policy({ podSelector: { matchLabels: { a: 'b' } } }), policies),
  printed('StorageClasses', storageClasses, storageClass, `${storageClasses}/{ns}`),
  printed('PriorityClasses', priorityClasses, priorityClass, `${priorityClasses}/{ns}`),
  printed('IngressClasses', ingressClasses, ingressClass, `${ingressClasses}/{ns}`),
  differential(
    'what deleted accounts and quotas come back as',
    post(accounts, object('v1', 'ServiceAccount', 'one', {})),
    del(`${accounts}/one`),
    post(quotas, object('v1', 'ResourceQuota', 'one', { spec: { hard: { pods: '1' } } })),
    del(`${quotas}/one`),
  ),
  ...['Mutating', 'Validating'].flatMap((sort) => {
    const path = `/apis/admissionregistration.k8s.io/v1/${sort.toLowerCase()}webhookconfigurations`
    const configuration = object('admissionregistration.k8s.io/v1', `${sort}WebhookConfiguration`, '{ns}', {
      webhooks: [
        {
          name: 'a.example.com',
          admissionReviewVersions: ['v1'],
          sideEffects: 'None',
          clientConfig: { service: { namespace: '{ns}', name: 'hook', path: '/a' } },
          // Of nothing that exists, as the other cases go on meanwhile.
          rules: [
            { apiGroups: ['none.example.com'], apiVersions: ['v1'], resources: ['nones'], operations: ['*'] },
          ],
        },
      ],
    })
    return [
      differential(`${sort} webhooks`, post(path, configuration), get(`${path}/{ns}`), del(`${path}/{ns}`)),
      differential(
        `the columns of ${sort} webhooks`,
        post(path, configuration, { prepares: true }),
        get(`${path}/{ns}?includeObject=None`, { accept: table }),
        del(`${path}/{ns}`, undefined, { prepares: true }),
      ),
    ]
  }),
]
