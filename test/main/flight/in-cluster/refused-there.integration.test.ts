/** What a real API server and its controllers refuse of a flight: each in a sentence, with nothing left behind. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { prepare } from '#main/flight/in-cluster/prepare.ts'
import { runErrand } from '#main/flight/in-cluster/run-errand.ts'
import { type ConnectedCluster, connect } from '#main/kube/connect.ts'
import { loadKubeconfig } from '#main/kube/kubeconfig.ts'
import { kubeconfigText } from '#main/sandbox/kubeconfig-file.ts'
import { AviaryError, explain } from '#shared/model/failure.ts'
import { type HandOverInput, handOverSchema } from '#shared/model/hand-over.ts'
import { type KubeObject, type Pod, pathOf, type Resource, resources } from '#shared/model/kube.ts'
import { type Client, clientOf } from '../../../differential/side.ts'
import { planOf } from '../../../shared/flight/in-cluster/plans.ts'
import { eventually } from '../../../support/eventually.ts'
import {
  noControlPlane,
  type RealControlPlane,
  startControlPlane,
} from '../../../support/real-control-plane.ts'

const job: Resource = { group: 'batch', version: 'v1', kind: 'Job', plural: 'jobs', namespaced: true }

describe.skipIf(noControlPlane !== undefined)(
  `a flight in a real cluster (skipped because: ${noControlPlane ?? 'it is not'})`,
  () => {
    let real: RealControlPlane
    let client: Client
    let admin: ConnectedCluster
    const others: ConnectedCluster[] = []

    beforeAll(async () => {
      real = await startControlPlane('kube-controller-manager', 'kube-scheduler')
      client = clientOf(real)
      const { contexts } = await loadKubeconfig([real.kubeconfig])
      admin = connect(contexts[0]!, { mayWrite: () => 'yes', record: () => undefined })
    })
    afterAll(async () => {
      for (const one of others) one.close()
      admin?.close()
      client?.close()
      await real?.close()
    })

    const post = async (path: string, body: object) => {
      const { status, body: answer } = await client.send({
        method: 'POST',
        path,
        body,
        type: 'application/json',
      })
      expect([200, 201], JSON.stringify(answer)).toContain(status)
      return answer
    }
    /** The controller has seen it, without which nothing is refused. */
    const quotaHolds = (where: string, name: string) =>
      eventually(async () => {
        const path = `/api/v1/namespaces/${where}/resourcequotas/${name}`
        const { spec, status } = (await client.send({ method: 'GET', path })).body as Record<string, object>
        expect(status).toMatchObject(spec as object)
      })
    const namespace = (name: string, labels: Record<string, string> = {}) =>
      post('/api/v1/namespaces', { metadata: { name, labels } })

    /** A context of somebody who may do that in a namespace, and nothing else. */
    async function somebody(name: string, rules: object[]): Promise<ConnectedCluster> {
      await namespace(name)
      const rbac = `/apis/rbac.authorization.k8s.io/v1/namespaces/${name}`
      await post(`/api/v1/namespaces/${name}/serviceaccounts`, { metadata: { name: 'pilot' } })
      await post(`${rbac}/roles`, { metadata: { name: 'pilot' }, rules })
      await post(`${rbac}/rolebindings`, {
        metadata: { name: 'pilot' },
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'pilot' },
        subjects: [{ kind: 'ServiceAccount', name: 'pilot', namespace: name }],
      })
      const path = `/api/v1/namespaces/${name}/serviceaccounts/pilot/token`
      const { status } = (await post(path, { spec: {} })) as { status: { token: string } }
      const file = join(real.kubeconfig, '..', `${name}.kubeconfig`)
      const { url: server, caPem } = real
      await writeFile(file, kubeconfigText([{ name: 'real', server, caPem, token: status.token }]), {
        mode: 0o600,
      })
      const { contexts } = await loadKubeconfig([file])
      const cluster = connect(contexts[0]!, { mayWrite: () => 'yes', record: () => undefined })
      others.push(cluster)
      // The server has seen the role.
      await eventually(() => cluster.list(resources.secret, { namespace: name }))
      return cluster
    }

    const url = 'http://cart.shop.svc/'
    const headers: [string, string][] = [['Authorization', 'Bearer s3cret']]
    interface Flight {
      readonly said: Promise<string>
      readonly name: string
      readonly stages: string[]
      readonly notes: string[]
      stop(): void
      passes(ms: number): void
    }
    async function flight(
      where: string,
      { cluster = admin, ...more }: Partial<HandOverInput> & { cluster?: ConnectedCluster } = {},
    ): Promise<Flight> {
      const plan = planOf({ target: { kind: 'url', url }, headers })
      const handOver = handOverSchema.parse({
        tool: 'fortio',
        context: 'real',
        namespace: where,
        ...more,
        plan,
      })
      const { errand } = await prepare(handOver, cluster, crypto.randomUUID())
      const [stages, notes, landing] = [[] as string[], [] as string[], new AbortController()]
      let passedMs = 0
      const world = {
        cluster,
        now: () => Date.now() + passedMs,
        after(ms: number, run: () => void) {
          const timer = setTimeout(run, ms)
          return () => clearTimeout(timer)
        },
        onStage: (stage: string) => void stages.push(stage),
        onNote: (note: string) => void notes.push(note),
      }
      const passes = (ms: number) => {
        passedMs += ms
      }
      const said = runErrand(errand, world, landing.signal).then(
        () => 'landed',
        (error: unknown) => {
          if (landing.signal.aborted) return 'stopped'
          if (error instanceof AviaryError) return explain(error.failure).said
          throw error
        },
      )
      return { said, name: errand.name, stages, notes, stop: () => landing.abort(), passes }
    }
    const left = async (where: string) => {
      const kinds = [job, resources.secret, resources.configMap, resources.pod]
      const lists = await Promise.all(kinds.map((one) => admin.list<KubeObject>(one, { namespace: where })))
      return lists
        .flat()
        .map(({ metadata }) => metadata.name)
        .filter((name) => name.startsWith('aviary-'))
    }
    const nothingIsLeft = (where: string) => eventually(async () => expect(await left(where)).toEqual([]))

    it.each(['on', 'off'] as const)(
      'may go into a namespace with the strictest Pod Security, sidecar %s',
      async (sidecar) => {
        const where = `restricted-${sidecar}`
        await namespace(where, { 'pod-security.kubernetes.io/enforce': 'restricted' })
        const one = await flight(where, { sidecar })
        const pods = () => admin.list<Pod>(resources.pod, { namespace: where })
        await eventually(() => expect(one.stages.join()).toMatch(/waiting for a node/))
        expect((await pods()).map(({ metadata }) => metadata.labels?.['aviary.dev/flight'])).toEqual([
          one.name,
        ])
        one.stop()
        expect([await one.said, one.notes]).toEqual(['stopped', []])
        await nothingIsLeft(where)
      },
    )

    it('says of a quota that keeps its pod away, whatever it is of', async () => {
      await namespace('quota')
      await post('/api/v1/namespaces/quota/resourcequotas', {
        metadata: { name: 'limits' },
        spec: { hard: { 'limits.cpu': '4' } },
      })
      await quotaHolds('quota', 'limits')
      const one = await flight('quota')
      expect(await one.said).toMatch(
        /^The flight in real \(Job aviary-\S+\) failed: its pod was refused \(.*must specify limits\.cpu.*\)\.$/,
      )
      await nothingIsLeft('quota')
    })

    it('says of a quota of Jobs, and takes the Secret away', async () => {
      await namespace('no-jobs')
      await post('/api/v1/namespaces/no-jobs/resourcequotas', {
        metadata: { name: 'jobs' },
        spec: { hard: { 'count/jobs.batch': '0' } },
      })
      await quotaHolds('no-jobs', 'jobs')
      const one = await flight('no-jobs')
      expect(await one.said).toMatch(/^You may not create jobs in real: .*exceeded quota: jobs/)
      await nothingIsLeft('no-jobs')
    })

    it('says of limits that its pod goes beyond', async () => {
      await namespace('limits')
      await post('/api/v1/namespaces/limits/limitranges', {
        metadata: { name: 'small' },
        spec: { limits: [{ type: 'Container', max: { cpu: '50m' } }] },
      })
      const one = await flight('limits')
      expect(await one.said).toMatch(
        /its pod was refused \(.*must be less than or equal to cpu limit of 50m\)\.$/,
      )
      await nothingIsLeft('limits')
    })

    it('says what limits its namespace gives it', async () => {
      await namespace('defaults')
      await post('/api/v1/namespaces/defaults/limitranges', {
        metadata: { name: 'small' },
        spec: { limits: [{ type: 'Container', default: { cpu: '200m' } }] },
      })
      const one = await flight('defaults')
      await eventually(() => expect(one.stages.join()).toMatch(/waiting for a node/))
      const [pod] = await admin.list<Pod>(resources.pod, { namespace: 'defaults' })
      const state = { running: { startedAt: '2026-11-24T12:00:00Z' } }
      const container = { name: 'fortio', image: 'x', imageID: 'x', ready: true, restartCount: 0, state }
      await client.send({
        method: 'PATCH',
        path: pathOf(resources.pod, 'defaults', pod?.metadata.name, 'status'),
        body: { status: { phase: 'Running', containerStatuses: [container] } },
        type: 'application/merge-patch+json',
      })
      await eventually(() => expect(one.notes.join()).toMatch(/^Its namespace limits its CPU to 200m:/))
      one.stop()
      await one.said
      await nothingIsLeft('defaults')
    })

    it('says what the pilot may not do, and takes away what was made', async () => {
      const verbs = ['get', 'list', 'watch', 'create', 'delete', 'patch']
      const core = { apiGroups: [''], resources: ['secrets', 'pods'], verbs }
      const one = await flight('pilot', { cluster: await somebody('pilot', [core]) })
      expect(await one.said).toMatch(/^You may not create jobs in real: jobs\.batch is forbidden/)
      await nothingIsLeft('pilot')
      const blind = await somebody('blind', [{ ...core, resources: ['secrets'] }])
      expect(await (await flight('blind', { cluster: blind })).said).toMatch(/^You may not list pods in real/)
      await nothingIsLeft('blind')
    })

    it('says that there is no such namespace', async () => {
      expect(await (await flight('nowhere')).said).toBe('There is no Namespace "nowhere" of real.')
    })

    it('gives up where no node takes it, and says why', async () => {
      await namespace('crowded')
      const one = await flight('crowded')
      await eventually(() => expect(one.stages.join()).toMatch(/waiting for a node/))
      one.passes(200_000)
      expect(await one.said).toMatch(
        /it did not start within 3 minutes; it is still waiting for a node \(no nodes available/,
      )
      await nothingIsLeft('crowded')
    })

    it('says that its namespace is going', async () => {
      await namespace('going')
      const one = await flight('going')
      await eventually(() => expect(one.stages.join()).toMatch(/waiting for a node/))
      await client.send({ method: 'DELETE', path: '/api/v1/namespaces/going' })
      expect(await one.said).toMatch(/^The flight in real \(Job \S+\) failed: its (pod|Job) was deleted\.$/)
      expect(one.notes).toEqual([])
      await nothingIsLeft('going')
    })

    it('says that its pod was evicted', async () => {
      await namespace('evicted')
      const one = await flight('evicted')
      await eventually(() => expect(one.stages.join()).toMatch(/waiting for a node/))
      const [pod] = await admin.list<Pod>(resources.pod, { namespace: 'evicted' })
      const path = `${pathOf(resources.pod, 'evicted', pod?.metadata.name, 'eviction')}`
      await post(path, { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: pod?.metadata.name } })
      expect(await one.said).toMatch(/failed: its pod was deleted\.$/)
      await nothingIsLeft('evicted')
    })

    it('says that it was not done in time', async () => {
      await namespace('late')
      const one = await flight('late')
      await eventually(async () => expect(await admin.get(job, 'late', one.name)).toBeDefined())
      await client.send({
        method: 'PATCH',
        path: `${pathOf(job, 'late', one.name)}`,
        body: { spec: { activeDeadlineSeconds: 1 } },
        type: 'application/merge-patch+json',
      })
      expect(await one.said).toMatch(/it was still not done when its time was over|its pod was deleted/)
      await nothingIsLeft('late')
    })
  },
)
