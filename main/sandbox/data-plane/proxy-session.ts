/** One proxy as its istiod knows it: what it was sent, what it has taken or refused, and the routes that it goes by. */
import type { CompiledMesh } from './compile-routes.ts'
import type { PodRuntime } from './pod-runtime.ts'
import { isRefused } from './refused-routes.ts'
import { noRoutes, type RouteTable } from './route-table.ts'
import { routesText } from './routes-text.ts'
import { type Nonces, unsent } from './sync-entry.ts'
import { withUpstreams } from './table-upstreams.ts'

export interface ProxySession {
  readonly pod: PodRuntime
  connected: boolean
  /** How often it has connected since its start. */
  connections: number
  table: RouteTable
  routes: string
  sent: Nonces
  acked: Nonces
  /** The last routes that it refused, and how many it has since the process of istiod began. */
  refused: { readonly nonce: string; readonly count: number }
}

export const noRefusal = { nonce: '', count: 0 }

export function newSession(pod: PodRuntime, cluster: string): ProxySession {
  return {
    pod,
    connected: false,
    connections: 0,
    table: noRoutes(pod.proxy === 'gateway' ? 'gateway' : 'sidecar', cluster),
    routes: '',
    sent: unsent,
    acked: unsent,
    refused: noRefusal,
  }
}

/** A proxy that connects is sent everything. */
export function sendAll(session: ProxySession, compiled: CompiledMesh, nonce: () => string): void {
  session.routes = routesText(tableFor(session.pod, compiled))
  session.sent = { cluster: nonce(), listener: nonce(), route: nonce(), endpoint: nonce() }
}

/** Endpoints alone, or all of a full push; routes only to a proxy whose routes are not what they were. */
export function send(
  session: ProxySession,
  compiled: CompiledMesh,
  full: boolean,
  nonce: () => string,
): void {
  session.sent.endpoint = nonce()
  if (!full) return
  session.sent.cluster = nonce()
  session.sent.listener = nonce()
  const routes = routesText(tableFor(session.pod, compiled))
  if (routes === session.routes) return
  session.routes = routes
  session.sent.route = nonce()
}

/**
 * The proxy goes by what was compiled; where it refuses the routes it keeps those it had, with the endpoints of now. What
 * it tells istiod counts only of the latest push. Returns how often it has refused, where it has not refused these before.
 */
export function take(session: ProxySession, compiled: CompiledMesh, isLatest: boolean): number | undefined {
  const table = tableFor(session.pod, compiled)
  const refuses = isRefused(table)
  session.table = refuses
    ? { ...table, configs: withUpstreams(compiled.upstreams)(session.table).configs }
    : table
  if (!isLatest) return undefined
  const { sent, acked, refused } = session
  session.acked = { ...sent, ...(refuses ? { route: acked.route } : {}) }
  if (!refuses || refused.nonce === sent.route) return undefined
  session.refused = { nonce: sent.route, count: refused.count + 1 }
  return session.refused.count
}

const tableFor = ({ pod, proxy, identity }: PodRuntime, compiled: CompiledMesh): RouteTable => {
  const labels = pod.metadata.labels ?? {}
  return proxy === 'gateway' ? compiled.gateway(labels) : compiled.sidecarOf(identity.namespace, labels)
}
