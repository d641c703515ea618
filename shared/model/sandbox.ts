import { z } from 'zod'
import type { ClusterFault } from './faults.ts'

/** One simulated cluster, as `aviary sandbox start -o json` prints it. All URLs are on 127.0.0.1. */
const sandboxClusterSchema = z.object({
  /** Its context in the kubeconfig, and its cluster id in the mesh. */
  context: z.string(),
  /** https URL of the API server. */
  server: z.string(),
  /** Its bearer token, as the kubeconfig has it; none for a control plane that was there already. */
  token: z.string().optional(),
  /** Base URL of Prometheus's HTTP API. */
  prometheus: z.string(),
  /** Base URL of the ingress gateway. */
  ingress: z.string(),
  /** The same over TLS: closed until a Gateway has an HTTPS server at 443. */
  ingressTls: z.string(),
  /** HTTP service discovery: the list of pod metrics targets for a real Prometheus. */
  metricsTargets: z.string(),
})

export const sandboxInfoSchema = z.object({
  /** Path of a kubeconfig with one context per cluster. */
  kubeconfig: z.string(),
  clusters: z.array(sandboxClusterSchema),
})
export type SandboxInfo = z.output<typeof sandboxInfoSchema>

export interface SandboxOptions {
  /** Number of clusters; they are called east, west, north, south, then sandbox-5 and so on. */
  readonly clusters: number
  /** Seed of every random draw of the data plane. */
  readonly seed: number
  /** Where the kubeconfig is written (mode 0600). */
  readonly kubeconfig: string
  /** Apply Bookinfo (reviews-v3 and its ratings in the second cluster, when there is one). */
  readonly bookinfo: boolean
  /** Kubeconfig of a control plane that is already there: then only nodes, mesh and Prometheus are ours. */
  readonly controlPlane?: string
  /** A synthetic mesh of so many namespaces with ten services of two pods each, and its traffic. */
  readonly scale?: number
  /** Requests per second to Bookinfo's page, through the ingress of the first cluster. */
  readonly trafficPerSecond?: number
}

/** What the sandbox process hears. */
export type SandboxCommand =
  | { do: 'start'; options: SandboxOptions }
  | { do: 'apply-bookinfo' }
  | ({ do: 'fault'; on: boolean } & ClusterFault)
  | { do: 'stop' }
/** What the sandbox process says. */
export type SandboxReport =
  | { said: 'ready'; info: SandboxInfo }
  | { said: 'bookinfo-applied' }
  /** At each change, whoever asked for it. */
  | { said: 'faults'; faults: ClusterFault[] }
  | { said: 'failed'; reason: string }

/** What a running sandbox is asked through its socket. */
export type ControlRequest = { do: 'faults' } | ({ do: 'fault'; on: boolean } & ClusterFault)
export interface ControlAnswer {
  readonly contexts: string[]
  readonly faults: ClusterFault[]
}

/** The socket of the sandbox with that kubeconfig; Windows has pipes instead, with names of their own. */
export function controlSocketOf(kubeconfig: string, platform: string): string {
  if (platform !== 'win32') return `${kubeconfig}.control`
  return `\\\\.\\pipe\\aviary-${kubeconfig.replace(/[^A-Za-z0-9]/g, '-')}`
}
