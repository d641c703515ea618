import type { Story } from '../row.ts'

export const creating: Story = {
  name: 'creating',
  rows: [
    {
      run: 'create namespace {ns}-more',
      sends: ['POST v1/namespaces?fieldManager=kubectl-create&fieldValidation=Strict typed > typed'],
      prints: 'namespace/~-more created',
    },
    {
      run: 'create deployment web --image=web:1 --replicas=0 --port=80',
      sends: ['POST apps/v1/~/deployments?fieldManager=kubectl-create&fieldValidation=Strict typed > typed'],
      prints: 'deployment.apps/web created',
    },
    {
      run: 'create deployment web --image=web:1',
      code: 1,
      sends: ['POST apps/v1/~/deployments?fieldManager=kubectl-create&fieldValidation=Strict typed > typed'],
      prints: '',
      complains: 'error: failed to create deployment: deployments.apps "web" already exists',
    },
    {
      run: 'create deployment web --image=web:1 --dry-run=client -o yaml',
      prints: ['kind: Deployment', 'replicas: 1', '- image: web:1'],
      sends: [],
    },
    {
      run: 'create configmap c --from-literal=a=b',
      sends: ['POST v1/~/configmaps?fieldManager=kubectl-create&fieldValidation=Strict typed > typed'],
      prints: 'configmap/c created',
    },
    {
      run: 'create configmap d --from-literal=a=b --dry-run=server -o name',
      sends: [
        'POST v1/~/configmaps?dryRun=All&fieldManager=kubectl-create&fieldValidation=Strict typed > typed',
      ],
      prints: 'configmap/d',
    },
    {
      run: 'create secret generic s --from-literal=a=b',
      sends: ['POST v1/~/secrets?fieldManager=kubectl-create&fieldValidation=Strict typed > typed'],
      prints: 'secret/s created',
    },
    {
      run: 'create secret docker-registry r --docker-username=u --docker-password=p --docker-server=x',
      sends: ['POST v1/~/secrets?fieldManager=kubectl-create&fieldValidation=Strict typed > typed'],
      prints: 'secret/r created',
    },
    {
      run: 'create service clusterip web --tcp=80:8080',
      sends: ['POST v1/~/services?fieldManager=kubectl-create&fieldValidation=Strict typed > typed'],
      prints: 'service/web created',
    },
    {
      run: 'create serviceaccount robot',
      sends: ['POST v1/~/serviceaccounts?fieldManager=kubectl-create&fieldValidation=Strict typed > typed'],
      prints: 'serviceaccount/robot created',
    },
    {
      run: 'create role reader --verb=get --resource=pods',
      sends: [
        'POST rbac.authorization.k8s.io/v1/~/roles?fieldManager=kubectl-create&fieldValidation=Strict typed > typed',
      ],
      prints: 'role.rbac.authorization.k8s.io/reader created',
    },
    {
      run: 'create rolebinding readers --role=reader --serviceaccount={ns}:robot',
      sends: [
        'POST rbac.authorization.k8s.io/v1/~/rolebindings?fieldManager=kubectl-create&fieldValidation=Strict typed > typed',
      ],
      prints: 'rolebinding.rbac.authorization.k8s.io/readers created',
    },
    {
      run: 'create clusterrole {ns}-reader --verb=get --resource=nodes',
      sends: [
        'POST rbac.authorization.k8s.io/v1/clusterroles?fieldManager=kubectl-create&fieldValidation=Strict typed > typed',
      ],
      prints: 'clusterrole.rbac.authorization.k8s.io/~-reader created',
    },
    {
      run: 'create clusterrolebinding {ns}-readers --clusterrole={ns}-reader --group=ops',
      sends: [
        'POST rbac.authorization.k8s.io/v1/clusterrolebindings?fieldManager=kubectl-create&fieldValidation=Strict typed > typed',
      ],
      prints: 'clusterrolebinding.rbac.authorization.k8s.io/~-readers created',
    },
    {
      run: 'create job once --image=busybox -- date',
      sends: ['POST batch/v1/~/jobs?fieldManager=kubectl-create&fieldValidation=Strict typed > typed'],
      prints: 'job.batch/once created',
    },
    {
      run: "create cronjob often --image=busybox --schedule='* * * * *' -- date",
      sends: ['POST batch/v1/~/cronjobs?fieldManager=kubectl-create&fieldValidation=Strict typed > typed'],
      prints: 'cronjob.batch/often created',
    },
    {
      run: 'create job now --from=cronjob/often',
      sends: [
        'GET batch/v1/~/cronjobs/often > any',
        'POST batch/v1/~/jobs?fieldManager=kubectl-create&fieldValidation=Strict typed > typed',
      ],
      prints: 'job.batch/now created',
    },
    {
      run: 'create quota q --hard=pods=3',
      sends: ['POST v1/~/resourcequotas?fieldManager=kubectl-create&fieldValidation=Strict typed > typed'],
      prints: 'resourcequota/q created',
    },
    {
      run: 'create poddisruptionbudget p --selector=a=b --min-available=1',
      sends: [
        'POST policy/v1/~/poddisruptionbudgets?fieldManager=kubectl-create&fieldValidation=Strict typed > typed',
      ],
      prints: 'poddisruptionbudget.policy/p created',
    },
    {
      run: 'create ingress i --rule=a.com/x=web:80',
      sends: [
        'POST networking.k8s.io/v1/~/ingresses?fieldManager=kubectl-create&fieldValidation=Strict typed > typed',
      ],
      prints: 'ingress.networking.k8s.io/i created',
    },
    {
      run: 'create -f -',
      stdin: 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: e}\ndata: {a: "1"}\n',
      sends: ['V', 'POST v1/~/configmaps?fieldManager=kubectl-create&fieldValidation=Strict json > json'],
      prints: 'configmap/e created',
    },
    {
      run: 'create -f -',
      stdin: 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: e}\ndata: {a: "1"}\n',
      code: 1,
      sends: ['V', 'POST v1/~/configmaps?fieldManager=kubectl-create&fieldValidation=Strict json > json'],
      prints: '',
      complains:
        'Error from server (AlreadyExists): error when creating "STDIN": configmaps "e" already exists',
    },
    {
      run: 'create -f -',
      stdin: 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: E}\n',
      code: 1,
      sends: ['V', 'POST v1/~/configmaps?fieldManager=kubectl-create&fieldValidation=Strict json > json'],
      prints: '',
      complains: `The ConfigMap "E" is invalid: metadata.name: Invalid value: "E": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')`,
    },
    {
      run: 'create -f -',
      prints: /^configmap\/e-[a-z0-9]{5} created$/,
      stdin: 'apiVersion: v1\nkind: ConfigMap\nmetadata: {generateName: e-}\n',
      sends: ['V', 'POST v1/~/configmaps?fieldManager=kubectl-create&fieldValidation=Strict json > json'],
    },
    {
      run: 'create token robot --duration=1h',
      sends: ['POST v1/~/serviceaccounts/robot/token typed > typed'],
      prints: /^[\w-]+\.[\w-]+\.[\w-]+$/,
    },
    {
      run: 'create token nobody',
      code: 1,
      sends: ['POST v1/~/serviceaccounts/nobody/token typed > typed'],
      prints: '',
      complains: 'error: failed to create token: serviceaccounts "nobody" not found',
    },
    {
      run: 'auth can-i create deployments.apps',
      sends: ['GET apps/v1 > any', 'POST authorization.k8s.io/v1/selfsubjectaccessreviews typed > typed'],
      prints: 'yes',
    },
    {
      run: 'auth can-i get pods --subresource=log',
      sends: ['GET v1 > any', 'POST authorization.k8s.io/v1/selfsubjectaccessreviews typed > typed'],
      prints: 'yes',
    },
    {
      run: 'auth can-i --list',
      sends: ['POST authorization.k8s.io/v1/selfsubjectrulesreviews typed > typed'],
      prints: `Resources Non-Resource URLs Resource Names Verbs
*.* [] [] [*]
[*] [] [*]`,
    },
    {
      run: 'auth whoami',
      sends: ['POST authentication.k8s.io/v1/selfsubjectreviews typed > typed'],
      prints: `ATTRIBUTE VALUE
Username sandbox-admin
Groups [system:masters system:authenticated]`,
    },
    {
      run: 'auth reconcile -f -',
      stdin:
        'apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: reader, namespace: "{ns}"}\nrules: [{apiGroups: [""], resources: [pods], verbs: [get, list]}]\n',
      sends: [
        'GET rbac.authorization.k8s.io/v1/~/roles/reader > typed',
        'PUT rbac.authorization.k8s.io/v1/~/roles/reader typed > typed',
      ],
      prints: 'role.rbac.authorization.k8s.io/reader reconciled',
      complains: `reconciliation required update
missing rules added:
{Verbs:[list] APIGroups:[] Resources:[pods] ResourceNames:[] NonResourceURLs:[]}`,
    },
  ],
}
