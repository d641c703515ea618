/** exec and attach as the real kubectl speaks them (SPDY up to 1.29, WebSockets since), and as client-node does. */
import { once } from 'node:events'
import { request } from 'node:https'
import { type Duplex, PassThrough } from 'node:stream'
import { Exec, KubeConfig, type V1Status } from '@kubernetes/client-node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { type Pod, resources } from '#shared/model/kube.ts'
import { eventually } from '../../../../support/eventually.ts'
import { kubectlMissing, kubectlVersions, kubectlWith } from '../../../../support/kubectl.ts'
import { type RunningServer, runningPod, runningServer } from '../running-server.ts'

let server: RunningServer
beforeAll(async () => {
  server = await runningServer()
  await runningPod(server, 'web')
  await runningPod(server, 'stopped')
  const stopped = {
    name: 'web',
    ready: false,
    restartCount: 1,
    state: { waiting: { reason: 'CrashLoopBackOff' } },
  }
  await server.api.patch(
    resources.pod,
    'default',
    'stopped',
    { status: { containerStatuses: [stopped] } },
    'status',
  )
  await server.api.create<Pod>(resources.pod, {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'homeless', namespace: 'default' },
    spec: { containers: [{ name: 'web', image: 'web:1' }] },
  })
})
afterAll(() => server?.close())

const missing = kubectlMissing()
const versions = missing === undefined ? kubectlVersions() : []

describe.skipIf(missing !== undefined)(`kubectl exec${missing ? ` (skipped: ${missing})` : ''}`, () => {
  describe.each(versions)('$name', ({ command }) => {
    const exec = async (args: string[], stdin?: string) =>
      await kubectlWith(server.kubeconfig, command).run(['exec', ...args], stdin)

    it('hands on output, errors and the exit code', async () => {
      expect(await exec(['web', '--', 'say', 'a b', "it's"])).toEqual({
        ...{ code: 0, stdout: '', stderr: "web/web false a b it's\n" },
      })
      expect(await exec(['web', '--', 'exit', '7'])).toMatchObject({
        ...{ code: 7, stderr: 'command terminated with exit code 7\n' },
      })
    })

    it('hands on what it gets, to the end and whole', async () => {
      expect(await exec(['-i', 'web', '--', 'cat'], 'one\ntwo')).toEqual({
        code: 0,
        stdout: 'one\ntwo',
        stderr: '',
      })
      const text = 'all of it, line by line\n'.repeat(100_000)
      const { code, stdout } = await exec(['-i', 'web', '--', 'cat'], text)
      expect([code, stdout.length, stdout === text]).toEqual([0, text.length, true])
    })

    it('says what the runtime says of a command that is not there', async () => {
      const { code, stderr } = await exec(['web', '--', 'fail'])
      expect(code).toBe(1)
      expect(stderr).toMatch(
        /^error: (?:Internal error occurred: )+error executing command in container: no such program\n$/,
      )
    })

    it('says of pods and containers that there is nothing to run in', async () => {
      const refusal = async (args: string[]) => (await exec(args)).stderr
      expect(await refusal(['web', '-c', 'nobody', '--', 'true'])).toBe(
        'Error from server (BadRequest): container nobody is not valid for pod web\n',
      )
      expect(await refusal(['homeless', '--', 'true'])).toContain(
        'pod homeless does not have a host assigned',
      )
      expect(await refusal(['stopped', '--', 'true'])).toContain(
        'unable to upgrade connection: container not found ("web")',
      )
      expect(await refusal(['nobody', '--', 'true'])).toContain('pods "nobody" not found')
    })

    it('attaches to what the container writes from now on', async () => {
      const attached = kubectlWith(server.kubeconfig, command).start(['attach', 'web'])
      let seen = ''
      attached.stdout.on('data', (chunk: Buffer) => {
        seen += chunk
      })
      try {
        // Only what comes later is shown, and when the other side listens nobody tells.
        await eventually(() => {
          server.log.lines.push(
            `2026-11-24T12:00:0${server.log.lines.length % 10}Z line ${server.log.lines.length}`,
          )
          expect(seen).toMatch(/^line \d+ of web\/web\n/)
        }, 200)
      } finally {
        attached.kill()
      }
    })
  })
})

describe('a client of its own', () => {
  const path = '/api/v1/namespaces/default/pods/web/exec?container=web&stdin=true&stdout=true&stderr=true'
  const headers = () => ({ authorization: `Bearer ${server.token}` })

  /** What comes on each channel until the server closes. */
  async function overChannels(protocols: string[], command: string, ...sent: Buffer[]) {
    const url = `${server.url.replace('https', 'wss')}${path}&command=${command}`
    const socket = new WebSocket(url, protocols, { ca: server.certificates.caPem, headers: headers() })
    const channels: Record<number, string> = {}
    socket.on('message', (message: Buffer) => {
      channels[message[0] ?? -1] = (channels[message[0] ?? -1] ?? '') + message.subarray(1)
    })
    socket.once('open', () => {
      for (const message of sent) socket.send(message)
    })
    const [code] = (await once(socket, 'close')) as [number]
    return { protocol: socket.protocol, code, channels }
  }

  it('speaks v5, where an input can end', async () => {
    const typed = Buffer.from('\0typed')
    const resized = Buffer.from('\x04{"Width":80,"Height":24}')
    const ends = Buffer.of(255, 0)
    expect(await overChannels(['v5.channel.k8s.io'], 'cat', resized, typed, ends)).toEqual({
      ...{ protocol: 'v5.channel.k8s.io', code: 1000 },
      channels: { 1: 'typed', 3: '{"metadata":{},"status":"Success"}' },
    })
  })

  it('speaks v4', async () => {
    const { protocol, channels } = await overChannels(['v4.channel.k8s.io', 'channel.k8s.io'], 'exit')
    expect({ protocol, status: JSON.parse(channels[3] ?? '') }).toMatchObject({
      ...{ protocol: 'v4.channel.k8s.io', status: { reason: 'NonZeroExitCode' } },
    })
  })

  it('is let go, and nobody else, where it sends no frames of a WebSocket', async () => {
    const asked = request(`${server.url}${path}&command=cat`, {
      ca: server.certificates.caPem,
      headers: {
        ...{ ...headers(), connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13' },
        'sec-websocket-key': Buffer.alloc(16).toString('base64'),
        'sec-websocket-protocol': 'v5.channel.k8s.io',
      },
    })
    asked.end()
    const [, socket] = (await once(asked, 'upgrade')) as [unknown, Duplex]
    socket.resume().end(Buffer.from([0xff, 0, 1, 2, 3]))
    await once(socket, 'close')
    expect((await overChannels(['v5.channel.k8s.io'], 'exit')).code).toBe(1000)
  })

  it('is refused where it speaks nothing that the server does', async () => {
    await expect(overChannels(['channel.k8s.io'], 'cat')).rejects.toThrow('400')
    const spdy = { connection: 'Upgrade', upgrade: 'SPDY/3.1', 'x-stream-protocol-version': 'channel.k8s.io' }
    const asked = request(`${server.url}${path}&command=cat`, {
      ...{ method: 'POST', ca: server.certificates.caPem, headers: { ...headers(), ...spdy } },
    })
    asked.end()
    const [response] = await once(asked, 'response')
    let body = ''
    for await (const chunk of response) body += chunk
    expect([response.statusCode, JSON.parse(body).message]).toEqual([
      403,
      'unable to upgrade: unable to negotiate protocol: client supports [channel.k8s.io], server accepts [v4.channel.k8s.io]',
    ])
  })

  it.each([
    ['exec?container=web&stdout=true', 'you must specify at least one command for the container'],
    ['exec?container=web&command=cat', 'you must specify at least 1 of stdin, stdout, stderr'],
    ['exec?container=nobody&command=cat&stdout=true', 'container nobody is not valid for pod web'],
    ['attach?container=web', 'you must specify at least 1 of stdin, stdout, stderr'],
  ])('is told what is wrong with %s', async (end, message) => {
    const asked = request(`${server.url}/api/v1/namespaces/default/pods/web/${end}`, {
      ca: server.certificates.caPem,
      headers: { ...headers(), connection: 'Upgrade', upgrade: 'SPDY/3.1' },
    })
    asked.end()
    const [response] = await once(asked, 'response')
    let body = ''
    for await (const chunk of response) body += chunk
    expect(JSON.parse(body)).toMatchObject({ code: 400, reason: 'BadRequest', message })
  })
})

describe('client-node', () => {
  async function exec(command: string[], { tty = false, typed = '', keepsOpen = false } = {}) {
    const config = new KubeConfig()
    config.loadFromFile(server.kubeconfig)
    const [output, errors, input] = [new PassThrough(), new PassThrough(), new PassThrough()]
    const seen = { out: '', err: '' }
    output.on('data', (chunk: Buffer) => {
      seen.out += chunk
    })
    errors.on('data', (chunk: Buffer) => {
      seen.err += chunk
    })
    const ended = Promise.withResolvers<V1Status>()
    const socket = await new Exec(config).exec(
      'default',
      'web',
      'web',
      command,
      output,
      errors,
      input,
      tty,
      ended.resolve,
    )
    const closed = Promise.withResolvers<number>()
    socket.onclose = ({ code }: { code: number }) => closed.resolve(code)
    input.write(typed)
    if (!keepsOpen) input.end()
    return { status: await ended.promise, closed: await closed.promise, ...seen }
  }

  it('gets the output, the status and a clean end', async () => {
    expect(await exec(['cat'], { typed: 'hello' })).toEqual({
      ...{ status: { metadata: {}, status: 'Success' }, closed: 1000, out: 'hello', err: '' },
    })
    const failed = await exec(['exit', '3'])
    expect(failed.status).toMatchObject({
      ...{ status: 'Failure', reason: 'NonZeroExitCode' },
      details: { causes: [{ reason: 'ExitCode', message: '3' }] },
    })
    expect((await exec(['say', 'x'], { tty: true })).err).toBe('')
  })
})
