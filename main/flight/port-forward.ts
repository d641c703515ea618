/**
 * A port on this machine that leads to the ready pods of a selector. Each connection goes to the next pod; one that
 * cannot be reached is passed over, and pods that come and go are noticed, so a flight outlives a rollout.
 */
import { createServer, type Server, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { fail, failureOf } from '#shared/model/failure.ts'
import { type Pod, resources } from '#shared/model/kube.ts'
import type { Cache, Cluster } from '../kube/cluster.ts'

export interface PortForward {
  readonly port: number
  readyPods(): number
  close(): void
}

export interface PodPort {
  readonly namespace: string
  readonly labelSelector?: string
  readonly fieldSelector?: string
  /** The number, or the name of a container's port. */
  readonly port: number | string
  /** For sentences: `Service productpage`. */
  readonly of: string
}

/** How long a pod may take to say that nothing listens at its port: the way to it is open before that is tried. */
const usualRefusalMs = 250

/** Fails with target-unreachable when no pod is ready, or none takes a connection. */
export async function openPortForward(
  cluster: Cluster,
  podPort: PodPort,
  refusalMs = usualRefusalMs,
): Promise<PortForward> {
  const { namespace, labelSelector, fieldSelector } = podPort
  const pods = cluster.cache<Pod>(resources.pod, { namespace, labelSelector, fieldSelector })
  try {
    await pods.ready
    const connect = roundRobin(cluster, pods, podPort)
    await probe(connect, pods.items().filter(isReady).length, refusalMs, unreachable(cluster, podPort))
    return await listen(connect, pods)
  } catch (error) {
    pods.close()
    throw error
  }
}

/** A connection, and what it is said to be when it breaks. */
interface Opened {
  readonly stream: Duplex
  readonly refused: string
}

const unreachable =
  ({ context }: Cluster, { of }: PodPort) =>
  (reason: string): never =>
    fail({ code: 'target-unreachable', target: `${of} in ${context}`, reason })

/** Each pod has its turn until one takes a connection and keeps it. */
async function probe(
  connect: () => Promise<Opened>,
  pods: number,
  refusalMs: number,
  failed: (reason: string) => never,
): Promise<void> {
  for (let left = pods; ; left--) {
    const { stream, refused } = await connect()
    const isRefused = await failsWithin(stream, refusalMs)
    stream.destroy()
    if (!isRefused) return
    if (left <= 1) failed(refused)
  }
}

function failsWithin(stream: Duplex, ms: number): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), ms)
    const fails = () => {
      clearTimeout(timer)
      resolve(true)
    }
    stream.once('error', fails)
    if (stream.errored !== null) fails()
  })
}

function roundRobin(cluster: Cluster, pods: Cache<Pod>, podPort: PodPort) {
  const { namespace, port } = podPort
  let turn = 0
  return async (): Promise<Opened> => {
    const ready = pods.items().filter(isReady)
    let reason = 'none of its pods is ready'
    for (let tries = 0; tries < ready.length; tries++) {
      const pod = ready[turn++ % ready.length]!
      const number = portOf(pod, port)
      if (number === undefined) {
        reason = `pod ${pod.metadata.name} has no port named ${port}`
        continue
      }
      const refused = `pod ${pod.metadata.name} takes no connection to port ${number}`
      try {
        return { stream: await cluster.connect(namespace, pod.metadata.name, number), refused }
      } catch (error) {
        const failure = failureOf(error)
        // Not the pod's fault, and the same with every other.
        if (failure.code === 'forbidden' || failure.code === 'unauthorized') throw error
        reason = refused
      }
    }
    return unreachable(cluster, podPort)(reason)
  }
}

async function listen(connect: () => Promise<Opened>, pods: Cache<Pod>): Promise<PortForward> {
  const open = new Set<Duplex>()
  const server = createServer(
    { noDelay: true, pauseOnConnect: true },
    (socket) => void serve(socket, connect, open),
  )
  const port = await portOfServer(server)
  return {
    port,
    readyPods: () => pods.items().filter(isReady).length,
    close() {
      server.close()
      for (const stream of open) stream.destroy()
      pods.close()
    },
  }
}

function portOfServer(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', 4096, () => {
      const address = server.address()
      if (address === null || typeof address === 'string')
        return reject(new Error('the listener has no port'))
      resolve(address.port)
    })
  })
}

async function serve(socket: Socket, connect: () => Promise<Opened>, open: Set<Duplex>): Promise<void> {
  own(socket, open)
  let pod: Duplex
  try {
    pod = (await connect()).stream
  } catch {
    // The generator counts it as a reset, which is what a client of a vanished pod sees.
    socket.resetAndDestroy()
    return
  }
  own(pod, open)
  socket.once('close', () => pod.destroy())
  pod.once('close', () => socket.destroySoon())
  pod.once('error', () => socket.resetAndDestroy())
  pod.pipe(socket)
  socket.pipe(pod)
  socket.resume()
}

function own(stream: Duplex, open: Set<Duplex>): void {
  open.add(stream)
  stream.once('close', () => open.delete(stream))
  // Each end tells of its failure by closing; the other end follows.
  stream.on('error', () => stream.destroy())
}

export function isReady({ metadata, status }: Pod): boolean {
  if (metadata.deletionTimestamp !== undefined) return false
  return (status?.conditions ?? []).some(({ type, status }) => type === 'Ready' && status === 'True')
}

function portOf({ spec }: Pod, port: number | string): number | undefined {
  if (typeof port === 'number') return port
  const ports = spec.containers.flatMap((container) => container.ports ?? [])
  return ports.find(({ name }) => name === port)?.containerPort
}
