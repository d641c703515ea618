/** What kubectl's bodies carry, object by object, against the API server alone; ../kubectl has the table of all commands. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../../../support/eventually.ts'
import { kubectlVersions, kubectlWith } from '../../../support/kubectl.ts'
import { type RunningServer, runningPod, runningServer } from './running-server.ts'

/** The oldest that works, the first to forward ports by WebSocket, and one that sends protobuf; else what there is. */
const chosen = /^kubectl\.1\.(29|31|33)$/
const found = kubectlVersions()
const versions = found.some(({ name }) => chosen.test(name))
  ? found.filter(({ name }) => chosen.test(name))
  : found

interface Written {
  readonly metadata: { readonly name: string }
  readonly status?: unknown
}

const deployment = (image: string, more = '') => `
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - {name: web, image: "${image}"${more}}
`
const virtualService = (host: string) => `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: web}
spec:
  hosts: [${host}]
  http: [{route: [{destination: {host: web}}]}]
`

/** Of each kind of `kubectl create` whose objects the server has. */
const creations = [
  ['service', 'clusterip', 'web', '--tcp=80:8080'],
  ['service', 'nodeport', 'web', '--tcp=80:named', '--node-port=30080'],
  ['service', 'externalname', 'ext', '--external-name=a.com'],
  ['serviceaccount', 'sa'],
  ['role', 'r', '--verb=get', '--resource=pods', '--resource-name=web'],
  ['rolebinding', 'rb', '--role=r', '--serviceaccount=default:sa'],
  ['clusterrole', 'cr', '--verb=get', '--non-resource-url=/healthz'],
  ['clusterrole', 'sum', '--aggregation-rule=tier=front'],
  ['clusterrolebinding', 'crb', '--clusterrole=cr', '--group=ops'],
  ['job', 'once', '--image=busybox', '--', 'date'],
  ['cronjob', 'often', '--image=busybox', '--schedule=* * * * *', '--', 'date'],
  ['quota', 'q', '--hard=pods=3,cpu=1500m', '--scopes=BestEffort'],
  ['poddisruptionbudget', 'pdb', '--selector=a=b', '--min-available=0'],
  ['poddisruptionbudget', 'share', '--selector=a=b', '--max-unavailable=20%'],
  ['ingress', 'i', '--class=nginx', '--rule=a.com/x*=web:80,tls=cert', '--default-backend=web:named'],
  ['secret', 'generic', 's', '--from-literal=a=b'],
]

const cronJob = `
apiVersion: batch/v1
kind: CronJob
metadata: {name: full}
spec:
  schedule: "* * * * *"
  jobTemplate:
    spec:
      podFailurePolicy: {rules: [{action: Ignore, onExitCodes: {operator: In, values: [3, 4]}}]}
      template:
        metadata: {labels: {a: b}}
        spec:
          restartPolicy: Never
          serviceAccountName: robot
          securityContext: {runAsUser: 0, supplementalGroups: [0, 300]}
          enableServiceLinks: false
          affinity:
            nodeAffinity:
              requiredDuringSchedulingIgnoredDuringExecution:
                nodeSelectorTerms: [{matchExpressions: [{key: a, operator: In, values: [b]}]}]
          tolerations: [{key: a, operator: Exists, effect: NoExecute, tolerationSeconds: 0}]
          topologySpreadConstraints: [{maxSkew: 1, topologyKey: zone, whenUnsatisfiable: DoNotSchedule}]
          volumes:
          - {name: files, configMap: {name: c, items: [{key: a, path: b}], optional: false}}
          - {name: scratch, emptyDir: {}}
          - name: all
            projected: {sources: [{secret: {name: s}}, {serviceAccountToken: {path: token}}]}
          initContainers: [{name: first, image: busybox, restartPolicy: Always}]
          containers:
          - name: main
            image: busybox
            env:
            - {name: A, valueFrom: {secretKeyRef: {name: s, key: k}}}
            - {name: B, valueFrom: {fieldRef: {fieldPath: metadata.name}}}
            - {name: C, valueFrom: {resourceFieldRef: {resource: limits.cpu, divisor: 1m}}}
            envFrom: [{prefix: P_, configMapRef: {name: c}}]
            volumeMounts: [{name: files, mountPath: /files, readOnly: true}]
            livenessProbe: {httpGet: {path: /, port: http, httpHeaders: [{name: h, value: v}]}}
            startupProbe: {exec: {command: [ls]}}
            lifecycle: {preStop: {sleep: {seconds: 2}}}
            securityContext: {runAsNonRoot: false, capabilities: {drop: [ALL]}}
            resources: {requests: {cpu: 100m}, limits: {cpu: "1", memory: 64Mi}}
`

describe.skipIf(versions.length === 0).each(versions)(
  '$name (skipped where there is no kubectl on PATH)',
  ({ command }) => {
    let server: RunningServer
    let kubectl: ReturnType<typeof kubectlWith>

    beforeAll(async () => {
      server = await runningServer()
      kubectl = kubectlWith(server.kubeconfig, command)
    })
    afterAll(() => server?.close())

    const field = async (what: string, path: string) =>
      await kubectl.ok(['get', what, '-o', `jsonpath={${path}}`])

    it('creates, in protobuf where it is new enough', async () => {
      await kubectl.ok(['create', 'namespace', 'shop'])
      await kubectl.ok([
        '-n',
        'shop',
        'create',
        'deployment',
        'web',
        '--image=web:1',
        '--replicas=0',
        '--port=80',
      ])
      await kubectl.ok(['-n', 'shop', 'create', 'configmap', 'c', '--from-literal=a=b'])
      await kubectl.ok(['-n', 'shop', 'autoscale', 'deployment', 'web', '--max=3', '--cpu-percent=80'])
      expect(await kubectl.ok(['-n', 'shop', 'get', 'deploy,hpa,cm'])).toMatch(
        /deployment\.apps\/web +0\/0 +0 +0[\s\S]*web +Deployment\/web +cpu: <unknown>\/80% +1 +3[\s\S]*configmap\/c +1/,
      )
      await kubectl.ok(['delete', 'namespace', 'shop'])
      expect((await kubectl.run(['get', 'namespace', 'shop'])).stderr).toContain('NotFound')
    })

    it.each(creations)('creates a %s %s with all that it would write as JSON', async (...words) => {
      const at = words.indexOf('--')
      const create = async (dryRun: string): Promise<Written> =>
        JSON.parse(
          await kubectl.ok([
            'create',
            ...words.toSpliced(at === -1 ? words.length : at, 0, `--dry-run=${dryRun}`, '-o', 'json'),
          ]),
        )
      const { metadata, status: _, ...written } = await create('client')
      expect(await create('server')).toMatchObject({ ...written, metadata: { name: metadata.name } })
    })

    it('makes a Job of a CronJob that loses nothing', async () => {
      await kubectl.ok(['apply', '-f', '-'], cronJob)
      await kubectl.ok(['create', 'job', 'now', '--from=cronjob/full'])
      const wanted = JSON.parse(await field('cronjob/full', '.spec.jobTemplate.spec'))
      // What the CronJob does not say has a default in the Job.
      expect(JSON.parse(await field('job/now', '.spec'))).toMatchObject(wanted)
      await kubectl.ok(['delete', 'cronjob/full'])
    })

    it('applies, on this side and on the server', async () => {
      const apply = async (text: string, ...flags: string[]) =>
        await kubectl.run(['apply', '-f', '-', ...flags], text)
      const env = ', env: [{name: A, value: "1"}, {name: B, value: "2"}]'
      expect(await apply(deployment('web:1', env))).toMatchObject({
        stdout: 'deployment.apps/web created\n',
        stderr: '',
      })
      expect(await apply(deployment('web:1', env))).toMatchObject({
        stdout: 'deployment.apps/web unchanged\n',
        stderr: '',
      })
      expect((await kubectl.run(['diff', '-f', '-'], deployment('web:2'))).stdout).toMatch(
        /^\+.*image: web:2$/m,
      )
      expect(await apply(deployment('web:2', ', env: [{name: B, value: "2"}]'))).toMatchObject({
        stdout: 'deployment.apps/web configured\n',
        stderr: '',
      })
      expect(await field('deploy/web', '.spec.template.spec.containers[0].env[*].name')).toBe('B')
      expect((await apply(deployment('web:2', ', imag: x'))).stderr).toContain(
        'unknown field "spec.template.spec.containers[0].imag"',
      )
      expect(await apply(virtualService('a'))).toMatchObject({ code: 0, stderr: '' })
      expect((await apply(virtualService('b'))).stdout).toContain('configured')

      await kubectl.ok(['delete', 'deploy/web'])
      expect((await apply(deployment('web:1', env), '--server-side')).stdout).toContain('serverside-applied')
      await kubectl.ok(['set', 'image', 'deploy/web', 'web=web:9'])
      expect((await apply(deployment('web:1'), '--server-side')).stderr).toContain(
        'conflict with "kubectl-set" using apps/v1: .spec.template.spec.containers[name="web"].image',
      )
      expect((await apply(deployment('web:1'), '--server-side', '--force-conflicts')).code).toBe(0)
      expect(await field('deploy/web', '.spec.template.spec.containers[0].env')).toBe('')
    })

    it('moves from client-side to server-side apply without a conflict', async () => {
      const map = (data: string) => `apiVersion: v1
kind: ConfigMap
metadata: {name: moved}
data: {${data}}
`
      await kubectl.ok(['apply', '-f', '-'], map('a: "1"'))
      await kubectl.ok(['apply', '--server-side', '-f', '-'], map('a: "2"'))
      expect(await field('cm/moved', '.data.a')).toBe('2')
      // What the client-side apply owned has passed over, so what is dropped now goes.
      await kubectl.ok(['apply', '--server-side', '-f', '-'], map('b: "3"'))
      expect(await field('cm/moved', '.data')).toBe('{"b":"3"}')
    })

    it('forwards ports', async () => {
      await runningPod(server, 'web-2')
      const forward = kubectl.start(['port-forward', 'pod/web-2', ':9080'])
      let said = ''
      forward.stdout.on('data', (chunk: Buffer) => {
        said += chunk
      })
      const ended = new Promise((done) => forward.once('close', done))
      try {
        await eventually(() => expect(said).toMatch(/127\.0\.0\.1:\d+/))
        const base = `http://${/127\.0\.0\.1:\d+/.exec(said)?.[0]}`
        const body = 'x'.repeat(300_000)
        const answers = await Promise.all(
          ['/a', '/b', '/c'].map(
            async (path) => await (await fetch(base + path, { method: 'POST', body })).text(),
          ),
        )
        expect(answers).toEqual(['/a', '/b', '/c'].map((path) => `POST ${path} ${body}`))
      } finally {
        forward.kill()
        await ended
      }
    })
  },
)
