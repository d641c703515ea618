import type { Story } from '../row.ts'
import { webDeployment } from './objects.ts'
import { followed, madeByApply, possibly } from './sends.ts'

const daemons = `
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent}
spec:
  selector: {matchLabels: {app: agent}}
  template:
    metadata: {labels: {app: agent}}
    spec: {containers: [{name: agent, image: "agent:1"}]}
`

export const rollouts: Story = {
  name: 'rollouts',
  rows: [
    {
      run: 'apply -f -',
      stdin: webDeployment(),
      sends: ['V', ...madeByApply('apps/v1/~/deployments', 'web')],
      prints: 'deployment.apps/web created',
    },
    {
      run: 'rollout status deploy/web --timeout=120s',
      prints: /deployment "web" successfully rolled out$/,
      sends: ['GET apps/v1/~/deployments/web > any', ...followed('apps/v1/~/deployments', 'web')],
    },
    {
      run: 'rollout status deploy/web --watch=false',
      sends: ['GET apps/v1/~/deployments/web > any', ...followed('apps/v1/~/deployments', 'web')],
      prints: 'deployment "web" successfully rolled out',
    },
    {
      run: 'annotate deploy web kubernetes.io/change-cause=first',
      sends: [
        'GET apps/v1/~/deployments/web > json',
        'PATCH apps/v1/~/deployments/web?fieldManager=kubectl-annotate merge > json',
      ],
      prints: 'deployment.apps/web annotated',
    },
    // The controller hands the annotation on to the ReplicaSet of the time.
    {
      run: 'rollout history deploy/web',
      untilItSucceeds: true,
      sends: [
        'GET apps/v1/~/deployments/web > any',
        'GET apps/v1/~/deployments/web > typed',
        'GET apps/v1/~/replicasets?labelSelector=app=web > typed',
      ],
      prints: /^deployment.apps\/web\nREVISION CHANGE-CAUSE\n1 first$/,
    },
    {
      run: 'set image deploy/web web=web:2',
      sends: [
        'GET apps/v1/~/deployments/web > any',
        'PATCH apps/v1/~/deployments/web?fieldManager=kubectl-set strategic > any',
      ],
      prints: 'deployment.apps/web image updated',
    },
    {
      run: 'rollout status deploy -l app=web --timeout=120s',
      prints: /deployment "web" successfully rolled out$/,
      sends: [
        'GET apps/v1/~/deployments?labelSelector=app=web > any',
        ...followed('apps/v1/~/deployments', 'web'),
      ],
    },
    {
      run: 'rollout history deploy/web',
      sends: [
        'GET apps/v1/~/deployments/web > any',
        'GET apps/v1/~/deployments/web > typed',
        'GET apps/v1/~/replicasets?labelSelector=app=web > typed',
      ],
      prints: `deployment.apps/web
REVISION CHANGE-CAUSE
1 first
2 first`,
    },
    {
      run: 'rollout history deploy/web --revision=2',
      sends: [
        'GET apps/v1/~/deployments/web > any',
        'GET apps/v1/~/deployments/web > typed',
        'GET apps/v1/~/replicasets?labelSelector=app=web > typed',
      ],
      prints: [
        'deployment.apps/web with revision #2',
        'kubernetes.io/change-cause: first',
        'Image: web:2',
        'Port: 8080/TCP',
      ],
    },
    {
      run: 'rollout undo deploy/web',
      body: ['"op":"replace","path":"/spec/template"'],
      sends: [
        'GET apps/v1/~/deployments/web > any',
        'GET apps/v1/~/deployments/web > typed',
        'GET apps/v1/~/replicasets?labelSelector=app=web > typed',
        'PATCH apps/v1/~/deployments/web json-patch > typed',
      ],
      prints: 'deployment.apps/web rolled back',
    },
    {
      run: 'rollout status deploy/web --timeout=120s',
      prints: /deployment "web" successfully rolled out$/,
      sends: ['GET apps/v1/~/deployments/web > any', ...followed('apps/v1/~/deployments', 'web')],
    },
    {
      run: 'rollout undo deploy/web --to-revision=2',
      sends: [
        'GET apps/v1/~/deployments/web > any',
        'GET apps/v1/~/deployments/web > typed',
        'GET apps/v1/~/replicasets?labelSelector=app=web > typed',
        'PATCH apps/v1/~/deployments/web json-patch > typed',
      ],
      prints: 'deployment.apps/web rolled back',
    },
    {
      run: 'rollout undo deploy/web --to-revision=9',
      code: 1,
      sends: [
        'GET apps/v1/~/deployments/web > any',
        'GET apps/v1/~/deployments/web > typed',
        'GET apps/v1/~/replicasets?labelSelector=app=web > typed',
      ],
      prints: '',
      complains: 'error: unable to find specified revision 9 in history',
    },
    {
      run: 'get rs -l app=web -o name',
      sends: ['GET apps/v1/~/replicasets?labelSelector=app=web&limit=500 > json'],
      prints: `replicaset.apps/web-*
replicaset.apps/web-*`,
    },
    {
      run: 'rollout pause deploy/web',
      body: '{"spec":{"paused":true}}',
      sends: [
        'GET apps/v1/~/deployments/web > any',
        'PATCH apps/v1/~/deployments/web?fieldManager=kubectl-rollout strategic > any',
      ],
      prints: 'deployment.apps/web paused',
    },
    {
      run: 'rollout pause deploy/web',
      code: 1,
      sends: ['GET apps/v1/~/deployments/web > any'],
      prints: '',
      complains: 'error: deployments.apps "web" is already paused',
    },
    {
      run: 'rollout resume deploy/web',
      body: '{"spec":{"paused":null}}',
      sends: [
        'GET apps/v1/~/deployments/web > any',
        'PATCH apps/v1/~/deployments/web?fieldManager=kubectl-rollout strategic > any',
      ],
      prints: 'deployment.apps/web resumed',
    },
    {
      run: 'rollout restart deploy/web',
      body: /^{"spec":{"template":{"metadata":{"annotations":{"kubectl.kubernetes.io\/restartedAt":"TIME"}}}}}$/,
      sends: [
        'GET apps/v1/~/deployments/web > any',
        'PATCH apps/v1/~/deployments/web?fieldManager=kubectl-rollout strategic > any',
      ],
      prints: 'deployment.apps/web restarted',
    },
    {
      run: 'rollout status deploy/web --timeout=120s',
      prints: /deployment "web" successfully rolled out$/,
      sends: ['GET apps/v1/~/deployments/web > any', ...followed('apps/v1/~/deployments', 'web')],
    },
    {
      run: 'wait deploy/web --for=condition=Available --timeout=120s',
      sends: ['GET apps/v1/~/deployments/web > json', ...followed('apps/v1/~/deployments', 'web')],
      prints: 'deployment.apps/web condition met',
    },
    {
      run: "wait deploy/web --for=jsonpath='{.status.readyReplicas}'=2 --timeout=120s",
      sends: ['GET apps/v1/~/deployments/web > json', ...followed('apps/v1/~/deployments', 'web')],
      prints: 'deployment.apps/web condition met',
    },
    {
      run: 'wait deploy/web --for=condition=Never --timeout=2s',
      code: 1,
      sends: [
        'GET apps/v1/~/deployments/web > json',
        ...followed('apps/v1/~/deployments', 'web').map(possibly),
      ],
      prints: '',
      complains: 'error: timed out waiting for the condition on deployments/web',
    },
    {
      run: 'scale deploy web --replicas=1 --timeout=120s',
      sends: [
        'GET apps/v1/~/deployments/web > json',
        'PATCH apps/v1/~/deployments/web/scale merge > any',
        'some GET apps/v1/~/deployments/web/scale > any',
      ],
      prints: 'deployment.apps/web scaled',
    },
    {
      run: 'apply -f -',
      stdin: daemons,
      sends: ['V', ...madeByApply('apps/v1/~/daemonsets', 'agent')],
      prints: 'daemonset.apps/agent created',
    },
    {
      run: 'rollout status ds/agent --timeout=120s',
      prints: /daemon set "agent" successfully rolled out$/,
      sends: ['GET apps/v1/~/daemonsets/agent > any', ...followed('apps/v1/~/daemonsets', 'agent')],
    },
    {
      run: 'rollout restart ds/agent',
      sends: [
        'GET apps/v1/~/daemonsets/agent > any',
        'PATCH apps/v1/~/daemonsets/agent?fieldManager=kubectl-rollout strategic > any',
      ],
      prints: 'daemonset.apps/agent restarted',
    },
    {
      run: 'set image deploy/web web=web:3-missing',
      sends: [
        'GET apps/v1/~/deployments/web > any',
        'PATCH apps/v1/~/deployments/web?fieldManager=kubectl-set strategic > any',
      ],
      prints: 'deployment.apps/web image updated',
    },
    {
      run: 'rollout status deploy/web --timeout=6s',
      prints: /^Waiting for deployment "web" rollout to finish: /,
      code: 1,
      sends: [
        'GET apps/v1/~/deployments/web > any',
        ...followed('apps/v1/~/deployments', 'web').map(possibly),
      ],
      complains: 'error: timed out waiting for the condition',
    },
    {
      run: 'rollout undo deploy/web',
      sends: [
        'GET apps/v1/~/deployments/web > any',
        'GET apps/v1/~/deployments/web > typed',
        'GET apps/v1/~/replicasets?labelSelector=app=web > typed',
        'PATCH apps/v1/~/deployments/web json-patch > typed',
      ],
      prints: 'deployment.apps/web rolled back',
    },
  ],
}
