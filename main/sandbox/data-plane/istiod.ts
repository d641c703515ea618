/**
 * The control plane of one cluster:
 *  1. Changes of services and routing objects are debounced (100 ms of quiet, at most 10 s), then compiled and pushed.
 *  2. Changes of endpoints alone reach the proxies after about 84 ms (5 to 182 on a real mesh), with the routing
 *     objects as they were last pushed. A push that is pending they hold back like any other change.
 *  3. A push reaches all proxies of the cluster a couple of ms later; each switches in one step. But where a service has
 *     gone, a sidecar loses it about 20 ms before it gets the routes that no longer lead there.
 *  4. Without a process that serves nothing is pushed and the proxies keep what they have. The next one counts its pushes
 *     from the start, and the proxies come back to it one by one.
 */
import { randomUUID } from 'node:crypto'
import type { Clock } from '../clock.ts'
import { type CompiledMesh, compileRoutes } from './compile-routes.ts'
import { createDebounce } from './debounce.ts'
import type { MeshObjects } from './mesh-objects.ts'
import type { PodRuntime } from './pod-runtime.ts'
import { createPodPolicies, type PodPolicies } from './policies/pod-policies.ts'
import { newSession, noRefusal, type ProxySession, send, sendAll, take } from './proxy-session.ts'
import type { RouteTable } from './route-table.ts'
import { type SyncEntry, syncEntry } from './sync-entry.ts'
import { hasLost, withoutLost } from './table-upstreams.ts'
import type { CalledService } from './telemetry.ts'
import type { Endpoint, Upstreams } from './upstreams.ts'

export interface Istiod extends PodPolicies {
  /** Another process serves from now on. */
  start(): void
  /** No process serves any more. */
  stop(): void
  configChanged(trigger: PushTrigger): void
  endpointsChanged(): void
  /** A new proxy gets what was pushed last, at once; while no process serves, nothing. */
  connect(proxy: PodRuntime): void
  disconnect(proxy: PodRuntime): void
  tableOf(pod: PodRuntime): RouteTable
  /** The oldest service that leads to that port of the pod: whom a caller past every route has called. */
  serviceAt(pod: PodRuntime, port: number): CalledService | undefined
  isConnected(proxy: PodRuntime): boolean
  /** How often that proxy has connected since its start. */
  connectionsOf(proxy: PodRuntime): number
  /** One entry for each connected proxy, as istiod's /debug/syncz has them. */
  syncz(): SyncEntry[]
  /** Name of the last push. */
  version(): string
}

/** As istiod names what a push is for. */
export type PushTrigger = 'config' | 'service' | 'endpoint'

export interface Pushed {
  readonly proxies: readonly PodRuntime[]
  readonly upstreams: Upstreams
  /** Not of endpoints alone. */
  readonly full: boolean
  /** Changes by what they were of. */
  readonly triggers: ReadonlyMap<PushTrigger, number>
  /** From the first change to the push. */
  readonly debounceMs: number
  /** From the push until every proxy has it. */
  readonly pushMs: number
}

const debounceLimits = { quietMs: 100, maxMs: 10_000 }
const acknowledgedAfterMs = 2
const routesAfterClustersMs = 20

/** From 0.3 s to 2.7 s after istiod is ready again; once in a while its back-off takes a proxy 11 s. */
function reconnectMs(random: () => number): number {
  return random() < 0.05 ? 11_000 : 300 + random() * 2400
}

export interface IstiodOptions {
  readonly cluster: string
  readonly clock: Clock
  readonly random: () => number
  readonly objects: () => MeshObjects
  /** Something has changed that will be pushed. */
  readonly onChange: (trigger: PushTrigger) => void
  readonly onPush: (pushed: Pushed) => void
  /** A proxy has everything; for the first time it also got its certificate. */
  readonly onSync: (proxy: PodRuntime, isFirst: boolean) => void
  /** A proxy has refused the routes that it was sent, for the `count`th time. */
  readonly onRefusal: (proxy: PodRuntime, count: number) => void
}

export function createIstiod(options: IstiodOptions): Istiod {
  const { cluster, clock, random, objects, onChange, onPush, onSync, onRefusal } = options
  const proxies = new Map<PodRuntime, ProxySession>()
  let config = objects()
  let pushed = compileRoutes(config)
  const policies = createPodPolicies(() => config)
  let plain: RouteTable | undefined
  let pushNumber = 0
  let version = versionOf()
  /** Counts the processes; 0 before the first. */
  let process = 0
  let serving = false

  const debounce = createDebounce(clock, debounceLimits, () => {
    cancelEndpoints?.()
    cancelEndpoints = undefined
    config = objects()
    push(true)
  })
  let cancelEndpoints: (() => void) | undefined
  /** The changes that have not been pushed yet, and when the first came. */
  let pending: { readonly triggers: Map<PushTrigger, number>; readonly sinceMs: number } | undefined
  const changed = (trigger: PushTrigger) => {
    pending ??= { triggers: new Map(), sinceMs: clock.now() }
    pending.triggers.set(trigger, (pending.triggers.get(trigger) ?? 0) + 1)
    onChange(trigger)
  }

  /** istiod's name of a push: its time and its number, counted from its start. */
  function versionOf(): string {
    return `${new Date(clock.now()).toISOString().slice(0, 19)}Z/${pushNumber}`
  }

  /** As istiod makes nonces: the name of the push with a UUID (36 characters) right behind it. */
  const nonce = () => `${version}${randomUUID()}`

  function push(full: boolean): void {
    pushNumber += 1
    version = versionOf()
    const before = pushed.upstreams
    const compiled = compileRoutes(config)
    pushed = compiled
    for (const proxy of connected()) send(proxy, compiled, full, nonce)
    const lost = hasLost(before, compiled.upstreams)
    const { triggers, sinceMs } = pending ?? { triggers: new Map(), sinceMs: clock.now() }
    pending = undefined
    const pushMs = acknowledgedAfterMs + (lost ? routesAfterClustersMs : 0)
    onPush({
      ...{
        proxies: connected().map(({ pod }) => pod),
        upstreams: compiled.upstreams,
        full,
        triggers,
        pushMs,
      },
      debounceMs: clock.now() - sinceMs,
    })
    clock.after(acknowledgedAfterMs, () => {
      if (!lost) return acknowledgeAll(compiled)
      const without = withoutLost(compiled.upstreams)
      for (const proxy of connected()) {
        if (proxy.pod.proxy === 'sidecar') proxy.table = without(proxy.table)
        else acknowledge(proxy, compiled)
      }
      clock.after(routesAfterClustersMs, () => acknowledgeAll(compiled))
    })
  }

  function acknowledgeAll(compiled: CompiledMesh): void {
    for (const proxy of connected()) acknowledge(proxy, compiled)
  }

  const connected = () => [...proxies.values()].filter((one) => one.connected)

  function sync(proxy: ProxySession): void {
    proxy.connected = true
    proxy.connections += 1
    onSync(proxy.pod, proxy.connections === 1)
    sendAll(proxy, pushed, nonce)
    acknowledge(proxy, pushed)
  }

  function stop(): void {
    serving = false
    debounce.cancel()
    cancelEndpoints?.()
    cancelEndpoints = undefined
    pending = undefined
    for (const proxy of proxies.values()) proxy.connected = false
  }

  function acknowledge(proxy: ProxySession, compiled: CompiledMesh): void {
    proxy.pod.telemetry.shapeBy(policies.metricShapeOf(proxy.pod))
    const refusals = take(proxy, compiled, compiled === pushed)
    if (refusals !== undefined) onRefusal(proxy.pod, refusals)
  }

  /** What a pod without a sidecar sees: the services of its own cluster and nothing else. */
  function plainTable(): RouteTable {
    if (plain === undefined) {
      const now = objects()
      const own = now.clusters.filter((one) => one.cluster === cluster)
      const bare = {
        ...now,
        clusters: own,
        virtualServices: [],
        destinationRules: [],
        sidecars: [],
        registryOnly: false,
      }
      plain = compileRoutes(bare).sidecar
    }
    return plain
  }

  return {
    start() {
      stop()
      serving = true
      process += 1
      pushNumber = 0
      config = objects()
      pushed = compileRoutes(config)
      version = versionOf()
      const mine = process
      for (const proxy of proxies.values()) {
        proxy.refused = noRefusal
        if (mine === 1) sync(proxy)
        else {
          clock.after(reconnectMs(random), () => {
            if (serving && process === mine && !proxy.connected && proxies.get(proxy.pod) === proxy)
              sync(proxy)
          })
        }
      }
    },
    stop,
    configChanged(trigger) {
      plain = undefined
      if (!serving) return
      changed(trigger)
      debounce.touch()
    },
    endpointsChanged() {
      plain = undefined
      if (!serving) return
      changed('endpoint')
      debounce.putOff()
      if (cancelEndpoints !== undefined) return
      cancelEndpoints = clock.after(5 + random() * 158, () => {
        cancelEndpoints = undefined
        config = withEndpoints(config, objects())
        push(false)
      })
    },
    connect(pod) {
      if (proxies.has(pod)) return
      const proxy = newSession(pod, cluster)
      proxies.set(pod, proxy)
      if (serving) sync(proxy)
    },
    disconnect: (pod) => void proxies.delete(pod),
    tableOf: (pod) => proxies.get(pod)?.table ?? plainTable(),
    ...policies,
    serviceAt(pod, port) {
      for (const { endpoints, host, service } of pushed.upstreams.byKey.values()) {
        const here = (one: Endpoint) => one.cluster === cluster && one.pod === pod.key && one.port === port
        if (endpoints.some(here)) return { host, name: service }
      }
      return undefined
    },
    isConnected: (pod) => proxies.get(pod)?.connected === true,
    connectionsOf: (pod) => proxies.get(pod)?.connections ?? 0,
    syncz: () => connected().map((proxy) => syncEntry(cluster, proxy)),
    version: () => version,
  }
}

/** The services as they were pushed, with the endpoints of now. */
function withEndpoints(config: MeshObjects, now: MeshObjects): MeshObjects {
  const clusters = config.clusters.map((before) => {
    const current = now.clusters.find((one) => one.cluster === before.cluster)
    return current === undefined ? before : { ...current, services: before.services }
  })
  return { ...config, clusters }
}
