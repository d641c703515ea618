import type { Story } from '../row.ts'
import { configMap, together, webDeployment } from './objects.ts'
import { followed, madeByApply } from './sends.ts'

export const deleting: Story = {
  name: 'deleting',
  rows: [
    {
      run: 'apply -f -',
      stdin: together(
        configMap('a', 'k: v', '{set: one}'),
        configMap('b', 'k: v', '{set: one}'),
        configMap('c', 'k: v'),
        configMap('d', 'k: v'),
        configMap('e', 'k: v'),
      ),
      sends: [
        'V',
        ...madeByApply('v1/~/configmaps', 'a'),
        ...madeByApply('v1/~/configmaps', 'b'),
        ...madeByApply('v1/~/configmaps', 'c'),
        ...madeByApply('v1/~/configmaps', 'd'),
        ...madeByApply('v1/~/configmaps', 'e'),
      ],
      prints: `configmap/a created
configmap/b created
configmap/c created
configmap/d created
configmap/e created`,
    },
    {
      run: 'delete cm c',
      body: '{"propagationPolicy":"Background"}',
      sends: ['DELETE v1/~/configmaps/c json > json', 'GET v1/~/configmaps/c > json'],
      prints: 'configmap "c" deleted',
    },
    {
      run: 'delete cm c',
      code: 1,
      sends: ['DELETE v1/~/configmaps/c json > json'],
      prints: '',
      complains: 'Error from server (NotFound): configmaps "c" not found',
    },
    {
      run: 'delete cm c --ignore-not-found',
      sends: ['DELETE v1/~/configmaps/c json > json', 'GET v1/~/configmaps/c > json'],
      prints: '',
    },
    {
      run: 'delete cm -l set=one',
      sends: [
        'GET v1/~/configmaps?labelSelector=set=one > json',
        'DELETE v1/~/configmaps/a json > json',
        'DELETE v1/~/configmaps/b json > json',
        'GET v1/~/configmaps/a > json',
        'GET v1/~/configmaps/b > json',
      ],
      prints: `configmap "a" deleted
configmap "b" deleted`,
    },
    {
      run: 'delete cm d --wait=false',
      sends: ['DELETE v1/~/configmaps/d json > json'],
      prints: 'configmap "d" deleted',
    },
    {
      run: 'delete cm e --dry-run=server',
      body: '{"propagationPolicy":"Background","dryRun":["All"]}',
      sends: ['DELETE v1/~/configmaps/e json > json'],
      prints: 'configmap "e" deleted (server dry run)',
    },
    {
      run: 'delete -f -',
      stdin: configMap('e', 'k: v'),
      sends: ['DELETE v1/~/configmaps/e json > json', 'GET v1/~/configmaps/e > json'],
      prints: 'configmap "e" deleted',
    },
    { run: 'delete svc --all -o name', sends: ['GET v1/~/services > json'], prints: 'No resources found' },
    {
      run: 'apply -f -',
      // Its pods take a while to end.
      stdin: webDeployment('web:1', ', lifecycle: {preStop: {sleep: {seconds: 3}}}'),
      sends: ['V', ...madeByApply('apps/v1/~/deployments', 'web')],
      prints: 'deployment.apps/web created',
    },
    {
      run: 'rollout status deploy/web --timeout=120s',
      prints: /deployment "web" successfully rolled out$/,
      sends: ['GET apps/v1/~/deployments/web > any', ...followed('apps/v1/~/deployments', 'web')],
    },
    {
      run: 'delete deploy web --cascade=orphan',
      body: '{"propagationPolicy":"Orphan"}',
      sends: ['DELETE apps/v1/~/deployments/web json > json', 'GET apps/v1/~/deployments/web > json'],
      prints: 'deployment.apps "web" deleted',
    },
    {
      run: 'get rs -l app=web --no-headers',
      sends: ['GET apps/v1/~/replicasets?labelSelector=app=web&limit=500 > table'],
      prints: 'web-* 2 2 2 AGE',
    },
    {
      run: 'delete rs -l app=web --cascade=foreground',
      body: '{"propagationPolicy":"Foreground"}',
      sends: [
        'GET apps/v1/~/replicasets?labelSelector=app=web > json',
        'DELETE apps/v1/~/replicasets/web-* json > json',
        'GET apps/v1/~/replicasets/web-* > json',
        ...followed('apps/v1/~/replicasets', 'web-*'),
      ],
      prints: 'replicaset.apps "web-*" deleted',
    },
    {
      run: 'wait pod -l app=web --for=delete --timeout=120s',
      sends: ['GET v1/~/pods?labelSelector=app=web > json'],
      prints: '',
    },
    {
      run: 'create namespace {ns}-more',
      sends: ['POST v1/namespaces?fieldManager=kubectl-create&fieldValidation=Strict typed > typed'],
      prints: 'namespace/~-more created',
    },
    {
      run: 'delete namespace {ns}-more',
      sends: ['DELETE v1/namespaces/~-more json > json', 'GET v1/namespaces/~-more > json'],
      prints: 'namespace "~-more" deleted',
      complains: 'Warning: deleting cluster-scoped resources, not scoped to the provided namespace',
    },
  ],
}
