import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { afterEach, describe, expect, it } from 'vitest'
import { openPortForward, type PortForward } from '#main/flight/port-forward.ts'
import { echo, fakeCluster, pod } from './fake-cluster.ts'

describe('a port-forward', () => {
  let forward: PortForward
  const sockets: Socket[] = []
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.destroy()
    forward?.close()
  })

  const podPort = { namespace: 'shop', labelSelector: 'app=cart', port: 'http', of: 'Service cart' }

  function dial(): Socket {
    const socket = connect(forward.port, '127.0.0.1')
    socket.on('error', () => undefined)
    sockets.push(socket)
    return socket
  }

  /** However it broke. */
  const closed = (socket: Socket) => new Promise<void>((resolve) => socket.once('close', () => resolve()))

  async function echoed(socket: Socket, text: string): Promise<string> {
    socket.write(text)
    const [data] = await once(socket, 'data')
    return String(data)
  }

  it('carries many connections at once, each to the end that was opened for it', async () => {
    const cluster = fakeCluster([pod('cart-1'), pod('cart-2')])
    forward = await openPortForward(cluster, podPort)
    const open = Array.from({ length: 20 }, dial)
    const answers = await Promise.all(open.map((socket, at) => echoed(socket, `ping ${at}`)))
    expect(answers).toEqual(open.map((_, at) => `ping ${at}`))
    const opened = cluster.connections.slice(1)
    expect(opened.filter((one) => one.startsWith('cart-1'))).toHaveLength(10)
  })

  it('breaks what was open at a pod that goes, and leads to the next that comes', async () => {
    const objects = [pod('cart-1')]
    const ends: Duplex[] = []
    const cluster = fakeCluster(objects, () => {
      const end = echo()
      ends.push(end)
      return end
    })
    forward = await openPortForward(cluster, podPort)
    const before = dial()
    expect(await echoed(before, 'ping')).toBe('ping')

    objects.splice(0, 1)
    for (const end of ends) end.destroy()
    await closed(before)
    await closed(dial())
    expect(forward.readyPods()).toBe(0)

    objects.push(pod('cart-2'))
    expect(await echoed(dial(), 'again')).toBe('again')
    expect(cluster.connections.at(-1)).toBe('cart-2:9080')
  })

  it('is refused where no pod is ready, or none takes a connection', async () => {
    const refusal = async (cluster: ReturnType<typeof fakeCluster>) =>
      openPortForward(cluster, podPort).then(
        (one) => one.close(),
        (error: Error) => error.message,
      )
    expect(await refusal(fakeCluster([pod('cart-1', { ready: false })]))).toContain(
      'none of its pods is ready',
    )
    expect(await refusal(fakeCluster([pod('cart-1')], () => undefined))).toContain(
      'takes no connection to port 9080',
    )
  })

  /** As the API server does: the way is open, and then the pod refuses. */
  function refusing(): Duplex {
    const stream = echo()
    setImmediate(() => stream.destroy(new Error('connection refused')))
    return stream
  }
  const patientMs = 60_000

  it('is refused where each pod refuses what was opened to it', async () => {
    const cluster = fakeCluster([pod('cart-1'), pod('cart-2')], refusing)
    await expect(openPortForward(cluster, podPort, patientMs)).rejects.toEqual(
      expect.objectContaining({
        failure: {
          code: 'target-unreachable',
          target: 'Service cart in east',
          reason: 'pod cart-2 takes no connection to port 9080',
        },
      }),
    )
    expect(cluster.connections).toEqual(['cart-1:9080', 'cart-2:9080'])
  })

  it('is open where one of its pods keeps what was opened to it', async () => {
    const refused = echo().on('error', () => undefined)
    refused.destroy(new Error('connection refused'))
    const cluster = fakeCluster([pod('cart-1'), pod('cart-2')], (name) =>
      name === 'cart-1' ? refused : echo(),
    )
    forward = await openPortForward(cluster, podPort)
    expect(cluster.connections).toEqual(['cart-1:9080', 'cart-2:9080'])
  })
})
