import type { Story } from '../row.ts'
import { configMap, together, webDeployment, webService } from './objects.ts'
import { followed, madeByApply } from './sends.ts'

export const reading: Story = {
  name: 'reading',
  rows: [
    {
      run: 'apply -f -',
      stdin: together(webDeployment(), webService, configMap('c', 'a: "1"', '{tier: front}')),
      sends: [
        'V',
        ...madeByApply('apps/v1/~/deployments', 'web'),
        ...madeByApply('v1/~/services', 'web'),
        ...madeByApply('v1/~/configmaps', 'c'),
      ],
      prints: `deployment.apps/web created
service/web created
configmap/c created`,
    },
    {
      run: 'rollout status deploy/web --timeout=120s',
      prints: /deployment "web" successfully rolled out$/,
      sends: ['GET apps/v1/~/deployments/web > any', ...followed('apps/v1/~/deployments', 'web')],
    },
    {
      run: 'get pods',
      sends: ['GET v1/~/pods?limit=500 > table'],
      prints: `NAME READY STATUS RESTARTS AGE
web-* 1/1 Running 0 AGE
web-* 1/1 Running 0 AGE`,
    },
    {
      run: 'get pods -o wide',
      sends: ['GET v1/~/pods?limit=500 > table'],
      prints: [
        /^NAME READY STATUS RESTARTS AGE IP NODE NOMINATED NODE READINESS GATES$/m,
        /^web-\* 1\/1 Running 0 AGE IP east-node-[12] <none> <none>$/m,
      ],
    },
    {
      run: 'get deploy web -o yaml',
      prints: ['kind: Deployment', 'readyReplicas: 2'],
      sends: ['GET apps/v1/~/deployments/web > json'],
    },
    {
      run: 'get deploy,svc',
      sends: ['GET apps/v1/~/deployments?limit=500 > table', 'GET v1/~/services?limit=500 > table'],
      prints: `NAME READY UP-TO-DATE AVAILABLE AGE
deployment.apps/web 2/2 2 2 AGE
NAME TYPE CLUSTER-IP EXTERNAL-IP PORT(S) AGE
service/web ClusterIP IP <none> 80/TCP AGE`,
    },
    {
      run: 'get cm c -o json',
      prints: ['"kind": "ConfigMap"', '"a": "1"'],
      sends: ['GET v1/~/configmaps/c > json'],
    },
    {
      run: 'get deploy -o name',
      sends: ['GET apps/v1/~/deployments?limit=500 > json'],
      prints: 'deployment.apps/web',
    },
    {
      run: "get deploy web -o jsonpath='{.spec.template.spec.containers[*].image}'",
      sends: ['GET apps/v1/~/deployments/web > json'],
      prints: 'web:1',
    },
    {
      run: 'get deploy -o custom-columns=NAME:.metadata.name,WANTED:.spec.replicas',
      sends: ['GET apps/v1/~/deployments?limit=500 > json'],
      prints: `NAME WANTED
web 2`,
    },
    {
      run: "get deploy web -o go-template='{{.metadata.name}} {{.status.readyReplicas}}'",
      sends: ['GET apps/v1/~/deployments/web > json'],
      prints: 'web 2',
    },
    {
      run: 'get cm -l tier=front',
      sends: ['GET v1/~/configmaps?labelSelector=tier=front&limit=500 > table'],
      prints: `NAME DATA AGE
c 1 AGE`,
    },
    {
      run: "get cm -l 'tier in (front,back),!other' -o name",
      sends: ['GET v1/~/configmaps?labelSelector=tier in (front,back),!other&limit=500 > json'],
      prints: 'configmap/c',
    },
    {
      run: 'get pods --field-selector status.phase=Running -o name',
      sends: ['GET v1/~/pods?fieldSelector=status.phase=Running&limit=500 > json'],
      prints: `pod/web-*
pod/web-*`,
    },
    {
      run: 'get pods --field-selector status.phase!=Running',
      sends: ['GET v1/~/pods?fieldSelector=status.phase!=Running&limit=500 > table'],
      prints: '',
      complains: 'No resources found in ~ namespace.',
    },
    {
      run: 'get pods --sort-by=.metadata.name',
      sends: ['GET v1/~/pods?includeObject=Object > table'],
      prints: `NAME READY STATUS RESTARTS AGE
web-* 1/1 Running 0 AGE
web-* 1/1 Running 0 AGE`,
    },
    {
      run: 'get pods --show-labels --no-headers',
      sends: ['GET v1/~/pods?limit=500 > table'],
      prints: `web-* 1/1 Running 0 AGE app=web,pod-template-hash=*
web-* 1/1 Running 0 AGE app=web,pod-template-hash=*`,
    },
    {
      run: 'get deploy -L app',
      sends: ['GET apps/v1/~/deployments?limit=500 > table'],
      prints: `NAME READY UP-TO-DATE AVAILABLE AGE APP
web 2/2 2 2 AGE web`,
    },
    {
      run: 'get deploy -A -o name',
      prints: ['deployment.apps/istiod', 'deployment.apps/web'],
      sends: ['GET apps/v1/deployments?limit=500 > json'],
    },
    {
      run: 'get pods -A --field-selector metadata.namespace={ns} -o name',
      sends: ['GET v1/pods?fieldSelector=metadata.namespace=~&limit=500 > json'],
      prints: `pod/web-*
pod/web-*`,
    },
    {
      run: 'get deploy web --subresource=status -o json',
      prints: ['"kind": "Deployment"', '"readyReplicas": 2'],
      sends: ['GET apps/v1/~/deployments/web/status > json'],
    },
    {
      run: 'get deploy web --subresource=scale',
      sends: ['GET apps/v1/~/deployments/web/scale > table'],
      prints: 'NAME DESIRED AVAILABLE AGE\nweb 2 2 AGE',
    },
    {
      run: 'get pods -l app=web --chunk-size=1 -o name',
      sends: [
        'GET v1/~/pods?labelSelector=app=web&limit=1 > json',
        'GET v1/~/pods?continue=N&labelSelector=app=web&limit=1 > json',
      ],
      prints: 'pod/web-*\npod/web-*',
    },
    {
      run: 'get all',
      prints: [
        'pod/web-* 1/1 Running 0 AGE',
        'service/web ClusterIP IP <none> 80/TCP AGE',
        'deployment.apps/web 2/2 2 2 AGE',
        'replicaset.apps/web-* 2 2 2 AGE',
      ],
      sends: [
        'GET v1/~/pods?limit=500 > table',
        'GET v1/~/services?limit=500 > table',
        'GET apps/v1/~/deployments?limit=500 > table',
        'GET apps/v1/~/replicasets?limit=500 > table',
        'GET apps/v1/~/daemonsets?limit=500 > table',
        'GET apps/v1/~/statefulsets?limit=500 > table',
        'GET batch/v1/~/jobs?limit=500 > table',
        'GET batch/v1/~/cronjobs?limit=500 > table',
        'GET autoscaling/v2/~/horizontalpodautoscalers?limit=500 > table',
        'GET flagger.app/v1beta1/~/canaries?limit=500 > table',
      ],
    },
    {
      run: 'get svc web -o yaml --show-managed-fields',
      prints: [
        'kind: Service',
        'manager: kubectl-client-side-apply',
        'f:ports:',
        'k:{"port":80,"protocol":"TCP"}:',
      ],
      sends: ['GET v1/~/services/web > json'],
    },
    {
      run: 'get pod nobody',
      code: 1,
      sends: ['GET v1/~/pods/nobody > table', 'GET v1/namespaces/~ > table'],
      prints: '',
      complains: 'Error from server (NotFound): pods "nobody" not found',
    },
    {
      run: 'get nonsense',
      code: 1,
      sends: [],
      prints: '',
      complains: `error: the server doesn't have a resource type "nonsense"`,
    },
    {
      run: 'get pod nobody --ignore-not-found',
      sends: ['GET v1/~/pods/nobody > table', 'GET v1/namespaces/~ > table'],
      prints: '',
    },
    {
      run: 'get --raw /api/v1/namespaces/{ns}/configmaps/c',
      prints: ['"kind":"ConfigMap"', '"data":{"a":"1"}'],
      sends: ['GET v1/~/configmaps/c > any'],
    },
    {
      run: 'get cm -w',
      meanwhile: { at: /c +1 /, run: 'create configmap seen' },
      until: /seen +0/,
      sends: [
        'GET v1/~/configmaps?limit=500 > table',
        'GET v1/~/configmaps?resourceVersion=N&watch=true > table',
      ],
      prints: ['NAME DATA AGE', 'c 1 AGE', 'seen 0 AGE'],
    },
    {
      run: 'get cm -w -o name',
      meanwhile: { at: /configmap\/c\n/, run: 'delete configmap seen' },
      until: /configmap\/seen\n[\s\S]*configmap\/seen\n/,
      sends: [
        'GET v1/~/configmaps?limit=500 > json',
        'GET v1/~/configmaps?resourceVersion=N&watch=true > json',
      ],
      prints: ['configmap/c', 'configmap/seen\nconfigmap/seen'],
    },
    {
      run: 'get cm c --watch-only --request-timeout=5s',
      sends: [
        'GET v1/~/configmaps/c?timeout=AGE > table',
        'GET v1/~/configmaps?fieldSelector=metadata.name=c&resourceVersion=0&timeout=AGE&watch=true > table',
      ],
      prints: '',
    },
    {
      run: 'get deploy,cm -o json',
      prints: ['"kind": "List"', '"kind": "Deployment"', '"kind": "ConfigMap"'],
      sends: ['GET apps/v1/~/deployments?limit=500 > json', 'GET v1/~/configmaps?limit=500 > json'],
    },
    {
      run: 'get -f -',
      stdin: configMap('c', 'a: "1"'),
      sends: ['GET v1/~/configmaps/c > table'],
      prints: `NAME DATA AGE
c 1 AGE`,
    },
  ],
}
