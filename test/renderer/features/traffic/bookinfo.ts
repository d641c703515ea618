/** Bookinfo with a canary under way, reviews-v3 in a second cluster. */
import type { GraphEdge, GraphNode, TrafficGraph } from '#shared/model/traffic.ts'

const node = (id: string, over: Partial<GraphNode>): { data: GraphNode } => ({
  data: {
    id,
    nodeType: 'app',
    cluster: 'east',
    namespace: 'bookinfo',
    context: 'east',
    healthStatus: 'Healthy',
    ...over,
  },
})

const edge = (source: string, target: string, rate: string, over: Partial<GraphEdge> = {}) => ({
  data: {
    id: `${source}-${target}`,
    source,
    target,
    traffic: { protocol: 'http', rates: { http: rate, httpPercentReq: '100.0' } },
    responseTime: '24',
    healthStatus: 'Healthy' as const,
    ...over,
  },
})

export const bookinfo: TrafficGraph = {
  timestamp: 1_767_323_045,
  duration: 60,
  graphType: 'versionedApp',
  problems: [],
  elements: {
    nodes: [
      node('gateway', { namespace: 'istio-system', workload: 'istio-ingressgateway', isRoot: true }),
      node('canary', {
        app: 'productpage',
        version: 'v1',
        canary: { name: 'productpage-v1', role: 'canary', weight: 30 },
      }),
      node('primary', {
        app: 'productpage-primary',
        version: 'v1',
        canary: { name: 'productpage-v1', role: 'primary', weight: 70 },
      }),
      node('details', { app: 'details', version: 'v1' }),
      node('reviews-1', { app: 'reviews', version: 'v1' }),
      node('reviews-2', { app: 'reviews', version: 'v2', healthStatus: 'Degraded' }),
      node('ratings', { app: 'ratings', version: 'v1' }),
      node('reviews-3', { app: 'reviews', version: 'v3', cluster: 'west', context: 'west' }),
      node('ratings-west', { app: 'ratings', version: 'v1', cluster: 'west', context: 'west' }),
    ],
    edges: [
      edge('gateway', 'primary', '168.10'),
      edge('gateway', 'canary', '71.80'),
      edge('primary', 'details', '168.10'),
      edge('primary', 'reviews-1', '56.80'),
      edge('primary', 'reviews-2', '56.10', {
        healthStatus: 'Degraded',
        traffic: {
          protocol: 'http',
          rates: { http: '56.10', httpPercentErr: '1.8', httpPercentReq: '20.0' },
          responses: {
            '200': { flags: { '-': '98.2' }, hosts: {} },
            '503': { flags: { UO: '1.8' }, hosts: {} },
          },
        },
      }),
      edge('primary', 'reviews-3', '55.20'),
      edge('canary', 'details', '71.80'),
      edge('canary', 'reviews-1', '24.00'),
      edge('canary', 'reviews-2', '23.90'),
      edge('canary', 'reviews-3', '23.90'),
      edge('reviews-2', 'ratings', '80.00'),
      edge('reviews-3', 'ratings-west', '79.00'),
    ],
  },
}
