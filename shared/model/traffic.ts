/** The graph as JSON: that of Kiali's graph API (same field names, units and rounding), so it is cytoscape's too. */
import { z } from 'zod'
import { failureSchema } from './failure.ts'

export const graphTypes = ['versionedApp', 'app', 'workload', 'service'] as const
export const graphTypeSchema = z.enum(graphTypes)
export type GraphType = z.output<typeof graphTypeSchema>

const rates = z.record(z.string(), z.string())

const trafficSchema = z.object({
  protocol: z.string(),
  /** Rates per second and percentages, as Kiali's strings; zero values are left out. */
  rates,
  /** code -> response flags and hosts, each with its share of the edge in percent. */
  responses: z.record(z.string(), z.object({ flags: rates, hosts: rates })).optional(),
})

const graphNodeSchema = z.object({
  id: z.string(),
  nodeType: z.enum(['app', 'workload', 'service', 'aggregate', 'unknown', 'box']),
  cluster: z.string(),
  namespace: z.string(),
  parent: z.string().optional(),
  workload: z.string().optional(),
  app: z.string().optional(),
  version: z.string().optional(),
  service: z.string().optional(),
  isBox: z.enum(['app', 'namespace', 'cluster']).optional(),
  isRoot: z.boolean().optional(),
  isIdle: z.boolean().optional(),
  isDead: z.boolean().optional(),
  /** A service that was put between caller and workload. */
  isInjected: z.boolean().optional(),
  isOutside: z.boolean().optional(),
  isInaccessible: z.boolean().optional(),
  isGateway: z.unknown().optional(),
  hasVS: z.unknown().optional(),
  destServices: z
    .array(z.object({ cluster: z.string(), namespace: z.string(), name: z.string() }))
    .optional(),
  traffic: z.array(z.object({ protocol: z.string(), rates })).optional(),
  /** Worst of the node's responses and its replicas by Kiali's health rules; Not Ready has no replicas wanted. */
  healthStatus: z.enum(['Healthy', 'Degraded', 'Failure', 'Not Ready', 'NA']).optional(),
  /** Aviary: the kube context that the cluster is drawn for, when it is a picked one. */
  context: z.string().optional(),
  /** Aviary: its part in a canary, and the share of traffic that the route gives it, in percent. */
  canary: z.object({ name: z.string(), role: z.enum(['primary', 'canary']), weight: z.number() }).optional(),
})
export type GraphNode = z.output<typeof graphNodeSchema>

const graphEdgeSchema = z.object({
  id: z.string(),
  source: z.string(),
  target: z.string(),
  traffic: trafficSchema,
  /** ms, no decimals; the quantile that was asked for. */
  responseTime: z.string().optional(),
  /** B/s */
  throughput: z.string().optional(),
  /** percent */
  isMTLS: z.string().optional(),
  healthStatus: z.enum(['Healthy', 'Degraded', 'Failure', 'Not Ready', 'NA']).optional(),
  /** Aviary: which report the rate was taken from, the PromQL that gives it, and the context whose Prometheus answers it. */
  explain: z
    .object({ reporter: z.string(), expr: z.string(), because: z.string(), context: z.string().optional() })
    .optional(),
})
export type GraphEdge = z.output<typeof graphEdgeSchema>

export const graphSchema = z.object({
  /** Seconds since the epoch, the moment asked about. */
  timestamp: z.number(),
  /** Seconds, the window of the rates. */
  duration: z.number(),
  graphType: graphTypeSchema,
  elements: z.object({
    nodes: z.array(z.object({ data: graphNodeSchema })),
    edges: z.array(z.object({ data: graphEdgeSchema })),
  }),
  /** Aviary: what could not be read. A graph with problems is partial, and says for which cluster and why. */
  problems: z.array(z.object({ context: z.string(), failure: failureSchema })),
})
export type TrafficGraph = z.output<typeof graphSchema>
