/** One literal answer per kind of thing that the contract carries. */
import type { ActivityEntry } from '#shared/contract/activity.ts'
import type { ContextList } from '#shared/contract/contexts.ts'
import type { MeshStatus } from '#shared/contract/mesh.ts'
import type { SandboxState } from '#shared/contract/sandbox.ts'
import type { Settings } from '#shared/contract/settings.ts'
import type { Workload } from '#shared/contract/workloads.ts'
import type { CanaryView } from '#shared/model/canary.ts'
import type { FlightPlan, FlightRun, FlightSlice, FlightTotals, Percentiles } from '#shared/model/flight.ts'
import type { TrafficGraph } from '#shared/model/traffic.ts'

export const contextList: ContextList = {
  contexts: [
    {
      name: 'kind-größe/ünïcode 🕊',
      cluster: 'kind',
      server: 'https://127.0.0.1:6443',
      user: 'admin',
      namespace: 'default',
      file: '/home/me/.kube/config',
      colour: '#3366cc',
      protected: true,
      readOnly: false,
      sandbox: false,
      picked: true,
      status: 'failed',
      failure: { code: 'unreachable', context: 'kind', server: 'https://127.0.0.1:6443', reason: 'refused' },
      kubernetesVersion: null,
      istio: { found: true, version: null },
      prometheus: null,
    },
  ],
  problems: [{ code: 'bad-kubeconfig', file: '/tmp/x', reason: 'line 3: "quoted" \\ and\ttab' }],
}

export const meshStatus = (context: string): MeshStatus => ({
  context,
  kubernetesVersion: 'v1.33.1',
  istio: {
    namespace: 'istio-system',
    version: '1.28.0',
    istiod: { ready: 1, desired: 1 },
    gateways: [],
    proxies: null,
  },
  prometheus: { where: 'istio-system/prometheus:9090' },
  problems: [],
})

export const activityEntry = (id: number): ActivityEntry => ({
  id,
  at: '2026-01-02T03:04:05.000Z',
  who: 'me@laptop',
  context: 'east',
  verb: 'patch',
  kind: 'VirtualService',
  namespace: 'bookinfo',
  name: 'reviews',
  why: `step ${id}`,
  diff: ['- weight: 0', '+ weight: 10'],
  kubectl: 'kubectl patch virtualservice reviews',
  outcome: 'done',
})

export const sandboxState = (status: SandboxState['status'], bookinfo = false): SandboxState => ({
  status,
  info: null,
  bookinfo,
  faults: [],
  failure: null,
})

export const settings: Settings = { version: 1, theme: 'system', contexts: {}, lastPicked: [] }

export const workload: Workload = {
  context: 'east',
  namespace: 'bookinfo',
  name: 'reviews-v1',
  containers: [{ name: 'reviews', image: 'reviews:1' }],
  app: 'reviews',
  version: 'v1',
  replicas: { desired: 2, ready: 2, updated: 2 },
  services: ['reviews'],
  canary: { name: 'reviews', role: 'target', phase: 'Progressing' },
  createdAt: '2026-01-02T03:04:05.000Z',
}

export const graph: TrafficGraph = {
  timestamp: 1_767_323_045,
  duration: 60,
  graphType: 'versionedApp',
  elements: {
    nodes: [
      { data: { id: 'a', nodeType: 'app', cluster: 'east', namespace: 'bookinfo', app: 'productpage' } },
      { data: { id: 'b', nodeType: 'app', cluster: 'east', namespace: 'bookinfo', app: 'reviews' } },
    ],
    edges: [
      {
        data: {
          id: 'e',
          source: 'a',
          target: 'b',
          traffic: { protocol: 'http', rates: { http: '1.00', httpPercentReq: '100.0' } },
        },
      },
    ],
  },
  problems: [],
}

const percentiles: Percentiles = { p50: 1.5, p75: null, p90: null, p99: null, p999: null, max: 0.1 + 0.2 }

export const flightSlice = (atMs: number): FlightSlice => ({
  atMs,
  lengthMs: 250,
  sent: 10,
  done: 9,
  inFlight: 1,
  bytes: 2 ** 53 - 1,
  codes: { '200': 9 },
  errors: {},
  response: percentiles,
  lagP50: null,
})

export const flightRun = (plan: FlightPlan, id = 'flight-1'): FlightRun => ({
  id,
  plan,
  via: 'straight',
  url: 'http://127.0.0.1:8080/',
  startedAt: '2026-01-02T03:04:05.000Z',
  endedAt: null,
  state: 'flying',
  totals: null,
  verdict: null,
  failure: null,
})

const times: Percentiles = { p50: 12, p75: null, p90: null, p99: 46, p999: null, max: 120 }

export const flightTotals: FlightTotals = {
  seconds: 10,
  asked: 10,
  achieved: 9.9,
  sent: 100,
  done: 99,
  bytes: 1,
  codes: { '200': 99 },
  errors: {},
  errorPercent: 0,
  response: times,
  service: times,
  lag: times,
  warnings: [],
}

export const flightPlan: FlightPlan = {
  target: { kind: 'url', url: 'http://127.0.0.1:8080/' },
  method: 'GET',
  path: '/',
  headers: [],
  rate: 10,
  connections: 64,
  durationSeconds: 30,
  timeoutMs: 10_000,
  expect: [],
  confirmed: false,
}

export const canaryView = (name: string, phase: CanaryView['phase'] = 'Progressing'): CanaryView => ({
  context: 'east',
  namespace: 'bookinfo',
  name,
  phase,
  canaryWeight: 10,
  failedChecks: 0,
  iterations: 1,
  because: 'checks passed at 10%',
  conditions: [],
  drivenBy: null,
  paused: false,
  plan: {
    targetName: name,
    serviceName: name,
    servicePort: 9080,
    intervalSeconds: 10,
    threshold: 5,
    stepWeights: [10, 50],
    metrics: [],
    progressDeadlineSeconds: 600,
    skipAnalysis: false,
    suspend: false,
  },
  pods: { primary: { ready: 2, desired: 2 }, canary: null },
  images: { primary: 'reviews:1', canary: 'reviews:2' },
  whatChanged: ['- image: reviews:1', '+ image: reviews:2'],
  nextCheckAt: null,
  runStartedAt: null,
  history: [],
})
