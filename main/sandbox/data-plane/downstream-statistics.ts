/**
 * Envoy's statistics of what comes to one proxy, by the listener that takes it and by its http connection manager
 * (config/listener_manager/listener_stats, config/http_conn_man/stats). A request is a connection of its own here.
 */

import { getOrMake } from '../promql/get-or-make.ts'
import type { Outcome } from './call-types.ts'
import type { EnvoyStats } from './envoy-stats.ts'
import type { Authorization } from './policies/authorization.ts'

interface Downstream {
  begin(): void
  /** Undefined where nobody got an answer. */
  end(status: number | undefined): void
}

/** `inbound` at the pod that is called, `outbound` at the one that calls, or at a gateway. */
type Direction = 'inbound' | 'outbound'

/** Where a request or a connection is taken: at a port of the service, of a gateway's pods or of the pod itself. */
export interface Taken {
  readonly direction: Direction
  readonly port: number
  readonly isTcp: boolean
}

export interface DownstreamStatistics {
  begin(taken: Taken): void
  /** Undefined where nobody got an answer. */
  end(taken: Taken, status: number | undefined): void
  /** What comes to a pod at one of its ports. */
  arrived(port: number, isTcp: boolean, arrive: () => Promise<Outcome>): Promise<Outcome>
  /** The same authorization, with its answers counted. */
  watched(authorization: Authorization): Authorization
}

const inboundListener = '0.0.0.0_15006'

export function createDownstreamStatistics(
  stats: EnvoyStats,
  proxy: 'none' | 'sidecar' | 'gateway',
): DownstreamStatistics {
  const listeners = new Map<string, Downstream>()
  const managers = new Map<string, Downstream>()
  const listenerOf = (listener: string) =>
    getOrMake(listeners, listener, () => activeOf(stats, `listener.${listener}.downstream_cx`))

  function of({ direction, port, isTcp }: Taken): Downstream[] {
    if (proxy === 'none' || (proxy === 'gateway' && direction === 'inbound')) return []
    const listener = direction === 'inbound' ? inboundListener : `0.0.0.0_${port}`
    if (isTcp) return [listenerOf(listener)]
    const manager = managerOf(direction, port)
    return [listenerOf(listener), getOrMake(managers, manager, () => httpOf(stats, listener, manager))]
  }
  const begin = (taken: Taken) => {
    for (const one of of(taken)) one.begin()
  }
  const end = (taken: Taken, status: number | undefined) => {
    for (const one of of(taken)) one.end(status)
  }

  if (proxy === 'sidecar') listenerOf(inboundListener)
  return {
    begin,
    end,
    async arrived(port, isTcp, arrive) {
      const taken = { direction: 'inbound', port, isTcp } as const
      begin(taken)
      let status: number | undefined
      try {
        const outcome = await arrive()
        if (typeof outcome === 'object') status = outcome.status
        return outcome
      } finally {
        end(taken, status)
      }
    },
    watched(authorization) {
      if (authorization === undefined) return undefined
      return (access) => {
        const allowed = authorization(access)
        const manager = managerOf(proxy === 'gateway' ? 'outbound' : 'inbound', access.port)
        if (access.http !== undefined)
          stats.counter(`http.${manager}.rbac.${allowed ? 'allowed' : 'denied'}`)?.add(1)
        return allowed
      }
    },
  }
}

/** Istio ends such names by a semicolon, as they have dots. */
const managerOf = (direction: Direction, port: number) => `${direction}_0.0.0.0_${port};`

const classes = ['1xx', '2xx', '3xx', '4xx', '5xx']

function httpOf(stats: EnvoyStats, listener: string, manager: string): Downstream {
  const connections = activeOf(stats, `http.${manager}.downstream_cx`)
  const requests = activeOf(stats, `http.${manager}.downstream_rq`)
  // There from the start, as in Envoy.
  const both = (statistic: string) =>
    [`listener.${listener}.http.${manager}`, `http.${manager}`].map((place) =>
      stats.counter(`${place}.${statistic}`),
    )
  const completed = both('downstream_rq_completed')
  const byClass = new Map(classes.map((one) => [one, both(`downstream_rq_${one}`)]))
  return {
    begin() {
      connections.begin()
      requests.begin()
    },
    end(status) {
      connections.end(status)
      requests.end(status)
      // 0 stands for a client that went away before.
      if (status === undefined || status === 0) return
      for (const counter of completed) counter?.add(1)
      for (const counter of byClass.get(`${String(status).slice(0, 1)}xx`) ?? []) counter?.add(1)
    },
  }
}

/** How many there are now, and have been. */
function activeOf(stats: EnvoyStats, name: string): Downstream {
  let active = 0
  const total = stats.counter(`${name}_total`)
  stats.read(`${name}_active`, 'gauge', () => active)
  return {
    begin() {
      active += 1
      total?.add(1)
    },
    end() {
      active -= 1
    },
  }
}
