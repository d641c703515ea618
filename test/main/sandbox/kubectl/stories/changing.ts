import type { Story } from '../row.ts'
import { together, virtualService, webDeployment, webService } from './objects.ts'
import { changedByApply, madeByApply } from './sends.ts'

export const changing: Story = {
  name: 'changing',
  rows: [
    {
      run: 'apply -f -',
      stdin: together(webDeployment(), virtualService('a')),
      sends: [
        'V',
        ...madeByApply('apps/v1/~/deployments', 'web'),
        ...madeByApply('networking.istio.io/v1/~/virtualservices', 'web'),
      ],
      prints: `deployment.apps/web created
virtualservice.networking.istio.io/web created`,
    },
    {
      run: 'scale deploy web --replicas=3',
      body: '{"spec":{"replicas":3}}',
      sends: ['GET apps/v1/~/deployments/web > json', 'PATCH apps/v1/~/deployments/web/scale merge > any'],
      prints: 'deployment.apps/web scaled',
    },
    {
      run: 'scale deploy/web --current-replicas=1 --replicas=2',
      code: 1,
      sends: ['GET apps/v1/~/deployments/web > json', 'GET apps/v1/~/deployments/web/scale > any'],
      prints: '',
      complains: 'error: Expected replicas to be 1, was 3',
    },
    {
      run: 'label deploy web tier=front',
      body: ['"tier":"front"'],
      sends: [
        'GET apps/v1/~/deployments/web > json',
        'PATCH apps/v1/~/deployments/web?fieldManager=kubectl-label merge > json',
      ],
      prints: 'deployment.apps/web labeled',
    },
    {
      run: 'label deploy web tier=back',
      code: 1,
      sends: ['GET apps/v1/~/deployments/web > json'],
      prints: '',
      complains: `error: 'tier' already has a value (front), and --overwrite is false`,
    },
    {
      run: 'label deploy web tier=back --overwrite',
      sends: [
        'GET apps/v1/~/deployments/web > json',
        'PATCH apps/v1/~/deployments/web?fieldManager=kubectl-label merge > json',
      ],
      prints: 'deployment.apps/web labeled',
    },
    {
      run: 'label deploy web tier-',
      sends: [
        'GET apps/v1/~/deployments/web > json',
        'PATCH apps/v1/~/deployments/web?fieldManager=kubectl-label merge > json',
      ],
      prints: 'deployment.apps/web unlabeled',
    },
    {
      run: 'label deploy --all seen=yes',
      sends: [
        'GET apps/v1/~/deployments > json',
        'PATCH apps/v1/~/deployments/web?fieldManager=kubectl-label merge > json',
      ],
      prints: 'deployment.apps/web labeled',
    },
    {
      run: 'annotate deploy web note=x',
      sends: [
        'GET apps/v1/~/deployments/web > json',
        'PATCH apps/v1/~/deployments/web?fieldManager=kubectl-annotate merge > json',
      ],
      prints: 'deployment.apps/web annotated',
    },
    {
      run: 'annotate deploy -l app=web note-',
      sends: [
        'GET apps/v1/~/deployments?labelSelector=app=web > json',
        'PATCH apps/v1/~/deployments/web?fieldManager=kubectl-annotate merge > json',
      ],
      prints: 'deployment.apps/web annotated',
    },
    {
      run: `patch deploy web -p '{"spec":{"template":{"spec":{"containers":[{"name":"web","workingDir":"/x"}]}}}}'`,
      sends: [
        'GET apps/v1/~/deployments/web > json',
        'PATCH apps/v1/~/deployments/web?fieldManager=kubectl-patch strategic > json',
      ],
      prints: 'deployment.apps/web patched',
    },
    {
      run: `patch deploy web --type=merge -p '{"spec":{"minReadySeconds":1}}'`,
      sends: [
        'GET apps/v1/~/deployments/web > json',
        'PATCH apps/v1/~/deployments/web?fieldManager=kubectl-patch merge > json',
      ],
      prints: 'deployment.apps/web patched',
    },
    {
      run: `patch deploy web --type=json -p '[{"op":"replace","path":"/spec/minReadySeconds","value":0}]'`,
      sends: [
        'GET apps/v1/~/deployments/web > json',
        'PATCH apps/v1/~/deployments/web?fieldManager=kubectl-patch json-patch > json',
      ],
      prints: 'deployment.apps/web patched',
    },
    {
      run: `patch deploy web --type=json -p '[{"op":"test","path":"/spec/minReadySeconds","value":7}]'`,
      code: 1,
      sends: [
        'GET apps/v1/~/deployments/web > json',
        'PATCH apps/v1/~/deployments/web?fieldManager=kubectl-patch json-patch > json',
      ],
      prints: '',
      complains: 'The request is invalid: the server rejected our request due to an error in our request',
    },
    {
      run: `patch deploy web --subresource=scale --type=merge -p '{"spec":{"replicas":2}}'`,
      sends: [
        'GET apps/v1/~/deployments/web/scale > json',
        'PATCH apps/v1/~/deployments/web/scale?fieldManager=kubectl-patch merge > json',
      ],
      prints: 'scale.autoscaling/web patched',
    },
    {
      run: `patch deploy web --subresource=status --type=merge -p '{"status":{"collisionCount":1}}'`,
      sends: [
        'GET apps/v1/~/deployments/web/status > json',
        'PATCH apps/v1/~/deployments/web/status?fieldManager=kubectl-patch merge > json',
      ],
      prints: 'deployment.apps/web patched',
    },
    {
      run: `patch vs web --type=strategic -p '{"spec":{"hosts":["b"]}}'`,
      code: 1,
      sends: [
        'GET networking.istio.io/v1/~/virtualservices/web > json',
        'PATCH networking.istio.io/v1/~/virtualservices/web?fieldManager=kubectl-patch strategic > json',
      ],
      prints: '',
      complains:
        'error: application/strategic-merge-patch+json is not supported by networking.istio.io/v1, Kind=VirtualService: the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml',
    },
    {
      run: `patch vs web --type=merge -p '{"spec":{"hosts":["b"]}}'`,
      sends: [
        'GET networking.istio.io/v1/~/virtualservices/web > json',
        'PATCH networking.istio.io/v1/~/virtualservices/web?fieldManager=kubectl-patch merge > json',
      ],
      prints: 'virtualservice.networking.istio.io/web patched',
    },
    {
      run: 'set image deploy/web web=web:2',
      body: '{"spec":{"template":{"spec":{"$setElementOrder/containers":[{"name":"web"}],"containers":[{"image":"web:2","name":"web"}]}}}}',
      sends: [
        'GET apps/v1/~/deployments/web > any',
        'PATCH apps/v1/~/deployments/web?fieldManager=kubectl-set strategic > any',
      ],
      prints: 'deployment.apps/web image updated',
    },
    { run: 'set image deploy/web web=web:2', sends: ['GET apps/v1/~/deployments/web > any'], prints: '' },
    {
      run: 'set env deploy/web A=1',
      sends: [
        'GET apps/v1/~/deployments/web > any',
        'PATCH apps/v1/~/deployments/web?fieldManager=kubectl-set strategic > any',
      ],
      prints: 'deployment.apps/web env updated',
    },
    {
      run: 'set env deploy/web --list',
      sends: ['GET apps/v1/~/deployments/web > any'],
      prints: `# Deployment web, container web
A=1`,
    },
    {
      run: 'set env deploy/web A-',
      sends: [
        'GET apps/v1/~/deployments/web > any',
        'PATCH apps/v1/~/deployments/web?fieldManager=kubectl-set strategic > any',
      ],
      prints: 'deployment.apps/web env updated',
    },
    {
      run: 'set resources deploy/web --limits=cpu=200m,memory=64Mi --requests=cpu=100m',
      sends: [
        'GET apps/v1/~/deployments/web > any',
        'PATCH apps/v1/~/deployments/web?fieldManager=kubectl-set strategic > any',
      ],
      prints: 'deployment.apps/web resource requirements updated',
    },
    {
      run: 'set serviceaccount deploy/web robot',
      sends: [
        'GET apps/v1/~/deployments/web > any',
        'PATCH apps/v1/~/deployments/web?fieldManager=kubectl-set strategic > any',
      ],
      prints: 'deployment.apps/web serviceaccount updated',
    },
    {
      run: 'edit deploy web',
      env: { EDITOR: "sed -i 's/image: web:2/image: web:3/'" },
      sends: [
        'GET apps/v1/~/deployments/web > json',
        'V',
        'PATCH apps/v1/~/deployments/web?fieldManager=kubectl-edit&fieldValidation=Strict strategic > json',
      ],
      prints: 'deployment.apps/web edited',
    },
    {
      run: 'edit deploy web',
      env: { EDITOR: 'true' },
      sends: ['GET apps/v1/~/deployments/web > json', 'V'],
      prints: '',
      complains: 'Edit cancelled, no changes made.',
    },
    {
      run: 'edit vs web',
      env: { EDITOR: "sed -i 's/- b/- c/'" },
      sends: [
        'GET networking.istio.io/v1/~/virtualservices/web > json',
        'V',
        'PATCH networking.istio.io/v1/~/virtualservices/web?fieldManager=kubectl-edit&fieldValidation=Strict merge > json',
      ],
      prints: 'virtualservice.networking.istio.io/web edited',
    },
    {
      run: 'get vs',
      sends: ['GET networking.istio.io/v1/~/virtualservices?limit=500 > table'],
      prints: 'NAME GATEWAYS HOSTS AGE\nweb ["c"] AGE',
    },
    {
      run: 'get virtualservices.v1beta1.networking.istio.io web -o yaml',
      sends: ['GET networking.istio.io/v1beta1/~/virtualservices/web > json'],
      prints: ['apiVersion: networking.istio.io/v1beta1', '- c'],
    },
    {
      run: 'create cm c --from-literal=a=1',
      sends: ['POST v1/~/configmaps?fieldManager=kubectl-create&fieldValidation=Strict typed > typed'],
      prints: 'configmap/c created',
    },
    {
      run: 'replace -f -',
      stdin: 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {a: "2"}\n',
      sends: [
        'V',
        'GET v1/~/configmaps/c > json',
        'PUT v1/~/configmaps/c?fieldManager=kubectl-replace&fieldValidation=Strict json > json',
      ],
      prints: 'configmap/c replaced',
    },
    {
      run: 'replace --force -f -',
      stdin: 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {a: "3"}\n',
      sends: [
        'DELETE v1/~/configmaps/c json > json',
        'GET v1/~/configmaps/c > json',
        'GET v1/namespaces/~ > json',
        'V',
        'POST v1/~/configmaps?fieldManager=kubectl-replace&fieldValidation=Strict json > json',
      ],
      prints: `configmap "c" deleted
configmap/c replaced`,
    },
    {
      run: 'replace -f -',
      stdin: 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: none}\n',
      code: 1,
      sends: [
        'V',
        'GET v1/~/configmaps/none > json',
        'PUT v1/~/configmaps/none?fieldManager=kubectl-replace&fieldValidation=Strict json > json',
      ],
      prints: '',
      complains: 'Error from server (NotFound): error when replacing "STDIN": configmaps "none" not found',
    },
    {
      run: 'expose deploy web --port=80 --target-port=8080',
      sends: [
        'GET apps/v1/~/deployments/web > any',
        'POST v1/~/services?fieldManager=kubectl-expose json > any',
      ],
      prints: 'service/web exposed',
    },
    {
      run: 'set selector svc/web app=other',
      sends: [
        'GET v1/~/services/web > any',
        'PATCH v1/~/services/web?fieldManager=kubectl-set strategic > any',
      ],
      prints: 'service/web selector updated',
    },
    {
      run: 'autoscale deploy web --max=3 --cpu-percent=80',
      sends: [
        'GET apps/v1/~/deployments/web > json',
        '<1.33 POST autoscaling/v1/~/horizontalpodautoscalers?fieldManager=kubectl-autoscale typed > typed',
        '>=1.33 POST autoscaling/v2/~/horizontalpodautoscalers?fieldManager=kubectl-autoscale typed > typed',
      ],
      prints: 'horizontalpodautoscaler.autoscaling/web autoscaled',
    },
    {
      run: 'run one --image=web:1 --labels=app=one --port=8080',
      sends: ['POST v1/~/pods?fieldManager=kubectl-run json > any'],
      prints: 'pod/one created',
    },
    {
      run: 'run two --image=web:1 --dry-run=server -o name',
      sends: ['POST v1/~/pods?dryRun=All&fieldManager=kubectl-run json > any'],
      prints: 'pod/two',
    },
    {
      run: 'set image deploy/nobody web=x',
      code: 1,
      sends: ['GET apps/v1/~/deployments/nobody > any', 'GET v1/namespaces/~ > any'],
      prints: '',
      complains: 'Error from server (NotFound): deployments.apps "nobody" not found',
    },
    {
      run: 'apply -f -',
      stdin: webService,
      sends: ['V', ...changedByApply('v1/~/services/web', 'strategic')],
      prints: 'service/web configured',
      complains:
        'Warning: resource services/web is missing the kubectl.kubernetes.io/last-applied-configuration annotation which is required by kubectl apply. kubectl apply should only be used on resources created declaratively by either kubectl create --save-config or kubectl apply. The missing annotation will be patched automatically.',
    },
  ],
}
