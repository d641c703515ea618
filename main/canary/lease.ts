/**
 * The Lease of a canary: only its holder acts. It is renewed every few seconds, taken over when its holder did not renew
 * it for as long as it lasts (counted by our own clock from when we saw the renewal, as client-go does, so that two
 * laptops' clocks need not agree), and given back at the end.
 */
import { ownLabels, recordName } from '#shared/canary/names.ts'
import { explain, failureOf } from '#shared/model/failure.ts'
import { apiVersionOf, type KubeObject, resources } from '#shared/model/kube.ts'
import type { Cluster } from '../kube/cluster.ts'
import type { Timing } from './options.ts'

export interface Lease extends KubeObject {
  spec?: {
    holderIdentity?: string
    leaseDurationSeconds?: number
    /** MicroTime */
    acquireTime?: string
    /** MicroTime */
    renewTime?: string
    leaseTransitions?: number
  }
}

const durationSeconds = 10
const renewMs = 2500
/** A holder that cannot renew stops acting before another may take over. */
const trustMs = durationSeconds * 1000 - 2000
const longestPauseMs = 30_000
const refusals: ReadonlySet<string> = new Set(['read-only', 'protected', 'forbidden', 'unauthorized'])

/** When each Lease was last seen to be renewed. */
export interface RenewalClock {
  isExpired(lease: Lease): boolean
}

export function createRenewalClock(now: () => number): RenewalClock {
  const renewals = new Map<string, { renewTime: string; seenAt: number }>()
  return {
    isExpired({ metadata, spec }) {
      const key = `${metadata.namespace}/${metadata.name}/${metadata.uid ?? ''}`
      const renewTime = spec?.renewTime ?? ''
      const lastsMs = (spec?.leaseDurationSeconds ?? durationSeconds) * 1000
      const known = renewals.get(key)
      if (known?.renewTime !== renewTime) renewals.set(key, { renewTime, seenAt: now() })
      const seenAt = renewals.get(key)?.seenAt ?? now()
      // So old that no two clocks differ by as much: nobody has to be waited for.
      const isAncient = now() - Date.parse(renewTime) > lastsMs + 60_000
      return renewTime === '' || isAncient || now() - seenAt > lastsMs
    },
  }
}

/** Who holds it now. */
export function holderOf(lease: Lease | undefined, clock: RenewalClock): string | undefined {
  const holder = lease?.spec?.holderIdentity
  if (lease === undefined || holder === undefined || holder === '') return undefined
  return clock.isExpired(lease) ? undefined : holder
}

export interface LeaseKeeper {
  held(): boolean
  /** Ends the renewals and gives it back. */
  release(): Promise<void>
  /** Ends the renewals of a Lease that is about to be deleted; none is under way when it resolves. */
  stop(): Promise<void>
  /** Ends the renewals and deletes what is held: its canary is gone. */
  discard(): Promise<void>
}

export interface LeaseOptions extends Timing {
  readonly cluster: Cluster
  readonly namespace: string
  readonly canary: string
  readonly identity: string
  readonly clock: RenewalClock
  readonly onHeld: () => void
  readonly log: (sentence: string) => void
}

const microTime = (ms: number) => new Date(ms).toISOString().replace('Z', '000Z')

class HeldByAnother extends Error {}

export function keepLease(options: LeaseOptions): LeaseKeeper {
  const { cluster, namespace, canary, identity, clock, now, after } = options
  const name = recordName(canary)
  let renewedAt: number | undefined
  let pauseMs = renewMs
  let stopped = false
  let callOff: (() => void) | undefined
  let running: Promise<void> = Promise.resolve()

  const mine = (current: Lease | undefined): Lease => {
    const time = microTime(now())
    const taken = current?.spec?.holderIdentity === identity
    const spec = {
      holderIdentity: identity,
      leaseDurationSeconds: durationSeconds,
      acquireTime: (taken ? current?.spec?.acquireTime : undefined) ?? time,
      renewTime: time,
      leaseTransitions: (current?.spec?.leaseTransitions ?? 0) + (taken || current === undefined ? 0 : 1),
    }
    const fresh = {
      apiVersion: apiVersionOf(resources.lease),
      kind: 'Lease',
      metadata: { name, namespace, labels: ownLabels(canary) },
    }
    return { ...(current ?? fresh), spec: { ...current?.spec, ...spec } }
  }

  async function renew(): Promise<void> {
    const before = now()
    try {
      await cluster.write.ensure<Lease>(
        resources.lease,
        mine(undefined),
        (current) => {
          const holder = holderOf(current, clock)
          if (holder !== undefined && holder !== identity) throw new HeldByAnother()
          return mine(current)
        },
        `drive the canary ${canary}`,
      )
      const first = renewedAt === undefined
      renewedAt = before
      pauseMs = renewMs
      if (first && !stopped) options.onHeld()
    } catch (error) {
      if (error instanceof HeldByAnother) {
        renewedAt = undefined
        pauseMs = renewMs
        return
      }
      const failure = failureOf(error)
      if (!refusals.has(failure.code)) return
      if (pauseMs === renewMs)
        options.log(`The lease of canary ${canary} is not taken: ${explain(failure).said}`)
      // A context that refuses writes is not asked every few seconds.
      pauseMs = Math.min(pauseMs * 2, longestPauseMs)
    }
  }

  const loop = () => {
    running = renew().then(() => {
      if (!stopped) callOff = after(pauseMs, loop)
    })
  }
  loop()

  const stop = async () => {
    stopped = true
    callOff?.()
    await running
  }
  return {
    held: () => !stopped && renewedAt !== undefined && now() - renewedAt < trustMs,
    stop,
    async discard() {
      await stop()
      if (renewedAt === undefined) return
      await cluster.write.delete(resources.lease, namespace, name, `the canary ${canary} is gone`)
    },
    async release() {
      await stop()
      if (renewedAt === undefined) return
      renewedAt = undefined
      const why = `stop driving the canary ${canary}`
      try {
        await cluster.write.update<Lease>(
          resources.lease,
          namespace,
          name,
          (current) => {
            if (current.spec?.holderIdentity !== identity) return current
            const { holderIdentity: _holder, ...spec } = current.spec
            return { ...current, spec }
          },
          why,
        )
      } catch (error) {
        // It expires by itself; and it is gone when the canary was disabled.
        if (failureOf(error).code !== 'not-found') options.log(`${why}: ${failureOf(error).code}.`)
      }
    },
  }
}
