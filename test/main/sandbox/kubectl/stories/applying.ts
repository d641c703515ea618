import type { Story } from '../row.ts'
import { configMap, virtualService, webDeployment } from './objects.ts'
import { changedByApply, followed, madeByApply } from './sends.ts'

const env = ', env: [{name: A, value: "1"}, {name: B, value: "2"}]'

export const applying: Story = {
  name: 'applying',
  rows: [
    {
      run: 'apply -f - --dry-run=client',
      stdin: webDeployment(),
      sends: ['V', 'GET apps/v1/~/deployments/web > json', 'GET v1/namespaces/~ > json'],
      prints: 'deployment.apps/web created (dry run)',
    },
    {
      run: 'apply -f - --dry-run=server',
      stdin: webDeployment(),
      sends: [
        'V',
        'GET apps/v1/~/deployments/web > json',
        'GET v1/namespaces/~ > json',
        'POST apps/v1/~/deployments?dryRun=All&fieldManager=kubectl-client-side-apply&fieldValidation=Strict json > json',
      ],
      prints: 'deployment.apps/web created (server dry run)',
    },
    {
      run: 'diff -f -',
      body: ['"kind":"ConfigMap"'],
      prints: [/^\+ a: "1"$/m, /^\+ name: d$/m],
      stdin: configMap('d', 'a: "1"'),
      code: 1,
      sends: [
        'GET v1/~/configmaps/d > json',
        'GET v1/namespaces/~ > json',
        'POST v1/~/configmaps?dryRun=All&fieldManager=kubectl-client-side-apply json > json',
      ],
    },
    {
      run: 'apply -f -',
      stdin: webDeployment('web:1', env),
      sends: ['V', ...madeByApply('apps/v1/~/deployments', 'web')],
      prints: 'deployment.apps/web created',
    },
    {
      run: 'rollout status deploy/web --timeout=120s',
      prints: /deployment "web" successfully rolled out$/,
      sends: ['GET apps/v1/~/deployments/web > any', ...followed('apps/v1/~/deployments', 'web')],
    },
    {
      run: 'apply -f -',
      stdin: webDeployment('web:1', env),
      sends: ['V', 'GET apps/v1/~/deployments/web > json', 'GET /openapi/v2 > openapi-v2'],
      prints: 'deployment.apps/web unchanged',
    },
    {
      run: 'diff -f -',
      prints: [/^- image: web:1$/m, /^\+ image: web:2$/m, /^\+ generation: 2$/m],
      stdin: webDeployment('web:2', env),
      code: 1,
      sends: [
        'GET apps/v1/~/deployments/web > json',
        'V',
        'GET /openapi/v2 > openapi-v2',
        'PATCH apps/v1/~/deployments/web?dryRun=All&fieldManager=kubectl-client-side-apply strategic > json',
      ],
    },
    {
      run: 'diff --server-side -f -',
      prints: [/^- image: web:1$/m, /^\+ image: web:2$/m],
      stdin: webDeployment('web:2', env),
      code: 1,
      sends: [
        'GET apps/v1/~/deployments/web > json',
        'PATCH apps/v1/~/deployments/web?dryRun=All&fieldManager=kubectl&force=false apply > json',
      ],
    },
    {
      run: 'apply -f -',
      stdin: webDeployment('web:2', ', env: [{name: B, value: "2"}]'),
      sends: ['V', ...changedByApply('apps/v1/~/deployments/web', 'strategic')],
      prints: 'deployment.apps/web configured',
    },
    {
      run: "get deploy web -o jsonpath='{.spec.template.spec.containers[0].env[*].name}'",
      sends: ['GET apps/v1/~/deployments/web > json'],
      prints: 'B',
    },
    {
      run: 'apply -f -',
      stdin: webDeployment('web:2', ', imag: x'),
      code: 1,
      sends: ['V', ...changedByApply('apps/v1/~/deployments/web', 'strategic')],
      prints: '',
      complains: [
        'The request is invalid: patch: Invalid value: ',
        'strict decoding error: unknown field "spec.template.spec.containers[0].imag"',
      ],
    },
    {
      run: 'apply -f - --validate=warn',
      stdin: webDeployment('web:2', ', imag: x'),
      sends: [
        'V',
        'GET apps/v1/~/deployments/web > json',
        'GET /openapi/v2 > openapi-v2',
        'PATCH apps/v1/~/deployments/web?fieldManager=kubectl-client-side-apply&fieldValidation=Warn strategic > json',
      ],
      prints: 'deployment.apps/web configured',
      complains: 'Warning: unknown field "spec.template.spec.containers[0].imag"',
    },
    {
      run: 'apply view-last-applied deploy/web',
      prints: ['kind: Deployment', '- imag: x'],
      sends: ['GET apps/v1/~/deployments/web > json'],
    },
    {
      run: 'apply set-last-applied -f -',
      stdin: webDeployment('web:2'),
      sends: ['GET apps/v1/~/deployments/web > json', 'PATCH apps/v1/~/deployments/web merge > json'],
      prints: 'deployment.apps/web configured',
    },
    {
      run: 'apply edit-last-applied deploy/web',
      env: { EDITOR: "sed -i 's/web:2/web:3/'" },
      sends: [
        'GET apps/v1/~/deployments/web > json',
        'V',
        'PATCH apps/v1/~/deployments/web?fieldManager=kubectl-client-side-apply&fieldValidation=Strict merge > json',
      ],
      prints: 'deployment.apps/web edited',
    },
    {
      run: 'apply -f -',
      stdin: virtualService('a'),
      sends: ['V', ...madeByApply('networking.istio.io/v1/~/virtualservices', 'web')],
      prints: 'virtualservice.networking.istio.io/web created',
    },
    {
      run: 'apply -f -',
      stdin: virtualService('b'),
      sends: ['V', ...changedByApply('networking.istio.io/v1/~/virtualservices/web', 'merge')],
      prints: 'virtualservice.networking.istio.io/web configured',
    },
    {
      run: 'apply --server-side -f -',
      stdin: configMap('own', 'a: "1"'),
      sends: [
        'V',
        'PATCH v1/~/configmaps/own?fieldManager=kubectl&fieldValidation=Strict&force=false apply > json',
      ],
      prints: 'configmap/own serverside-applied',
    },
    {
      run: `patch cm own --type=merge -p '{"data":{"a":"2"}}'`,
      sends: [
        'GET v1/~/configmaps/own > json',
        'PATCH v1/~/configmaps/own?fieldManager=kubectl-patch merge > json',
      ],
      prints: 'configmap/own patched',
    },
    {
      run: 'apply --server-side -f -',
      stdin: configMap('own', 'a: "3"'),
      code: 1,
      sends: [
        'V',
        'PATCH v1/~/configmaps/own?fieldManager=kubectl&fieldValidation=Strict&force=false apply > json',
      ],
      prints: '',
      complains: `error: Apply failed with 1 conflict: conflict with "kubectl-patch" using v1: .data.a
Please review the fields above--they currently have other managers. Here
are the ways you can resolve this warning:
* If you intend to manage all of these fields, please re-run the apply
command with the \`--force-conflicts\` flag.
* If you do not intend to manage all of the fields, please edit your
manifest to remove references to the fields that should keep their
current managers.
* You may co-own fields by updating your manifest to match the existing
value; in this case, you'll become the manager if the other manager(s)
stop managing the field (remove it from their configuration).
See https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts`,
    },
    {
      run: 'apply --server-side --force-conflicts -f -',
      stdin: configMap('own', 'a: "3"'),
      sends: [
        'V',
        'PATCH v1/~/configmaps/own?fieldManager=kubectl&fieldValidation=Strict&force=true apply > json',
      ],
      prints: 'configmap/own serverside-applied',
    },
    {
      run: 'apply --server-side --dry-run=server -o jsonpath={.data.a} -f -',
      stdin: configMap('own', 'a: "4"'),
      sends: [
        'V',
        'PATCH v1/~/configmaps/own?dryRun=All&fieldManager=kubectl&fieldValidation=Strict&force=false apply > json',
      ],
      prints: '4',
    },
    {
      run: 'apply --server-side --field-manager=ci -f -',
      stdin: configMap('own', 'b: "1"'),
      sends: [
        'V',
        'PATCH v1/~/configmaps/own?fieldManager=ci&fieldValidation=Strict&force=false apply > json',
      ],
      prints: 'configmap/own serverside-applied',
    },
    {
      run: 'apply -f -',
      stdin: configMap('moved', 'a: "1"'),
      sends: ['V', ...madeByApply('v1/~/configmaps', 'moved')],
      prints: 'configmap/moved created',
    },
    {
      run: 'apply --server-side -f -',
      stdin: configMap('moved', 'a: "2"'),
      sends: [
        'V',
        'PATCH v1/~/configmaps/moved?fieldManager=kubectl&fieldValidation=Strict&force=false apply > json',
        'PATCH v1/~/configmaps/moved?fieldManager=kubectl-last-applied&fieldValidation=Strict apply > json',
        'PATCH v1/~/configmaps/moved?fieldManager=kubectl&fieldValidation=Strict json-patch > json',
        'PATCH v1/~/configmaps/moved?fieldManager=kubectl&fieldValidation=Strict&force=false apply > json',
      ],
      prints: 'configmap/moved serverside-applied',
    },
    {
      run: 'apply -l set=one --prune --prune-allowlist=core/v1/ConfigMap -f -',
      stdin: `${configMap('kept', 'a: "1"', '{set: one}')}---${configMap('dropped', 'a: "1"', '{set: one}')}`,
      sends: [
        'V',
        ...madeByApply('v1/~/configmaps', 'kept'),
        ...madeByApply('v1/~/configmaps', 'dropped'),
        'GET v1/~/configmaps?labelSelector=set=one > json',
      ],
      prints: `configmap/kept created
configmap/dropped created`,
    },
    {
      run: 'apply -l set=one --prune --prune-allowlist=core/v1/ConfigMap -f -',
      stdin: configMap('kept', 'a: "1"', '{set: one}'),
      sends: [
        'V',
        'GET v1/~/configmaps/kept > json',
        'GET /openapi/v2 > openapi-v2',
        'GET v1/~/configmaps?labelSelector=set=one > json',
        'DELETE v1/~/configmaps/dropped json > json',
      ],
      prints: `configmap/kept unchanged
configmap/dropped pruned`,
    },
    {
      run: 'apply -f -',
      stdin: 'apiVersion: v1\nkind: Nonsense\nmetadata: {name: x}\n',
      code: 1,
      sends: [
        'V',
        'GET /openapi/v2 > openapi-v2',
        'GET apiextensions.k8s.io/v1/customresourcedefinitions > json',
      ],
      prints: '',
      complains: `error: resource mapping not found for name: "x" namespace: "" from "STDIN": no matches for kind "Nonsense" in version "v1"
ensure CRDs are installed first`,
    },
    {
      run: 'apply -f -',
      stdin: webDeployment().replace('app: web}}\n  template', 'app: other}}\n  template'),
      code: 1,
      sends: ['V', ...changedByApply('apps/v1/~/deployments/web', 'strategic')],
      prints: '',
      complains: `The Deployment "web" is invalid:
* spec.template.metadata.labels: Invalid value: {"app":"web"}: \`selector\` does not match template \`labels\`
* spec.selector: Invalid value: {"matchLabels":{"app":"other"}}: field is immutable`,
    },
  ],
}
