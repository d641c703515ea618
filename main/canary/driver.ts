/**
 * Drives one canary while it has the Lease. A tick: observe, decide, perform, remember, in that order; one at a time, on
 * each change of the objects concerned and after a pause that fits what is going on. A write that is refused leaves the
 * state as it was and says why; the next tick repeats it.
 */

import { checkIsDue, decide } from '#shared/canary/decide.ts'
import type { Decision } from '#shared/canary/decision.ts'
import { judge } from '#shared/canary/judge.ts'
import { recordName, rememberWhy } from '#shared/canary/names.ts'
import { targetTemplate } from '#shared/canary/objects.ts'
import type { Observation } from '#shared/canary/observation.ts'
import { type CanaryObjects, observe } from '#shared/canary/observe.ts'
import type { ProxyState } from '#shared/canary/proxy-sync.ts'
import { withinRun } from '#shared/canary/queries.ts'
import {
  afterDecision,
  afterRefusal,
  type CanaryRecord,
  fromConfigMap,
  namesOfRecord,
  withRecord,
} from '#shared/canary/record.ts'
import { leadsToService } from '#shared/canary/routes.ts'
import { explain, failureOf } from '#shared/model/failure.ts'
import type { VirtualService } from '#shared/model/istio.ts'
import { type ConfigMap, resources } from '#shared/model/kube.ts'
import type { Prometheus } from '../prometheus/prometheus.ts'
import { carriersOf } from './carriers.ts'
import { keepLease, type LeaseKeeper, type RenewalClock } from './lease.ts'
import type { Timing } from './options.ts'
import { pauseBeforeTick } from './pace.ts'
import { perform } from './perform.ts'
import { readMetrics } from './readings.ts'
import { watchRoute } from './route-watch.ts'
import type { StoredRecord, World } from './world.ts'

export interface DriverOptions extends Timing {
  readonly world: World
  readonly namespace: string
  readonly canary: string
  readonly identity: string
  readonly clock: RenewalClock
  readonly prometheus: () => Promise<Prometheus>
  /** Rejects where istiod cannot be asked. */
  readonly readProxies: () => Promise<readonly ProxyState[]>
  readonly log: (sentence: string) => void
}

export interface Driver {
  /** Something changed: looks soon. */
  poke(): void
  /** Finishes the tick that is going on and gives the Lease back. */
  close(): Promise<void>
}

const pokeMs = 20
const refusedPauseMs = 1000
const longestPauseMs = 10_000

export function startDriver(options: DriverOptions): Driver {
  const { world, namespace, canary, now, after, log } = options
  const { cluster } = world
  const routeWatch = watchRoute({
    now,
    readProxies: options.readProxies,
    carriers: () => carriersOf(cluster, routesOf(current())),
  })
  const writtenRoutes = new Map<string, { version: number; routes: string }>()
  let latest: StoredRecord | undefined
  let closed = false
  let callOff: (() => void) | undefined
  let dueAt = Number.POSITIVE_INFINITY
  let busy: Promise<void> | undefined
  let again = false
  let refusals = 0

  /** The record as the cluster has it, or as we wrote it where the watch is behind. */
  function current(): StoredRecord | undefined {
    const stored = world
      .records()
      .find((one) => one.record.namespace === namespace && one.record.name === canary)
    if (stored === undefined || latest === undefined) return stored
    return versionOf(latest.map) > versionOf(stored.map) ? latest : stored
  }

  function routesOf(stored: StoredRecord | undefined): VirtualService[] {
    if (stored === undefined) return []
    const names = namesOfRecord(stored.record)
    return world.virtualServices().filter((vs) => leadsToService(vs, names))
  }

  async function remember(record: CanaryRecord, doneIntent: string | null): Promise<void> {
    const map = await cluster.write.update<ConfigMap>(
      resources.configMap,
      namespace,
      recordName(canary),
      (standing) => withRecord(standing, record, doneIntent),
      rememberWhy,
    )
    latest = { record: fromConfigMap(map) ?? record, map }
  }

  /** The ConfigMap goes last: while it stands, whoever comes finds what is left to do. */
  async function forget(): Promise<void> {
    try {
      // The record goes last: as long as it is there somebody can finish this.
      await lease.discard()
      const why = `the canary ${canary} is disabled`
      await cluster.write.delete(resources.configMap, namespace, recordName(canary), why)
      closed = true
    } catch (error) {
      lease = takeLease()
      throw error
    }
  }

  /** Other people's changes of the routes start the wait for the proxies anew. */
  function noticeForeignRoutes(stored: StoredRecord): void {
    for (const vs of routesOf(stored)) {
      const key = `${vs.metadata.namespace}/${vs.metadata.name}`
      const mine = writtenRoutes.get(key)
      const routes = JSON.stringify(vs.spec)
      if (mine !== undefined && versionOf(vs) > mine.version && mine.routes !== routes) routeWatch.changed()
      if (mine === undefined || versionOf(vs) > mine.version) wroteRoute(vs)
    }
  }

  function wroteRoute(vs: VirtualService): void {
    const key = `${vs.metadata.namespace}/${vs.metadata.name}`
    writtenRoutes.set(key, { version: versionOf(vs), routes: JSON.stringify(vs.spec) })
  }

  async function look(stored: StoredRecord, objects: CanaryObjects): Promise<Observation> {
    const { record } = stored
    noticeForeignRoutes(stored)
    await routeWatch.look()
    const facts = {
      ...observe(objects, namesOfRecord(record), record.originals.apexSelector),
      proxies: routeWatch.state(),
      intent: record.intent?.verb ?? null,
    }
    if (!checkIsDue(record.state, facts, now())) return { ...facts, verdict: null }
    const { plan, state } = record
    const metrics = plan.metrics.map((metric) => withinRun(metric, state.runStartedAt, now()))
    const verdict = judge(await readMetrics(options.prometheus, namespace, plan, metrics))
    return { ...facts, verdict }
  }

  /** Resolves with ms until the next tick. */
  async function tick(): Promise<number> {
    const stored = current()
    if (stored === undefined || !lease.held() || !world.isReady(namespace)) return pauseBeforeTick.waiting
    const names = namesOfRecord(stored.record)
    const objects = world.objects(names)
    const seen = await look(stored, objects)
    const decision = decide(stored.record.state, stored.record.plan, seen, now())
    if (!lease.held()) return pauseBeforeTick.waiting
    let { record } = stored
    try {
      for (const action of decision.actions) {
        const why = `canary ${canary}: ${decision.next.because}`
        record = await perform(action, record, why, {
          cluster,
          names,
          objects,
          routeWatch,
          remember: (newer) => remember(newer, null),
          wroteRoute,
          forget,
        })
      }
      refusals = 0
    } catch (error) {
      return await refused(record, decision, error)
    }
    if (closed && decision.actions.some((action) => action.do === 'forget')) return pauseBeforeTick.waiting
    const next = afterDecision(promotedNow(record, decision, objects), decision, isoTime())
    await rememberIfNews(next, stored)
    return decision.actions.length > 0 ? pokeMs : pauseBeforeTick.of(next.state, seen, now())
  }

  /** What a rollback and the end go back to is now what the primary runs. */
  function promotedNow(record: CanaryRecord, { next }: Decision, objects: CanaryObjects): CanaryRecord {
    if (next.promotedHash === record.promoted.hash || objects.primary === undefined) return record
    const template = targetTemplate(objects.primary.spec.template, namesOfRecord(record))
    return { ...record, promoted: { hash: next.promotedHash, template } }
  }

  async function refused(record: CanaryRecord, decision: Decision, error: unknown): Promise<number> {
    refusals++
    const said = explain(failureOf(error)).said.replace(/\.$/, '')
    const held = afterRefusal(record, `${decision.next.because}; held back: ${said}`, isoTime())
    await rememberIfNews(held, { record, map: current()?.map })
    return Math.min(refusedPauseMs * 2 ** (refusals - 1), longestPauseMs)
  }

  async function rememberIfNews(
    next: CanaryRecord,
    { record, map }: { record: CanaryRecord; map: ConfigMap | undefined },
  ): Promise<void> {
    const intent = record.intent?.id ?? null
    const isNews = JSON.stringify({ ...next, intent: null }) !== JSON.stringify({ ...record, intent: null })
    if (map !== undefined && (isNews || intent !== null)) await remember(next, intent)
  }

  const isoTime = () => new Date(now()).toISOString()

  const run = () => {
    callOff = undefined
    dueAt = Number.POSITIVE_INFINITY
    if (closed) return
    if (busy !== undefined) {
      again = true
      return
    }
    busy = tick()
      .catch((error: unknown) => {
        refusals++
        const { said } = explain(failureOf(error))
        if (refusals === 1) log(`Canary ${canary} in ${cluster.context}: ${said}`)
        return Math.min(refusedPauseMs * 2 ** (refusals - 1), longestPauseMs)
      })
      .then((pauseMs) => {
        busy = undefined
        schedule(again && refusals === 0 ? Math.min(pauseMs, pokeMs) : pauseMs)
        again = false
      })
  }

  const schedule = (ms: number) => {
    if (closed || now() + ms >= dueAt) return
    callOff?.()
    dueAt = now() + ms
    callOff = after(ms, run)
  }

  const poke = () => {
    // While writes are refused, changes of objects must not turn the growing pauses into a storm.
    if (refusals === 0) schedule(pokeMs)
    if (busy !== undefined) again = true
  }

  const takeLease = () => keepLease({ ...options, cluster, onHeld: () => refusals === 0 && schedule(0) })
  let lease: LeaseKeeper = takeLease()

  return {
    poke,
    async close() {
      const gone = closed
      closed = true
      callOff?.()
      await busy
      if (gone) return
      if (current() === undefined) await lease.discard()
      else await lease.release()
    },
  }
}

/** Kubernetes asks not to compare them, but every server counts up, and a watch that is behind must not be believed. */
const versionOf = (object: { metadata: { resourceVersion?: string } }) =>
  Number(object.metadata.resourceVersion ?? 0)
