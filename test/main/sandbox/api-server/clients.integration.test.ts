/** The API server over HTTPS, as @kubernetes/client-node and plain requests see it. */
import { once } from 'node:events'
import { get, request as httpsRequest, type RequestOptions } from 'node:https'
import { PassThrough } from 'node:stream'
import { gunzipSync } from 'node:zlib'
import {
  AppsV1Api,
  CoreV1Api,
  CustomObjectsApi,
  KubeConfig,
  makeInformer,
  PatchStrategy,
  PortForward,
  setHeaderOptions,
} from '@kubernetes/client-node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { resources } from '#shared/model/kube.ts'
import { eventually } from '../../../support/eventually.ts'
import { configMap, deployment } from './api-world.ts'
import { type RunningServer, runningPod, runningServer } from './running-server.ts'

let server: RunningServer
let config: KubeConfig
beforeAll(async () => {
  server = await runningServer()
  config = new KubeConfig()
  config.loadFromFile(server.kubeconfig)
})
afterAll(() => server?.close())

interface Answer {
  readonly status: number
  readonly headers: Record<string, string | string[] | undefined>
  readonly body: Buffer
}

async function ask(path: string, options: RequestOptions = {}, body?: string): Promise<Answer> {
  const headers = { authorization: `Bearer ${server.token}`, ...options.headers }
  const outgoing = httpsRequest(server.url + path, { ...options, ca: server.certificates.caPem, headers })
  outgoing.end(body)
  const [response] = await once(outgoing, 'response')
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk as Buffer)
  return { status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks) }
}
const json = async (path: string, options?: RequestOptions, body?: string) =>
  JSON.parse(String((await ask(path, options, body)).body))

describe('the server', () => {
  it('asks for its token, except where health is asked for', async () => {
    const headers = { authorization: 'Bearer wrong' }
    expect(await json('/version', { headers })).toMatchObject({
      kind: 'Status',
      code: 401,
      reason: 'Unauthorized',
    })
    expect(String((await ask('/readyz', { headers })).body)).toBe('ok')
  })

  it('keeps connections that are idle as long as kube-apiserver', async () => {
    const { headers } = await ask('/version', { headers: { connection: 'keep-alive' } })
    expect(headers['keep-alive']).toBe('timeout=90')
  })

  it('warns of names in any letters', async () => {
    const body = JSON.stringify({ ...configMap('snow'), 'sn☃w\x7f': 1 })
    const { status, headers } = await ask(
      '/api/v1/namespaces/default/configmaps?fieldValidation=Warn',
      { method: 'POST', headers: { 'content-type': 'application/json' } },
      body,
    )
    expect({ status, warning: Buffer.from(String(headers.warning), 'latin1').toString('utf8') }).toEqual({
      status: 201,
      warning: '299 - "unknown field \\"sn☃w \\""',
    })
  })

  it('says what it does not have', async () => {
    expect((await ask('/openapi/v2')).status).toBe(404)
    expect((await ask('/apis/nobody.dev/v1/things')).status).toBe(404)
    expect(await json('/apis/apps/v1/things')).toMatchObject({ kind: 'Status', reason: 'NotFound' })
    expect((await ask('/api/v1/namespaces/default/pods', { method: 'PUT' })).status).toBe(405)
  })

  it('compresses what is large, for those who want it', async () => {
    const big = configMap('big', { text: 'x'.repeat(200_000) })
    await server.api.create(resources.configMap, big)
    const path = '/api/v1/namespaces/default/configmaps/big'
    const zipped = await ask(path, { headers: { 'accept-encoding': 'gzip' } })
    expect(zipped.headers['content-encoding']).toBe('gzip')
    expect(JSON.parse(String(gunzipSync(zipped.body))).data).toEqual(big.data)
    expect((await ask(path)).headers['content-encoding']).toBeUndefined()
  })

  it('refuses what is too large or no JSON', async () => {
    const post = { method: 'POST', headers: { 'content-type': 'application/json' } }
    const path = '/api/v1/namespaces/default/configmaps'
    expect(await json(path, post, '{')).toMatchObject({ code: 400 })
    expect(await json(path, post, `"${'x'.repeat(4_000_000)}"`)).toMatchObject({ code: 413 })
    expect(await json(path, { ...post, headers: { 'content-type': 'text/html' } }, '{}')).toMatchObject({
      code: 415,
    })
  })

  it('warns about what it accepts', async () => {
    const body = {
      apiVersion: 'networking.istio.io/v1',
      kind: 'VirtualService',
      metadata: { name: 'warned' },
      spec: { hosts: ['a'], http: [{ timeot: '5s', route: [{ destination: { host: 'a' } }] }] },
    }
    const path = '/apis/networking.istio.io/v1/namespaces/default/virtualservices?fieldValidation=Warn'
    const post = { method: 'POST', headers: { 'content-type': 'application/json' } }
    const { status, headers } = await ask(path, post, JSON.stringify(body))
    expect([status, headers.warning]).toEqual([201, '299 - "unknown field \\"spec.http[0].timeot\\""'])
  })

  it('flushes the headers of a watch and ends it in time', async () => {
    const watch = await ask(
      '/api/v1/namespaces/kube-system/configmaps?watch=true&timeoutSeconds=1&allowWatchBookmarks=true',
    )
    expect(JSON.parse(String(watch.body))).toMatchObject({ type: 'BOOKMARK', object: { kind: 'ConfigMap' } })
  })

  it('knows the ServiceAccount whose token it has given', async () => {
    const post = { method: 'POST', headers: { 'content-type': 'application/json' } }
    const accounts = '/api/v1/namespaces/default/serviceaccounts'
    await json(accounts, post, JSON.stringify({ metadata: { name: 'builder' } }))
    const { status } = await json(`${accounts}/builder/token`, post, '{"spec":{}}')
    const headers = { ...post.headers, authorization: `Bearer ${status.token}` }
    const whoAmI = '/apis/authentication.k8s.io/v1/selfsubjectreviews'
    const { status: said } = await json(whoAmI, { method: 'POST', headers }, '{}')
    expect(said.userInfo.username).toBe('system:serviceaccount:default:builder')
    const spoiled = { headers: { authorization: `Bearer ${status.token}x` } }
    expect(await json('/version', spoiled)).toMatchObject({ code: 401 })
  })

  it('tells a watch that is about to end from where to come back', async () => {
    const path = '/api/v1/namespaces/kube-system/configmaps'
    const { metadata } = await json(path)
    const watch = await ask(
      `${path}?watch=true&timeoutSeconds=3&allowWatchBookmarks=true&resourceVersion=${metadata.resourceVersion}`,
    )
    const { type, object } = JSON.parse(String(watch.body))
    expect(type).toBe('BOOKMARK')
    expect(Number(object.metadata.resourceVersion)).toBeGreaterThanOrEqual(Number(metadata.resourceVersion))
    expect(object.metadata.annotations).toBeUndefined()
  })

  it('deletes collections by selector', async () => {
    for (const name of ['x', 'y'])
      await server.api.create(resources.configMap, {
        ...configMap(`many-${name}`),
        metadata: { name: `many-${name}`, namespace: 'default', labels: { many: name } },
      })
    const path = '/api/v1/namespaces/default/configmaps?labelSelector=many'
    expect((await json(path, { method: 'DELETE' })).items).toHaveLength(2)
    expect((await json(path)).items).toHaveLength(0)
  })
})

describe('client-node', () => {
  it('creates, lists, patches in each way, and deletes', async () => {
    const apps = config.makeApiClient(AppsV1Api)
    await apps.createNamespacedDeployment({ namespace: 'default', body: deployment('patched') })
    const at = { namespace: 'default', name: 'patched' }
    const image = (name: string) => ({
      spec: { template: { spec: { containers: [{ name: 'web', image: name }] } } },
    })
    const imageOf = (object: { spec?: { template: { spec?: { containers: { image?: string }[] } } } }) =>
      object.spec?.template.spec?.containers[0]?.image
    const ways: [string, unknown, string][] = [
      [PatchStrategy.StrategicMergePatch, image('web:2'), 'web:2'],
      [PatchStrategy.MergePatch, image('web:3'), 'web:3'],
      [
        PatchStrategy.JsonPatch,
        [{ op: 'replace', path: '/spec/template/spec/containers/0/image', value: 'web:4' }],
        'web:4',
      ],
    ]
    for (const [strategy, body, wanted] of ways) {
      const options = setHeaderOptions('Content-Type', strategy)
      expect(imageOf(await apps.patchNamespacedDeployment({ ...at, body }, options))).toBe(wanted)
    }
    const { items } = await apps.listNamespacedDeployment({ namespace: 'default', limit: 1 })
    expect(items).toHaveLength(1)
    await apps.deleteNamespacedDeployment(at)
    await expect(apps.readNamespacedDeployment(at)).rejects.toMatchObject({ code: 404 })
  })

  it('applies on the server and reads custom objects', async () => {
    const custom = config.makeApiClient(CustomObjectsApi)
    const at = {
      group: 'networking.istio.io',
      version: 'v1',
      namespace: 'default',
      plural: 'destinationrules',
    }
    const body = {
      apiVersion: 'networking.istio.io/v1',
      kind: 'DestinationRule',
      metadata: { name: 'web' },
      spec: { host: 'web' },
    }
    const options = setHeaderOptions('Content-Type', PatchStrategy.ServerSideApply)
    await custom.patchNamespacedCustomObject({ ...at, name: 'web', body, fieldManager: 'me' }, options)
    expect(await custom.getNamespacedCustomObject({ ...at, name: 'web' })).toMatchObject({
      spec: { host: 'web' },
    })
  })

  it('follows with an informer', async () => {
    const core = config.makeApiClient(CoreV1Api)
    const list = () => core.listNamespacedConfigMap({ namespace: 'default' })
    const informer = makeInformer(config, '/api/v1/namespaces/default/configmaps', list)
    const seen: string[] = []
    for (const event of ['add', 'update', 'delete'] as const)
      informer.on(event, ({ metadata }) => {
        if (metadata?.name === 'followed') seen.push(event)
      })
    await informer.start()
    try {
      await server.api.create(resources.configMap, configMap('followed'))
      await server.api.patch(resources.configMap, 'default', 'followed', { data: { x: '1' } })
      await server.api.delete(resources.configMap, 'default', 'followed')
      await eventually(() => expect(seen).toEqual(['add', 'update', 'delete']))
    } finally {
      await informer.stop()
    }
  })

  it('forwards a port through channels', async () => {
    await runningPod(server, 'forwarded')
    const forward = async (port: number) => {
      const [output, problems, input] = [new PassThrough(), new PassThrough(), new PassThrough()]
      const socket = await new PortForward(config, false).portForward(
        'default',
        'forwarded',
        [port],
        output,
        problems,
        input,
      )
      const reads = async (from: PassThrough, wanted: RegExp) => {
        let text = ''
        from.on('data', (chunk: Buffer) => {
          text += chunk
        })
        await eventually(() => expect(text).toMatch(wanted))
      }
      return { output, problems, input, reads, socket: socket as { close(): void } }
    }
    const open = await forward(9080)
    open.input.write('GET /forwarded HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n')
    await open.reads(open.output, /^HTTP\/1\.1 200 OK/)
    open.socket.close()
    const shut = await forward(81)
    await shut.reads(shut.problems, /connection refused/)
    shut.socket.close()
  })
})

describe('the proxy', () => {
  const service = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'proxied', namespace: 'default' },
    spec: { ports: [{ name: 'http', port: 80, targetPort: 9080 }] },
  }
  const slice = {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      name: 'proxied-1',
      namespace: 'default',
      labels: { 'kubernetes.io/service-name': 'proxied' },
    },
    addressType: 'IPv4',
    endpoints: [
      { addresses: ['10.1.0.1'], conditions: { ready: false }, targetRef: { kind: 'Pod', name: 'nobody' } },
      { addresses: ['10.1.0.2'], conditions: { ready: true }, targetRef: { kind: 'Pod', name: 'proxied' } },
    ],
    ports: [{ name: 'http', port: 9080, protocol: 'TCP' }],
  }

  it('leads to a ready pod of a service, by any way of naming the port', async () => {
    await runningPod(server, 'proxied')
    await server.api.create(resources.service, service)
    const base = '/api/v1/namespaces/default/services'
    expect((await ask(`${base}/proxied/proxy/x`)).status).toBe(503)
    await server.api.create(resources.endpointSlice, slice)
    for (const name of ['proxied', 'proxied:80', 'proxied:http', 'http:proxied:http', 'http:proxied:'])
      expect(String((await ask(`${base}/${name}/proxy/api/v1/query?query=up`)).body)).toBe(
        'GET /api/v1/query?query=up ',
      )
    const post = await ask(`${base}/proxied/proxy/form`, { method: 'POST' }, 'a=b')
    expect(String(post.body)).toBe('POST /form a=b')
    expect((await ask(`${base}/proxied:81/proxy/x`)).status).toBe(503)
  })

  it('leads to a pod', async () => {
    const base = '/api/v1/namespaces/default/pods'
    expect(String((await ask(`${base}/proxied:9080/proxy/x`)).body)).toBe('GET /x ')
    expect((await ask(`${base}/proxied:81/proxy/x`)).status).toBe(503)
    expect((await ask(`${base}/nobody:9080/proxy/x`)).status).toBe(404)
  })
})

it('trusts no other authority', async () => {
  const outgoing = get(`${server.url}/readyz`)
  const [error] = await once(outgoing, 'error')
  expect(error).toMatchObject({ code: expect.stringMatching(/CERT|SIGNATURE/) })
})
