/** The real kubectl against `aviary sandbox start --bookinfo`. */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SandboxInfo } from '#shared/model/sandbox.ts'
import { type Aviary, aviaryAtHome } from '../../support/aviary.ts'
import { bookinfoReady } from '../../support/bookinfo-ready.ts'
import { eventually } from '../../support/eventually.ts'
import { kubectlMissing, kubectlVersions, kubectlWith } from '../../support/kubectl.ts'

const missing = kubectlMissing()

describe.skipIf(missing !== undefined)(
  `kubectl against the sandbox${missing ? ` (skipped: ${missing})` : ''}`,
  () => {
    let aviary: Aviary
    let info: SandboxInfo
    let kubectl: ReturnType<typeof kubectlWith>
    const inBookinfo = ['--context', 'east', '-n', 'bookinfo']

    beforeAll(async () => {
      aviary = await aviaryAtHome()
      const kubeconfig = join(aviary.home, 'sandbox.kubeconfig')
      const sandbox = aviary.start([
        'sandbox',
        'start',
        '--kubeconfig',
        kubeconfig,
        '--bookinfo',
        '-o',
        'json',
      ])
      info = JSON.parse(await sandbox.firstLine()) as SandboxInfo
      kubectl = kubectlWith(info.kubeconfig)
      await bookinfoReady(info)
    })
    afterAll(() => aviary?.close())

    it('is told where everything is', () => {
      expect(info.clusters.map((cluster) => cluster.context)).toEqual(['east', 'west'])
      for (const { server, prometheus, ingress, ingressTls, metricsTargets } of info.clusters) {
        for (const url of [server, ingressTls]) expect(url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/)
        for (const url of [prometheus, ingress, metricsTargets])
          expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+/)
      }
    })

    it('gets', async () => {
      const pods = await kubectl.ok([...inBookinfo, 'get', 'pods'])
      expect(pods).toMatch(/^NAME\s+READY\s+STATUS\s+RESTARTS\s+AGE$/m)
      expect(pods).toMatch(/^productpage-v1-\w+-\w{5}\s+\d\/\d\s+Running\s+0/m)
      const all = await kubectl.ok([...inBookinfo, 'get', 'deploy,svc,vs,gw'])
      expect(all).toMatch(/deployment\.apps\/productpage-v1\s+2\/2/)
      expect(all).toMatch(/virtualservice\.networking\.istio\.io\/bookinfo/)
      const name = await kubectl.ok([...inBookinfo, 'get', 'deploy', '-l', 'app=details', '-o', 'name'])
      expect(name.trim()).toBe('deployment.apps/details-v1')
      const missingPod = await kubectl.run([...inBookinfo, 'get', 'pod', 'nobody'])
      expect(missingPod.stderr).toContain('Error from server (NotFound): pods "nobody" not found')
    })

    it('describes', async () => {
      const text = await kubectl.ok([...inBookinfo, 'describe', 'deploy', 'productpage-v1'])
      expect(text).toMatch(/Replicas:\s+2 desired \| 2 updated \| 2 total \| 2 available \| 0 unavailable/)
      expect(text).toMatch(/StrategyType:\s+RollingUpdate/)
      const pod = (await kubectl.ok([...inBookinfo, 'get', 'pod', '-l', 'app=ratings', '-o', 'name'])).trim()
      expect(await kubectl.ok([...inBookinfo, 'describe', pod])).toMatch(/Status:\s+Running/)
      expect(await kubectl.ok([...inBookinfo, 'describe', 'svc', 'productpage'])).toMatch(/Endpoints:\s+10\./)
    })

    it('applies, gets -w and deletes', async () => {
      const manifest = (value: string) =>
        `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: greeting, namespace: bookinfo}\ndata: {hello: ${value}}\n`
      const line = 'jsonpath={.metadata.name}={.data.hello}{"\\n"}'
      const watch = kubectl.start([...inBookinfo, 'get', 'cm', '-w', '-o', line])
      let seen = ''
      watch.stdout.on('data', (chunk: Buffer) => {
        seen += chunk
      })
      try {
        expect(await kubectl.ok(['--context', 'east', 'apply', '-f', '-'], manifest('one'))).toContain(
          'created',
        )
        await eventually(() => expect(seen).toContain('greeting=one'))
        expect(await kubectl.ok(['--context', 'east', 'apply', '-f', '-'], manifest('two'))).toContain(
          'configured',
        )
        expect(await kubectl.ok(['--context', 'east', 'apply', '-f', '-'], manifest('two'))).toContain(
          'unchanged',
        )
        await eventually(() => expect(seen).toContain('greeting=two'))
        expect(await kubectl.ok([...inBookinfo, 'delete', 'cm', 'greeting'])).toContain('deleted')
        expect((await kubectl.run([...inBookinfo, 'get', 'cm', 'greeting'])).code).toBe(1)
      } finally {
        watch.kill()
      }
    })

    it.each(kubectlVersions())('runs commands in pods, and pods as commands: $name', async ({ command }) => {
      const other = kubectlWith(info.kubeconfig, command)
      const page = ['curl', '-sS', 'http://productpage:9080/productpage']
      expect(
        await other.ok([...inBookinfo, 'exec', 'deploy/ratings-v1', '-c', 'ratings', '--', ...page]),
      ).toContain('<title>Simple Bookstore App</title>')
      const script =
        'for i in 1 2 3; do curl -s -o /dev/null -w "%{http_code}\\n" details:9080/details/$1; done | sort | uniq -c'
      const counted = await other.ok([
        ...inBookinfo,
        'exec',
        'deploy/ratings-v1',
        '--',
        'sh',
        '-c',
        script,
        'sh',
        '0',
      ])
      expect(counted.trim()).toBe('3 200')
      const admin = ['pilot-agent', 'request', 'GET', 'config_dump']
      const dump = await other.ok([
        ...inBookinfo,
        'exec',
        'deploy/ratings-v1',
        '-c',
        'istio-proxy',
        '--',
        ...admin,
      ])
      expect(dump).toContain('productpage.bookinfo.svc.cluster.local:9080')
      const shell = ['run', 'shell', '--image=busybox', '-i', '--rm', '--restart=Never', '--', 'sh']
      const typed = 'echo from $HOSTNAME\nwget -qO- details:9080/details/0\n'
      const said = await other.ok([...inBookinfo, ...shell], typed)
      expect(said).toContain('from shell\n')
      expect(said).toContain('William Shakespeare')
      expect(said).toContain('pod "shell" deleted')
    })

    it.each(kubectlVersions())('copies files: $name', async ({ command }) => {
      const other = kubectlWith(info.kubeconfig, command)
      const pod = (await other.ok([...inBookinfo, 'get', 'pod', '-l', 'app=ratings', '-o', 'name']))
        .trim()
        .slice(4)
      const content = Buffer.from(Array.from({ length: 100_000 }, (_, index) => (index * 7) % 256))
      const [there, back] = [join(aviary.home, 'there'), join(aviary.home, 'back')]
      await writeFile(there, content)
      await other.ok([...inBookinfo, 'cp', '-c', 'ratings', there, `${pod}:/tmp/copied`])
      await other.ok([...inBookinfo, 'cp', '-c', 'ratings', `${pod}:/tmp/copied`, back])
      expect(await readFile(back)).toEqual(content)
    })

    it('shows events', async () => {
      const events = await kubectl.ok([...inBookinfo, 'events', '--for', 'deployment/ratings-v1'])
      expect(events).toMatch(
        /Normal +ScalingReplicaSet +Deployment\/ratings-v1 +Scaled up replica set ratings-v1-\w+ from 0 to 1/,
      )
      const inGroup = await kubectl.ok([...inBookinfo, 'get', 'events.events.k8s.io', '-o', 'wide'])
      expect(inGroup).toMatch(
        /Scheduled +pod\/ratings-v1-\S+ +default-scheduler, default-scheduler-control-plane +Successfully assigned/,
      )
      const pod = (await kubectl.ok([...inBookinfo, 'get', 'pod', '-l', 'app=ratings', '-o', 'name'])).trim()
      const reasons = [
        ...(await kubectl.ok([...inBookinfo, 'describe', pod])).matchAll(/^ {2}Normal +(\w+) /gm),
      ].map(([, one]) => one)
      for (const reason of ['Scheduled', 'Pulled', 'Created', 'Started']) expect(reasons).toContain(reason)
    })

    it('scales, sets an image and follows the rollout', async () => {
      await kubectl.ok([...inBookinfo, 'scale', 'deploy/details-v1', '--replicas=3'])
      await kubectl.ok([...inBookinfo, 'rollout', 'status', 'deploy/details-v1', '--timeout=240s'])
      expect(await kubectl.ok([...inBookinfo, 'get', 'deploy', 'details-v1'])).toMatch(
        /details-v1\s+3\/3\s+3\s+3/,
      )
      const image = 'docker.io/istio/examples-bookinfo-details-v1:1.20.4'
      await kubectl.ok([...inBookinfo, 'set', 'image', 'deploy/details-v1', `details=${image}`])
      const status = await kubectl.ok([
        ...inBookinfo,
        'rollout',
        'status',
        'deploy/details-v1',
        '--timeout=240s',
      ])
      expect(status).toContain('successfully rolled out')
      const imageOf = 'jsonpath={.spec.template.spec.containers[0].image}'
      expect(await kubectl.ok([...inBookinfo, 'get', 'deploy', 'details-v1', '-o', imageOf])).toBe(image)
      await kubectl.ok([...inBookinfo, 'rollout', 'undo', 'deploy/details-v1'])
      await kubectl.ok([...inBookinfo, 'rollout', 'status', 'deploy/details-v1', '--timeout=240s'])
      expect(await kubectl.ok([...inBookinfo, 'rollout', 'history', 'deploy/details-v1'])).toMatch(/^3\s/m)
    })

    it('deletes what it owns with it', async () => {
      await kubectl.ok([...inBookinfo, 'delete', 'deploy', 'reviews-v2'])
      await eventually(
        async () =>
          expect(await kubectl.ok([...inBookinfo, 'get', 'rs,pods', '-l', 'version=v2', '-o', 'name'])).toBe(
            '',
          ),
        500,
      )
    })
  },
)
