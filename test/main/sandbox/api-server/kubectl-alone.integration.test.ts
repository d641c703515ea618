/** Every kubectl of this machine against the API server alone: no controllers, no kubelet. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { kubectlVersions, kubectlWith } from '../../../support/kubectl.ts'
import { type RunningServer, runningPod, runningServer } from './running-server.ts'

/** The oldest that works, the first to forward ports by WebSocket, and one that sends protobuf; else what there is. */
const chosen = /^kubectl\.1\.(29|31|33)$/
const found = kubectlVersions()
const versions = found.some(({ name }) => chosen.test(name))
  ? found.filter(({ name }) => chosen.test(name))
  : found

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

    it('changes: scale, label, annotate, patch, restart, pause, replace', async () => {
      await kubectl.ok(['scale', 'deploy/web', '--replicas=4'])
      await kubectl.ok(['label', 'deploy/web', 'tier=front'])
      await kubectl.ok(['annotate', 'deploy/web', 'note=x'])
      await kubectl.ok(['rollout', 'restart', 'deploy/web'])
      await kubectl.ok(['rollout', 'pause', 'deploy/web'])
      expect(await field('deploy/web', '.spec.paused')).toBe('true')
      await kubectl.ok(['rollout', 'resume', 'deploy/web'])
      const operations = '[{"op":"add","path":"/spec/minReadySeconds","value":5}]'
      expect((await kubectl.run(['patch', 'deploy/web', '--type=json', '-p', operations])).code).toBe(0)
      const all = await field(
        'deploy/web',
        "['.spec.replicas','.metadata.labels.tier','.metadata.annotations.note']",
      )
      expect(all).toBe('4 front x')
      const strategic = await kubectl.run(['patch', 'vs/web', '--type=strategic', '-p', '{"spec":{}}'])
      expect(strategic.stderr).toContain('application/merge-patch+json')
      const whole = await kubectl.ok(['get', 'vs', 'web', '-o', 'json'])
      await kubectl.ok(['replace', '-f', '-'], whole.replace('"b"', '"c"'))
      expect(await kubectl.ok(['get', 'vs'])).toMatch(/NAME +GATEWAYS +HOSTS +AGE\nweb +\["c"\] +\d+s/)
    })

    it('reads: selectors, describe, all, older versions, events', async () => {
      expect(await kubectl.ok(['get', 'deploy', '-l', 'tier in (front,back)', '-o', 'name'])).toBe(
        'deployment.apps/web\n',
      )
      expect(
        await kubectl.ok(['get', 'deploy', '--field-selector', 'metadata.name=none', '-o', 'name']),
      ).toBe('')
      expect(await kubectl.ok(['describe', 'deploy', 'web'])).toMatch(/Replicas: +4 desired/)
      expect(await kubectl.ok(['describe', 'vs', 'web'])).toMatch(/Kind: +VirtualService/)
      expect(await kubectl.ok(['describe', 'svc', 'kubernetes'])).toMatch(/IP: +10\.96\.0\.1/)
      expect(await kubectl.ok(['get', 'all'])).toMatch(/service\/kubernetes[\s\S]*deployment\.apps\/web/)
      expect(
        await kubectl.ok(['get', 'virtualservices.v1beta1.networking.istio.io', 'web', '-o', 'yaml']),
      ).toMatch(/^apiVersion: networking\.istio\.io\/v1beta1$/m)
      expect(await kubectl.ok(['api-resources', '--api-group=flagger.app'])).toMatch(
        /canaries +flagger\.app\/v1beta1 +true +Canary/,
      )
      expect(await kubectl.ok(['get', 'events'])).toBe('')
      expect(await kubectl.ok(['events'])).toBe('')
      expect((await kubectl.run(['get', 'nonsense'])).stderr).toContain("doesn't have a resource type")
    })

    it('may do everything', async () => {
      expect(await kubectl.ok(['auth', 'can-i', 'create', 'deployments.apps'])).toBe('yes\n')
      expect(await kubectl.ok(['auth', 'can-i', '--list'])).toMatch(/^\*\.\* /m)
      expect(await kubectl.ok(['auth', 'whoami'])).toContain('sandbox-admin')
      expect(await kubectl.ok(['version'])).toMatch(/Server Version: v1\.33\.\d/)
    })

    it('watches and waits', async () => {
      const watch = kubectl.start(['get', 'cm', '-w', '--no-headers'])
      let seen = ''
      watch.stdout.on('data', (chunk: Buffer) => {
        seen += chunk
      })
      const ended = new Promise((done) => watch.once('close', done))
      try {
        await vi.waitFor(() => expect(seen).toMatch(/^moved +1/m), { timeout: 10_000 })
        await kubectl.ok(['create', 'configmap', 'watched'])
        await vi.waitFor(() => expect(seen).toMatch(/^watched +0/m), { timeout: 10_000 })
      } finally {
        watch.kill()
        await ended
      }
      await runningPod(server, 'web-1')
      await kubectl.ok(['wait', 'pod/web-1', '--for=condition=Ready', '--timeout=10s'])
      const gone = kubectl.ok(['wait', 'pod/web-1', '--for=delete', '--timeout=20s'])
      await kubectl.ok(['delete', 'pod', 'web-1'])
      await gone
    })

    it('shows logs and follows them', async () => {
      await runningPod(server, 'web-2')
      server.log.lines = ['2026-11-24T12:00:00Z one', '2026-11-24T12:00:01Z two']
      expect(await kubectl.ok(['logs', 'web-2'])).toBe('one of web-2/web\ntwo of web-2/web\n')
      expect(await kubectl.ok(['logs', 'web-2', '--tail=1', '--timestamps'])).toBe(
        '2026-11-24T12:00:01Z two of web-2/web\n',
      )
      const follow = kubectl.start(['logs', '-f', 'web-2', '--tail=1'])
      let seen = ''
      follow.stdout.on('data', (chunk: Buffer) => {
        seen += chunk
      })
      const ended = new Promise((done) => follow.once('close', done))
      try {
        await vi.waitFor(() => expect(seen).toContain('two'), { timeout: 10_000 })
        server.log.lines = [...server.log.lines, '2026-11-24T12:00:02Z three']
        await vi.waitFor(() => expect(seen).toBe('two of web-2/web\nthree of web-2/web\n'), {
          timeout: 10_000,
        })
      } finally {
        follow.kill()
        await ended
      }
    })

    it('forwards ports', async () => {
      const forward = kubectl.start(['port-forward', 'pod/web-2', ':9080'])
      let said = ''
      forward.stdout.on('data', (chunk: Buffer) => {
        said += chunk
      })
      const ended = new Promise((done) => forward.once('close', done))
      try {
        await vi.waitFor(() => expect(said).toMatch(/127\.0\.0\.1:\d+/), { timeout: 10_000 })
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
