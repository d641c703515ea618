/**
 * The one core behind window, browser and CLI: builds the parts, lets them know each other, and answers the contract.
 * Hosts choose where files lie, how processes start and whether this Aviary drives canaries.
 */
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { HostCapabilities } from '#shared/contract/host.ts'
import { AviaryError } from '#shared/model/failure.ts'
import type { FlightTarget } from '#shared/model/flight.ts'
import { type Activity, createActivity } from './activity.ts'
import { type Canaries, createCanaries } from './canary/canaries.ts'
import { type Contexts, createContexts } from './contexts/contexts.ts'
import { createFlightProfiles, type FlightProfiles } from './flight/flight-profiles.ts'
import { createFlights, type Flights } from './flight/flights.ts'
import { connect } from './kube/connect.ts'
import { loadKubeconfig } from './kube/kubeconfig.ts'
import type { Launcher } from './launcher.ts'
import { findIstiod } from './mesh/find-istio.ts'
import { discoverPrometheus } from './prometheus/discover-prometheus.ts'
import { type CoreRouter, createRouter } from './router.ts'
import { createSandboxRunner, type SandboxRunner } from './sandbox-runner.ts'
import { flightStoreOf } from './storage/flight-store.ts'
import { type History, openHistory } from './storage/history.ts'
import { openSettings, type SettingsStore } from './storage/settings.ts'
import { createTraffic, type Traffic } from './traffic/traffic.ts'
import { trafficFacts } from './traffic-facts.ts'
import { createWorkloads, type Workloads } from './workloads/workloads.ts'

export interface CoreOptions {
  /** Kubeconfig files, already resolved (see kubeconfigFiles). */
  readonly kubeconfig: readonly string[]
  /** Folder of settings.json and history.db. */
  readonly dataFolder: string
  readonly launcher: Launcher
  readonly host: HostCapabilities
  /** Who acts, for leases and the activity log: `user@laptop`. */
  readonly identity: string
  /** Take leases and execute canaries, or only show and steer them. */
  readonly drive: boolean
  /** A Prometheus URL for this session, before discovery and settings. */
  readonly prometheusUrl?: string
  /** For sentences that no call can carry. */
  readonly warn: (sentence: string) => void
}

/** The parts, as the router and the CLI use them. */
export interface Parts {
  readonly host: HostCapabilities
  readonly settings: SettingsStore
  readonly history: History
  readonly activity: Activity
  readonly contexts: Contexts
  readonly workloads: Workloads
  readonly traffic: Traffic
  readonly flights: Flights
  readonly flightProfiles: FlightProfiles
  readonly canaries: Canaries
  readonly sandbox: SandboxRunner
  /** Starts the sandbox with its kubeconfig in the data folder and picks its contexts. */
  startSandbox(options: { clusters: number; bookinfo: boolean }): Promise<void>
  stopSandbox(): Promise<void>
  /** Fails with `protected` unless the context is not protected or its name is given; lets its writes through then. */
  confirm(context: string, typed: string | undefined): void
  /** Fails with `protected` unless the flight's context is not protected or its name is given; lets no write through. */
  confirmFlight(target: FlightTarget, typed: string | undefined): void
}

export interface Core extends Parts {
  readonly router: CoreRouter
  close(): Promise<void>
}

export async function createCore(options: CoreOptions): Promise<Core> {
  const now = () => Date.now()
  const settings = await openSettings(options.dataFolder, options.warn)
  const history = openHistory(options.dataFolder, options.warn)
  const activity = createActivity(history, options.identity, now)
  const sandbox = createSandboxRunner(options.launcher)
  const sandboxFile = () => sandbox.state.get().info?.kubeconfig
  const confirmed = new Set<string>()

  const isProtected = (context: string) => settings.current.get().contexts[context]?.protected === true
  const mayWrite = (context: string) => {
    if (settings.current.get().contexts[context]?.readOnly === true) return 'read-only'
    return isProtected(context) && !confirmed.has(context) ? 'protected' : 'yes'
  }

  const contexts = createContexts({
    load: () =>
      loadKubeconfig([...options.kubeconfig, ...[sandboxFile()].filter((file) => file !== undefined)]),
    connect: (context) =>
      connect(context, { mayWrite: () => mayWrite(context.name), record: activity.record }),
    discover: (cluster, url) => discoverPrometheus(cluster, url === undefined ? {} : { url }),
    istioOf: async (cluster) => {
      const [istiod] = await findIstiod(cluster)
      return { found: istiod !== undefined, version: istiod?.version ?? null }
    },
    settings: () => settings.current.get(),
    sandboxFile,
    prometheusUrl: options.prometheusUrl,
  })
  await contexts.reload()

  const canaries = createCanaries({
    contexts: contexts.picked,
    onContextsChange: contexts.onPicked,
    cluster: contexts.cluster,
    prometheus: contexts.prometheus,
    identity: options.identity,
    now,
    after: (ms, run) => {
      const timer = setTimeout(run, ms)
      return () => clearTimeout(timer)
    },
    drive: options.drive,
    log: options.warn,
  })
  const workloads = createWorkloads({
    picked: contexts.picked,
    onPicked: contexts.onPicked,
    cluster: contexts.cluster,
    canaries: canaries.views,
    onCanaries: canaries.onChange,
  })
  const traffic = createTraffic({
    contexts: contexts.picked,
    prometheus: contexts.prometheus,
    facts: trafficFacts({ workloads, canaries }),
    now,
  })
  const flights = createFlights({
    launcher: options.launcher,
    cluster: contexts.cluster,
    now,
    newId: randomUUID,
    store: flightStoreOf(history),
    warn: options.warn,
    openContexts: () =>
      contexts
        .picked()
        .filter((name) => !isProtected(name) && settings.current.get().contexts[name]?.rateCap === undefined),
    manners: {
      rateCap: (context) => settings.current.get().contexts[context]?.rateCap,
      isAllowed: (origin) => settings.current.get().allowedTargets?.includes(origin) === true,
      remember(origin) {
        const known = (settings.current.get().allowedTargets ?? []).filter((one) => one !== origin)
        settings
          .set({ allowedTargets: [origin, ...known].slice(0, 1000) })
          .catch((error: unknown) => options.warn(`The yes to ${origin} could not be kept: ${error}`))
      },
    },
  })

  if (options.drive) contexts.onPicked(() => flights.takeUpLeft(contexts.picked()))

  const parts: Parts = {
    host: options.host,
    settings,
    history,
    activity,
    contexts,
    workloads,
    traffic,
    flights,
    flightProfiles: createFlightProfiles(history),
    canaries,
    sandbox,
    async startSandbox({ clusters, bookinfo }) {
      const kubeconfig = join(options.dataFolder, `sandbox-${process.pid}.kubeconfig`)
      const info = await sandbox.start({ clusters, bookinfo, kubeconfig, seed: 1 })
      await contexts.reload()
      await contexts.pick([...contexts.picked(), ...info.clusters.map((cluster) => cluster.context)])
    },
    async stopSandbox() {
      await sandbox.stop()
      await contexts.reload()
      await contexts.pick(contexts.picked())
    },
    confirm(context, typed) {
      if (isProtected(context) && typed !== context) throw new AviaryError({ code: 'protected', context })
      if (typed === context) confirmed.add(context)
    },
    confirmFlight(target, typed) {
      if (target.kind === 'url' || !isProtected(target.context) || typed === target.context) return
      throw new AviaryError({ code: 'protected', context: target.context })
    },
  }
  return {
    ...parts,
    router: createRouter(parts),
    async close() {
      workloads.close()
      await canaries.close()
      await flights.close()
      await sandbox.stop()
      contexts.close()
      history.close()
    },
  }
}
