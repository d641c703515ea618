/**
 * The canaries of all picked contexts: shows each from its ConfigMap, drives those whose Lease it can get, and writes
 * down what a person asks for, for whoever drives.
 */

import { recordName } from '#shared/canary/names.ts'
import type { IntentVerb } from '#shared/canary/observation.ts'
import type { ProxyState } from '#shared/canary/proxy-sync.ts'
import { namesOfRecord, toConfigMap, withIntent } from '#shared/canary/record.ts'
import type { CanaryList } from '#shared/contract/canaries.ts'
import type { CanaryPhase, CanaryRef, CanarySample, CanaryView, EnableCanary } from '#shared/model/canary.ts'
import { fail, failureOf } from '#shared/model/failure.ts'
import { type ConfigMap, resources } from '#shared/model/kube.ts'
import type { Cluster } from '../kube/cluster.ts'
import { readSyncz } from '../kube/syncz.ts'
import { createSignal } from '../signal.ts'
import { createDrivers } from './drivers.ts'
import { recordToEnable, whyEnable } from './enable.ts'
import { createRenewalClock } from './lease.ts'
import type { CanariesOptions } from './options.ts'
import { samplesOf } from './samples.ts'
import { viewOf } from './view.ts'
import { openWorld, type StoredRecord, type World } from './world.ts'

export interface Canaries {
  views(): readonly CanaryView[]
  onChange(listener: () => void): () => void
  watch(signal?: AbortSignal): AsyncGenerator<CanaryList, void, void>
  /** Resolves when the first list of every picked context is there or has failed. */
  ready(): Promise<void>
  get(ref: CanaryRef): Promise<CanaryView>
  samples(input: CanaryRef & { readonly seconds: number }): Promise<CanarySample[]>
  enable(input: EnableCanary): Promise<CanaryView>
  disable(ref: CanaryRef): Promise<CanaryView>
  pause(ref: CanaryRef): Promise<CanaryView>
  resume(ref: CanaryRef): Promise<CanaryView>
  step(ref: CanaryRef): Promise<CanaryView>
  promote(ref: CanaryRef): Promise<CanaryView>
  rollBack(ref: CanaryRef): Promise<CanaryView>
  /** Finishes the ticks that are going on and gives the Leases back. */
  close(): Promise<void>
}

const running: readonly CanaryPhase[] = ['Waiting', 'Progressing', 'WaitingPromotion']
const allowed: Readonly<Record<Exclude<IntentVerb, 'disable' | 'resume'>, readonly CanaryPhase[]>> = {
  pause: running,
  step: running,
  promote: running,
  rollBack: [...running, 'Promoting'],
}

/** A rollout changes objects many times a second; the list follows at most this often. */
const publishMs = 50
/** A Lease that expires makes no event. */
const expiryMs = 1000
/** How long a verb waits for the holder to have acted on it. */
const answerMs = 3000

export function createCanaries(
  options: CanariesOptions,
  readProxies: (cluster: Cluster) => Promise<readonly ProxyState[]> = readSyncz,
): Canaries {
  const { identity, now, after } = options
  const clock = createRenewalClock(now)
  const worlds = new Map<string, World>()
  const drivers = createDrivers({ ...options, clock, readProxies })
  /** Counts changes of anything; the list follows a little later. */
  const changes = createSignal(0)
  const list = createSignal<CanaryList>({ canaries: [], problems: [] })
  let callOffPublish: (() => void) | undefined
  let callOffExpiry: (() => void) | undefined
  let closed = false

  const keyOf = (context: string, { namespace, name }: { namespace: string; name: string }) =>
    [context, namespace, name].join('/')

  function viewsOf(context: string, world: World): CanaryView[] {
    return world.records().map(({ record }) =>
      viewOf({
        context,
        record,
        lease: world.lease(record.namespace, recordName(record.name)),
        objects: world.objects(namesOfRecord(record)),
        clock,
        identity,
      }),
    )
  }

  function publish(): void {
    callOffPublish?.()
    callOffPublish = undefined
    const canaries = [...worlds].flatMap(([context, world]) => viewsOf(context, world))
    canaries.sort((a, b) => keyOf(a.context, a).localeCompare(keyOf(b.context, b)))
    const problems = [...worlds].flatMap(([context, world]) => {
      const failure = world.failure()
      return failure === null ? [] : [{ context, failure }]
    })
    const next = { canaries, problems }
    if (JSON.stringify(next) !== JSON.stringify(list.get())) list.set(next)
  }

  const publishSoon = () => {
    if (!closed) callOffPublish ??= after(publishMs, publish)
  }

  const watchExpiry = () => {
    callOffExpiry = after(expiryMs, () => {
      if (list.get().canaries.some((view) => view.drivenBy !== null && !view.drivenBy.me)) publish()
      watchExpiry()
    })
  }

  function matchDrivers(context: string, world: World): void {
    if (options.drive && !closed) drivers.match(context, world)
  }

  function open(context: string): void {
    const world = openWorld(options.cluster(context), (namespace) => {
      matchDrivers(context, world)
      drivers.poke(context, namespace)
      changes.update((count) => count + 1)
      publishSoon()
    })
    worlds.set(context, world)
    void world.ready().then(() => {
      matchDrivers(context, world)
      publishSoon()
    })
  }

  async function shut(context: string, world: World): Promise<void> {
    worlds.delete(context)
    await drivers.end(context)
    world.close()
  }

  const follow = () => {
    const picked = options.contexts()
    for (const [context, world] of [...worlds]) {
      // A context that was picked anew has another connection.
      const isSame = picked.includes(context) && options.cluster(context) === world.cluster
      if (!isSame) void shut(context, world)
    }
    for (const context of picked) if (!worlds.has(context)) open(context)
    publishSoon()
  }
  follow()
  watchExpiry()
  const stopFollowing = options.onContextsChange(follow)

  async function worldOf(context: string): Promise<World> {
    // Says by itself what is wrong with a context that is unknown or not picked.
    options.cluster(context)
    const world = worlds.get(context) ?? fail({ code: 'no-context', known: [...worlds.keys()] })
    await world.ready()
    const failure = world.failure()
    return failure === null ? world : fail(failure)
  }

  async function find({
    context,
    namespace,
    name,
  }: CanaryRef): Promise<{ world: World; stored: StoredRecord }> {
    const world = await worldOf(context)
    const stored = recordIn(world, { namespace, name })
    return stored === undefined ? fail({ code: 'no-canary', context, namespace, name }) : { world, stored }
  }

  function viewNow(ref: CanaryRef): CanaryView | undefined {
    const world = worlds.get(ref.context)
    if (world === undefined) return undefined
    return viewsOf(ref.context, world).find((one) => one.namespace === ref.namespace && one.name === ref.name)
  }

  /** Resolves when `done`, or after a while: the answer is then what is known. */
  function settle(done: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const finish = () => {
        stop()
        callOff()
        resolve()
      }
      const look = () => {
        if (done()) finish()
      }
      const callOff = after(answerMs, finish)
      const stop = changes.onChange(look)
      look()
    })
  }

  async function intend(verb: IntentVerb, ref: CanaryRef): Promise<CanaryView> {
    const { world, stored } = await find(ref)
    const { phase } = stored.record.state
    const phases = verb === 'disable' || verb === 'resume' ? undefined : allowed[verb]
    if (phases !== undefined && !phases.includes(phase)) {
      const { context, name } = ref
      return fail({ code: 'wrong-phase', context, name, phase, verb: wordFor(verb), allowed: [...phases] })
    }
    const before = viewNow(ref)
    const id = `${identity} ${now()}`
    const intent = { id, verb, by: identity, at: new Date(now()).toISOString() }
    await world.cluster.write.update<ConfigMap>(
      resources.configMap,
      ref.namespace,
      recordName(ref.name),
      (current) => withIntent(current, intent),
      `${wordFor(verb)} the canary ${ref.name}`,
    )
    const isDriven = before?.drivenBy !== null || options.drive
    await settle(() => {
      const record = recordIn(world, ref)?.record
      if (record === undefined) return true
      const arrived = record.intent?.id === id
      return isDriven ? !arrived && record !== stored.record : arrived
    })
    const view = viewNow(ref) ?? before
    if (view === undefined) return fail({ code: 'no-canary', ...ref })
    return verb === 'disable' ? { ...view, phase: 'Terminating' } : view
  }

  return {
    views: () => list.get().canaries,
    onChange: (listener) => list.onChange(listener),
    watch: (signal) => list.watch(signal),
    async ready() {
      await Promise.all([...worlds.values()].map((world) => world.ready()))
      publish()
    },
    async get(ref) {
      await find(ref)
      return viewNow(ref) ?? fail({ code: 'no-canary', ...ref })
    },
    async samples({ seconds, ...ref }) {
      const { stored } = await find(ref)
      return await samplesOf(await options.prometheus(ref.context), stored.record, seconds, now())
    },
    async enable(input) {
      const world = await worldOf(input.context)
      const existing = world.records().map(({ record }) => record)
      const record = await recordToEnable(world.cluster, input, existing, now())
      const ref = { context: input.context, namespace: input.namespace, name: record.name }
      try {
        await world.cluster.write.create<ConfigMap>(
          resources.configMap,
          toConfigMap(record),
          whyEnable(record.name),
        )
      } catch (error) {
        if (failureOf(error).code !== 'conflict') throw error
        const { context, namespace, target } = input
        return fail({ code: 'canary-exists', context, namespace, target, canary: record.name })
      }
      await world.open(input.namespace)
      await settle(() => viewNow(ref) !== undefined)
      publish()
      return viewNow(ref) ?? fail({ code: 'no-canary', ...ref })
    },
    disable: (ref) => intend('disable', ref),
    pause: (ref) => intend('pause', ref),
    resume: (ref) => intend('resume', ref),
    step: (ref) => intend('step', ref),
    promote: (ref) => intend('promote', ref),
    rollBack: (ref) => intend('rollBack', ref),
    async close() {
      closed = true
      stopFollowing()
      callOffPublish?.()
      callOffExpiry?.()
      await Promise.all([...worlds].map(([context, world]) => shut(context, world)))
    },
  }
}

const recordIn = (world: World, { namespace, name }: Omit<CanaryRef, 'context'>) =>
  world.records().find(({ record }) => record.namespace === namespace && record.name === name)

const wordFor = (verb: IntentVerb) => (verb === 'rollBack' ? 'roll back' : verb)
