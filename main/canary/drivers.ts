/** A driver for each canary of the picked contexts, and for nothing else. */
import type { ProxyState } from '#shared/canary/proxy-sync.ts'
import type { Cluster } from '../kube/cluster.ts'
import { type Driver, startDriver } from './driver.ts'
import type { RenewalClock } from './lease.ts'
import type { CanariesOptions } from './options.ts'
import type { World } from './world.ts'

export interface Drivers {
  /** Starts those that are missing, ends those whose canary is gone. */
  match(context: string, world: World): void
  /** Something changed in the namespace; undefined where any may be concerned. */
  poke(context: string, namespace: string | undefined): void
  /** Finishes the ticks that are going on and gives the Leases back. */
  end(context: string): Promise<void>
}

export interface DriversOptions
  extends Pick<CanariesOptions, 'identity' | 'now' | 'after' | 'prometheus' | 'log'> {
  readonly clock: RenewalClock
  readonly readProxies: (cluster: Cluster) => Promise<readonly ProxyState[]>
}

/** Names of contexts may hold anything that a line can. */
const keyOf = (...parts: string[]) => parts.join('\n')

export function createDrivers(options: DriversOptions): Drivers {
  const { identity, now, after, log, clock } = options
  const drivers = new Map<string, Driver>()
  const endings = new Set<Promise<void>>()
  const within = (prefix: string) => [...drivers].filter(([key]) => key.startsWith(prefix))

  function endOne(key: string, driver: Driver): void {
    drivers.delete(key)
    const ending = driver.close().finally(() => endings.delete(ending))
    endings.add(ending)
  }

  return {
    match(context, world) {
      const wanted = new Map(
        world.records().map(({ record }) => [keyOf(context, record.namespace, record.name), record]),
      )
      for (const [key, driver] of within(keyOf(context, ''))) if (!wanted.has(key)) endOne(key, driver)
      for (const [key, { namespace, name }] of wanted) {
        if (drivers.has(key)) continue
        const driver = startDriver({
          world,
          namespace,
          canary: name,
          identity,
          clock,
          now,
          after,
          log,
          prometheus: () => options.prometheus(context),
          readProxies: () => options.readProxies(world.cluster),
        })
        drivers.set(key, driver)
      }
    },
    poke(context, namespace) {
      const prefix = namespace === undefined ? keyOf(context, '') : keyOf(context, namespace, '')
      for (const [, driver] of within(prefix)) driver.poke()
    },
    async end(context) {
      for (const [key, driver] of within(keyOf(context, ''))) endOne(key, driver)
      await Promise.all(endings)
    },
  }
}
