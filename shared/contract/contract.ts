/**
 * Every call between a window, a browser or the CLI and the core. main implements the whole of it or does not compile;
 * in-process, WebSocket, MessagePort and HTTP/JSON carry the same thing.
 */
import { activityContract } from './activity.ts'
import { canariesContract } from './canaries.ts'
import { contextsContract } from './contexts.ts'
import { flightsContract } from './flights.ts'
import { handOverContract } from './hand-over.ts'
import { hostContract } from './host.ts'
import { meshContract } from './mesh.ts'
import { prometheusContract } from './prometheus.ts'
import { sandboxContract } from './sandbox.ts'
import { settingsContract } from './settings.ts'
import { trafficContract } from './traffic.ts'
import { workloadsContract } from './workloads.ts'

export const contract = {
  host: hostContract,
  contexts: contextsContract,
  sandbox: sandboxContract,
  mesh: meshContract,
  prometheus: prometheusContract,
  workloads: workloadsContract,
  traffic: trafficContract,
  flights: flightsContract,
  handOver: handOverContract,
  canaries: canariesContract,
  activity: activityContract,
  settings: settingsContract,
}
export type Contract = typeof contract
