/** @kubernetes/client-node against a whole cluster: what programs written with it rely on. */
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { get } from 'node:http'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import {
  AppsV1Api,
  BatchV1Api,
  CoreV1Api,
  CustomObjectsApi,
  Exec,
  KubeConfig,
  Log,
  type LogOptions,
  makeInformer,
  PatchStrategy,
  PortForward,
  setHeaderOptions,
  type V1Deployment,
  type V1Pod,
  type V1Status,
} from '@kubernetes/client-node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Sandbox, startSandbox } from '#main/sandbox/sandbox.ts'
import { type CuttableWay, cuttableWay } from '../../support/cut-connections.ts'
import { eventually } from '../../support/eventually.ts'

const namespace = 'proof'

let folder: string
let sandbox: Sandbox
let way: CuttableWay
let config: KubeConfig
let core: CoreV1Api
let apps: AppsV1Api

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aviary-client-node-'))
  const kubeconfig = join(folder, 'kubeconfig')
  sandbox = await startSandbox({ clusters: 1, seed: 1, bookinfo: false, kubeconfig })
  way = await cuttableWay(sandbox.info.clusters[0]?.server ?? '')
  config = new KubeConfig()
  config.loadFromFile(kubeconfig)
  const cluster = config.getCurrentCluster()!
  config.clusters = [{ ...cluster, server: way.url }]
  core = config.makeApiClient(CoreV1Api)
  apps = config.makeApiClient(AppsV1Api)
  await core.createNamespace({
    body: { metadata: { name: namespace, labels: { 'istio-injection': 'enabled' } } },
  })
  await apps.createNamespacedDeployment({ namespace, body: web })
})
afterAll(async () => {
  await way?.close()
  await sandbox?.close()
  await rm(folder, { recursive: true, force: true })
})

const web: V1Deployment = {
  metadata: { name: 'web' },
  spec: {
    replicas: 2,
    selector: { matchLabels: { app: 'web' } },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: { containers: [{ name: 'web', image: 'example.com/web:1', ports: [{ containerPort: 8080 }] }] },
    },
  },
}

const isReady = (pod: V1Pod) =>
  pod.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') === true

async function readyPod(): Promise<string> {
  return await eventually(async () => {
    const { items } = await core.listNamespacedPod({ namespace, labelSelector: 'app=web' })
    const pod = items.find((one) => isReady(one) && one.metadata?.deletionTimestamp === undefined)
    expect(pod).toBeDefined()
    return pod?.metadata?.name ?? ''
  })
}

describe('an informer', () => {
  it('sees pods come, change and go, and goes on where it was after its connection broke', async () => {
    // Others are made by controllers.
    const labelSelector = 'mine'
    const list = () => core.listNamespacedConfigMap({ namespace, labelSelector })
    const path = `/api/v1/namespaces/${namespace}/configmaps`
    const informer = makeInformer(config, path, list, labelSelector)
    const seen: string[] = []
    const connects: unknown[] = []
    for (const verb of ['add', 'update', 'delete'] as const)
      informer.on(verb, ({ metadata, data }) =>
        seen.push(`${verb} ${metadata?.name} ${data?.value ?? ''}`.trim()),
      )
    informer.on('connect', () => connects.push('connect'))
    // As its documentation has it; at once, where a program would wait a little.
    const errors: unknown[] = []
    let isDown = false
    const back: (() => void)[] = []
    informer.on('error', (error) => {
      errors.push(error)
      if (isDown) back.push(() => void informer.start())
      else void informer.start()
    })
    const map = (name: string, value: string) => ({
      metadata: { name, labels: { mine: '' } },
      data: { value },
    })
    await informer.start()
    try {
      await core.createNamespacedConfigMap({ namespace, body: map('a', '1') })
      await core.replaceNamespacedConfigMap({ namespace, name: 'a', body: map('a', '2') })
      await eventually(() => expect(seen).toEqual(['add a 1', 'update a 2']))

      isDown = true
      way.cut()
      await eventually(() => expect(back).not.toEqual([]))
      // While it does not look:
      await core.replaceNamespacedConfigMap({ namespace, name: 'a', body: map('a', '3') })
      await core.createNamespacedConfigMap({ namespace, body: map('b', '1') })
      await core.deleteNamespacedConfigMap({ namespace, name: 'a' })
      expect(seen).toHaveLength(2)
      isDown = false
      for (const start of back) start()
      // Nothing is told twice, and nothing is missed.
      await eventually(() => expect(seen.slice(2)).toEqual(['update a 3', 'add b 1', 'delete a 3']))
      expect(informer.list().map(({ metadata }) => metadata?.name)).toEqual(['b'])
      expect({ errors: errors.length, connects: connects.length }).toEqual({ errors: 1, connects: 2 })
    } finally {
      await informer.stop()
    }
  })

  it('follows a rollout by labels', async () => {
    const labelSelector = 'app=web'
    const list = () => core.listNamespacedPod({ namespace, labelSelector })
    const informer = makeInformer(config, `/api/v1/namespaces/${namespace}/pods`, list, labelSelector)
    await informer.start()
    try {
      await eventually(() => expect(informer.list().filter(isReady)).toHaveLength(2))
      const body = { spec: { replicas: 3 } }
      const options = setHeaderOptions('Content-Type', PatchStrategy.MergePatch)
      await apps.patchNamespacedDeploymentScale({ namespace, name: 'web', body }, options)
      await eventually(() => expect(informer.list().filter(isReady)).toHaveLength(3))
    } finally {
      await informer.stop()
    }
  })
})

describe('a patch', () => {
  const patched = async (name: string, strategy: PatchStrategy, body: unknown): Promise<V1Deployment> =>
    await apps.patchNamespacedDeployment(
      {
        namespace,
        name,
        body,
        ...(strategy === PatchStrategy.ServerSideApply ? { fieldManager: 'proof' } : {}),
      },
      setHeaderOptions('Content-Type', strategy),
    )
  const containers = ({ spec }: V1Deployment) =>
    spec?.template.spec?.containers.map(({ name, image, ports }) => `${name} ${image} ${ports?.length ?? 0}`)
  const withContainer = (container: object) => ({ spec: { template: { spec: { containers: [container] } } } })

  beforeAll(async () => {
    const { spec } = web
    await apps.createNamespacedDeployment({
      namespace,
      body: { metadata: { name: 'patched' }, spec: { ...spec!, replicas: 0 } },
    })
  })

  it('merges lists by their keys when it is strategic', async () => {
    const object = await patched(
      'patched',
      PatchStrategy.StrategicMergePatch,
      withContainer({ name: 'other', image: 'o:1' }),
    )
    expect(containers(object)).toEqual(['other o:1 0', 'web example.com/web:1 1'])
  })

  it('replaces lists when it is a merge patch', async () => {
    const object = await patched(
      'patched',
      PatchStrategy.MergePatch,
      withContainer({ name: 'web', image: 'web:2' }),
    )
    expect(containers(object)).toEqual(['web web:2 0'])
    expect(
      (await patched('patched', PatchStrategy.MergePatch, { metadata: { labels: { a: '1', b: null } } }))
        .metadata?.labels,
    ).toEqual({ a: '1' })
  })

  it('does what it says when it is JSON, all of it or nothing', async () => {
    const at = '/spec/template/spec/containers/0/image'
    const replace = (value: string) => ({ op: 'replace', path: at, value })
    expect(
      containers(
        await patched('patched', PatchStrategy.JsonPatch, [
          { op: 'test', path: at, value: 'web:2' },
          replace('web:3'),
        ]),
      ),
    ).toEqual(['web web:3 0'])
    await expect(
      patched('patched', PatchStrategy.JsonPatch, [
        replace('web:4'),
        { op: 'test', path: at, value: 'web:9' },
      ]),
    ).rejects.toMatchObject({ code: 422 })
    expect(containers(await apps.readNamespacedDeployment({ namespace, name: 'patched' }))).toEqual([
      'web web:3 0',
    ])
  })

  it('is applied by its manager, who gives up what it leaves out, and meets others', async () => {
    const apply = (labels: Record<string, string>, spec = {}) =>
      patched('patched', PatchStrategy.ServerSideApply, {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'patched', labels },
        ...spec,
      })
    expect((await apply({ mine: '1', more: '1' })).metadata?.labels).toEqual({ a: '1', mine: '1', more: '1' })
    expect((await apply({ mine: '2' })).metadata?.labels).toEqual({ a: '1', mine: '2' })
    await expect(apply({ a: '2' })).rejects.toMatchObject({ code: 409 })
  })

  it('of a custom object is none that needs its type', async () => {
    const custom = config.makeApiClient(CustomObjectsApi)
    const at = { group: 'networking.istio.io', version: 'v1', namespace, plural: 'destinationrules' }
    const body = {
      apiVersion: 'networking.istio.io/v1',
      kind: 'DestinationRule',
      metadata: { name: 'web' },
      spec: { host: 'web' },
    }
    await custom.createNamespacedCustomObject({ ...at, body })
    const patch = (strategy: PatchStrategy) =>
      custom.patchNamespacedCustomObject(
        { ...at, name: 'web', body: { spec: { host: 'other' } } },
        setHeaderOptions('Content-Type', strategy),
      )
    await expect(patch(PatchStrategy.StrategicMergePatch)).rejects.toMatchObject({ code: 415 })
    expect(await patch(PatchStrategy.MergePatch)).toMatchObject({ spec: { host: 'other' } })
  })
})

describe('a log', () => {
  /** Goes on when a file is there: what a container wrote to /tmp is gone when it starts anew. */
  const untilTold = 'until [ -f /tmp/told ]; do sleep 0.1; done'
  const script = `echo line 1; ${untilTold}; for i in 2 3 4 5; do echo line $i; sleep 0.2; done`

  /** What is there of it, to its end. */
  async function read(pod: string, container: string, options: LogOptions = {}): Promise<string[]> {
    const text = new PassThrough()
    const chunks: Buffer[] = []
    text.on('data', (chunk: Buffer) => chunks.push(chunk))
    const ended = once(text, 'end')
    await new Log(config).log(namespace, pod, container, text, options)
    await ended
    return Buffer.concat(chunks).toString('utf8').split('\n').slice(0, -1)
  }

  async function tell(pod: string): Promise<void> {
    const ended = Promise.withResolvers<V1Status>()
    const command = ['sh', '-c', 'echo > /tmp/told']
    const [output, errors] = [new PassThrough(), new PassThrough()]
    await new Exec(config).exec(namespace, pod, 'main', command, output, errors, null, false, ended.resolve)
    expect((await ended.promise).status).toBe('Success')
  }

  async function run(name: string, text: string): Promise<void> {
    const container = { name: 'main', image: 'busybox', command: ['sh', '-c', text] }
    const annotations = { 'sidecar.istio.io/inject': 'false' }
    await core.createNamespacedPod({
      namespace,
      body: { metadata: { name, annotations }, spec: { containers: [container] } },
    })
  }
  const statusOf = async (name: string) =>
    (await core.readNamespacedPod({ namespace, name })).status?.containerStatuses?.[0]

  it('is followed to the end of its container', async () => {
    const container = { name: 'main', image: 'busybox', command: ['sh', '-c', script] }
    const template = { spec: { restartPolicy: 'Never', containers: [container] } }
    const job = {
      metadata: { name: 'counts' },
      spec: { template: { ...template, metadata: { annotations: { 'sidecar.istio.io/inject': 'false' } } } },
    }
    await config.makeApiClient(BatchV1Api).createNamespacedJob({ namespace, body: job })
    const name = await eventually(async () => {
      const { items } = await core.listNamespacedPod({ namespace, labelSelector: 'job-name=counts' })
      expect(items[0]?.status?.phase).toBe('Running')
      return items[0]?.metadata?.name ?? ''
    })
    const lines = [1, 2, 3, 4, 5].map((one) => `line ${one}`)
    const followed = read(name, 'main', { follow: true })
    await tell(name)
    expect(await followed).toEqual(lines)
    expect(await read(name, 'main', { tailLines: 2 })).toEqual(lines.slice(3))
    const stamped = await read(name, 'main', { timestamps: true })
    expect(stamped.map((line) => line.slice(line.indexOf(' ') + 1))).toEqual(lines)
    const times = stamped.map((line) => line.slice(0, line.indexOf(' ')))
    for (const time of times) expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/)
    expect(await read(name, 'main', { sinceTime: times[2]! })).toEqual(lines.slice(2))
    expect(await read(name, 'main', { limitBytes: 14 })).toEqual(lines.slice(0, 2))
    expect(await read(name, 'main', { sinceSeconds: 3600 })).toEqual(lines)
    await expect(read(name, 'nobody')).rejects.toMatchObject({ code: 400 })
    await expect(read(name, 'main', { previous: true })).rejects.toMatchObject({ code: 400 })
  })

  it('of the run before is there after a restart', async () => {
    await run('again', `echo started at $(date +%s.%N); ${untilTold}; exit 3`)
    const current = () => read('again', 'main')
    const first = await eventually(async () => {
      const lines = await current()
      expect(lines).toHaveLength(1)
      return lines
    })
    await tell('again')
    await eventually(async () => {
      const status = await statusOf('again')
      expect([status?.restartCount, status?.state?.running === undefined]).toEqual([1, false])
    })
    await eventually(async () => expect(await current()).toHaveLength(1))
    expect(await current()).not.toEqual(first)
    expect(await read('again', 'main', { previous: true })).toEqual(first)
    expect((await statusOf('again'))?.lastState?.terminated?.exitCode).toBe(3)
  })
})

describe('a port-forward', () => {
  const forwarder = () => new PortForward(config, true)

  /** A local port that leads to a pod, as client-node's examples make it. */
  async function listen(connect: (socket: PassThrough | NodeJS.ReadWriteStream) => Promise<unknown>) {
    const server: Server = createServer((socket) => {
      socket.on('error', () => socket.destroy())
      connect(socket).catch(() => socket.destroy())
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    return { server, ask: (path: string) => ask(port, path) }
  }

  async function ask(port: number, path: string): Promise<string> {
    return await new Promise((resolve, reject) => {
      const request = get(
        { port, host: '127.0.0.1', path, headers: { connection: 'close' }, agent: false },
        async (response) => {
          let body = ''
          for await (const chunk of response) body += chunk
          resolve(`${response.statusCode} ${body}`)
        },
      )
      request.on('error', reject)
    })
  }

  it('carries several connections at once, each its own', async () => {
    const pod = await readyPod()
    const { server, ask: askPod } = await listen((socket) =>
      forwarder().portForward(namespace, pod, [8080], socket as never, null, socket as never),
    )
    try {
      const paths = Array.from({ length: 8 }, (_, index) => `/path/${index}`)
      const answers = await Promise.all(paths.map(askPod))
      expect(answers).toEqual(paths.map((path) => `200 Hello from ${pod}: GET ${path}\n`))
    } finally {
      server.close()
    }
  })

  it('says that nothing listens at a port', async () => {
    const problems = new PassThrough()
    const said = once(problems, 'data')
    const input = new PassThrough()
    await forwarder().portForward(namespace, await readyPod(), [81], new PassThrough(), problems, input)
    expect(String((await said)[0])).toContain('connection refused')
  })

  it('ends when the program does, without waiting for the end of the other side', async () => {
    // The Python client waits for that: a socket of its port-forward reads until then.
    const [output, input] = [new PassThrough(), new PassThrough()]
    let text = ''
    output.on('data', (chunk: Buffer) => {
      text += chunk
    })
    const socket = await forwarder().portForward(namespace, await readyPod(), [8080], output, null, input)
    if (typeof socket === 'function') throw new Error('it was not told to connect anew')
    const closed = once(socket, 'close')
    input.write('GET /last HTTP/1.1\r\nhost: web\r\nconnection: close\r\n\r\n')
    await closed
    expect(text).toMatch(/^HTTP\/1\.1 200 OK\r\n[\s\S]*: GET \/last\n/)
  })

  it('connects anew after its connection broke, where it is told to', async () => {
    const pod = await readyPod()
    const [output, input] = [new PassThrough(), new PassThrough()]
    let text = ''
    output.on('data', (chunk: Buffer) => {
      text += chunk
    })
    const socketNow = (await forwarder().portForward(
      namespace,
      pod,
      [8080],
      output,
      null,
      input,
      5,
    )) as () => {
      readyState: number
    } | null
    const answers = () => [...text.matchAll(/Hello from [\w-]+: GET (\S+)/g)].map(([, path]) => path)
    const request = (path: string) => input.write(`GET ${path} HTTP/1.1\r\nhost: a\r\n\r\n`)
    request('/one')
    await eventually(() => expect(answers()).toEqual(['/one']))
    way.cut()
    await eventually(() => expect(socketNow()?.readyState).toBe(3))
    // client-node takes the port's number off the first connection alone: of the next one it shows it.
    request('/two')
    await eventually(() => expect(answers()).toEqual(['/one', '/two']))
    input.end()
  })

  it('by a service finds another pod when the first one is gone', async () => {
    const service = {
      metadata: { name: 'web' },
      spec: { selector: { app: 'web' }, ports: [{ port: 80, targetPort: 8080 }] },
    }
    await core.createNamespacedService({ namespace, body: service })
    const { server, ask: askService } = await listen((socket) =>
      forwarder().portForwardService(namespace, 'web', [8080], socket as never, null, socket as never),
    )
    try {
      const podOf = (answer: string) => /Hello from (\S+):/.exec(answer)?.[1]
      const first = podOf(await askService('/'))
      await core.deleteNamespacedPod({ namespace, name: first ?? '' })
      await eventually(async () => {
        const { items } = await core.listNamespacedPod({ namespace, labelSelector: 'app=web' })
        expect(items.map(({ metadata }) => metadata?.name)).not.toContain(first)
      })
      const next = await eventually(async () => {
        const answered = podOf(await askService('/'))
        expect(answered).toBeDefined()
        return answered
      })
      expect(next).not.toBe(first)
    } finally {
      server.close()
    }
  })
})

describe('exec', () => {
  async function exec(pod: string, command: string[], typed = '', tty = false) {
    const [output, errors, input] = [new PassThrough(), new PassThrough(), new PassThrough()]
    const seen = { out: '', err: '' }
    output.on('data', (chunk: Buffer) => {
      seen.out += chunk
    })
    errors.on('data', (chunk: Buffer) => {
      seen.err += chunk
    })
    const ended = Promise.withResolvers<V1Status>()
    await new Exec(config).exec(namespace, pod, 'web', command, output, errors, input, tty, ended.resolve)
    if (!tty) input.end(typed)
    // As somebody types who waits for the prompt.
    for (const [index, line] of tty ? typed.split('\r').slice(0, -1).entries() : []) {
      await eventually(() => expect(seen.out.split('/ # ')).toHaveLength(index + 2))
      input.write(`${line}\r`)
    }
    const { status, details } = await ended.promise
    return { ...seen, status, code: details?.causes?.[0]?.message }
  }

  it('runs a program with its input, output, errors and code', async () => {
    const pod = await readyPod()
    expect(await exec(pod, ['cat'], 'all of it')).toEqual({
      out: 'all of it',
      err: '',
      status: 'Success',
      code: undefined,
    })
    expect(await exec(pod, ['sh', '-c', 'echo out; echo err >&2; exit 4'])).toEqual({
      ...{ out: 'out\n', err: 'err\n', status: 'Failure', code: '4' },
    })
  })

  it('is a terminal where one is asked for', async () => {
    const pod = await readyPod()
    const { out, status } = await exec(pod, ['sh'], 'echo $HOSTNAME\rexit\r', true)
    expect(out).toBe(`/ # echo $HOSTNAME\r\n${pod}\r\n/ # exit\r\n`)
    expect(status).toBe('Success')
  })
})
