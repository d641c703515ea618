import { z } from 'zod'
import { failureSchema } from './failure.ts'

const flightTargetSchema = z.discriminatedUnion('kind', [
  /** Straight from this machine. */
  z.object({ kind: z.literal('url'), url: z.string() }),
  /**
   * A Service of a picked context. When a VirtualService binds one of its hosts to a gateway, the flight enters
   * through that ingress gateway (so that routes apply); else through a port-forward to a ready pod.
   */
  z.object({
    kind: z.literal('service'),
    context: z.string(),
    namespace: z.string(),
    service: z.string(),
    port: z.number().int().min(1).max(65535),
  }),
  /** A pod of a Deployment, through a port-forward. */
  z.object({
    kind: z.literal('deployment'),
    context: z.string(),
    namespace: z.string(),
    deployment: z.string(),
    port: z.number().int().min(1).max(65535).optional(),
  }),
  /** One pod, through a port-forward; the flight goes on when a pod of that name is back. */
  z.object({
    kind: z.literal('pod'),
    context: z.string(),
    namespace: z.string(),
    pod: z.string(),
    port: z.number().int().min(1).max(65535).optional(),
  }),
  /** The ingress gateway of a context, with this Host header. */
  z.object({ kind: z.literal('gateway'), context: z.string(), host: z.string() }),
])
export type FlightTarget = z.output<typeof flightTargetSchema>

/** How TLS is spoken to an https URL. The certificate is verified, unless `insecure` says otherwise. */
const flightTlsSchema = z.object({
  /** Take any certificate; the run's `via` says so. */
  insecure: z.boolean().optional(),
  /** PEM, in place of the CAs that Node trusts. */
  ca: z.string().optional(),
  /** PEM of a client certificate and its key. The key is not kept with the run. */
  cert: z.string().optional(),
  key: z.string().optional(),
  /** For SNI and the check of the certificate, in place of the URL's host. */
  servername: z.string().optional(),
})
export type FlightTls = z.output<typeof flightTlsSchema>

const flightGrpcSchema = z.object({
  /** package.Service/Method */
  method: z.string(),
  /** `hex:…` or `base64:…` of the encoded message; empty for an empty one. */
  message: z.string().default(''),
})

/** A time at another rate: reached at once, or evenly over the stage. */
const flightStageSchema = z.object({
  rate: z.number().min(0).max(1_000_000),
  seconds: z.number().positive().max(604_800),
  ramp: z.boolean().optional(),
})
export type FlightStage = z.output<typeof flightStageSchema>

export const flightPlanSchema = z.object({
  target: flightTargetSchema,
  method: z.string().default('GET'),
  /** Path and query; ignored for a URL target, which has its own. */
  path: z.string().default('/'),
  headers: z.array(z.tuple([z.string(), z.string()])).default([]),
  body: z.string().optional(),
  /** Requests per second, or `max`: closed model, every connection as fast as it goes. */
  rate: z.union([z.number().positive().max(1_000_000), z.literal('max')]).default(10),
  /**
   * Open: sends keep to the schedule whether or not answers came. Closed: each connection sends its share of the rate,
   * and never before its last answer has come. Open unless said; `max` is always closed.
   */
  model: z.enum(['open', 'closed']).optional(),
  /** Most connections open at once. */
  connections: z.number().int().min(1).max(4096).default(64),
  /** null flies until it is stopped. */
  durationSeconds: z.number().positive().max(604_800).nullable().default(30),
  /** Before that time: sent at `rate`, and counted nowhere but in the slices that say so. */
  warmUpSeconds: z.number().positive().max(3600).optional(),
  /** Of the open model: the flight starts at `rate`, goes through these and lasts as long as they do. */
  stages: z.array(flightStageSchema).min(1).max(100).optional(),
  /** Requests are due evenly, or at random as independent users come (Poisson), the same ones for the same seed. */
  arrivals: z.enum(['even', 'random']).optional(),
  seed: z.number().int().min(0).max(4_294_967_295).optional(),
  /** HTTP/2 is agreed on in the TLS handshake, and spoken at once where there is no TLS. HTTP/1.1 unless said. */
  protocol: z.enum(['http1', 'http2', 'grpc']).optional(),
  /**
   * What looks when a request is due: the usual pacer gives the processor away between two; the precise one never does
   * shortly before, for a whole core of this machine. The usual one unless said.
   */
  pacing: z.enum(['usual', 'precise']).optional(),
  /** The unary call of a gRPC flight, in place of method, path and body. */
  grpc: flightGrpcSchema.optional(),
  /** What is due while no connection is free is sent late, or not at all and counted. Sent late unless said. */
  missed: z.enum(['catch-up', 'skip']).optional(),
  /** Of HTTP/1.1: a connection is closed after so many, and another opened; 1 keeps none alive. */
  requestsPerConnection: z.number().int().min(1).max(1_000_000_000).optional(),
  /** A connection that was opened longer ago takes no more requests, and another is opened. Kept unless said. */
  connectionSeconds: z.number().min(0.1).max(86_400).optional(),
  timeoutMs: z.number().positive().max(600_000).default(10_000),
  tls: flightTlsSchema.optional(),
  /**
   * Of a URL: every connection is a tunnel through this HTTP proxy, `http://[user:password@]host:port`. The password is
   * not kept with the run. Directly unless said, whatever the environment says.
   */
  proxy: z.string().optional(),
  /**
   * A host's name is looked up before the flight, or again for each connection; where it has several addresses, each
   * connection goes to the next. Once unless said.
   */
  dns: z.enum(['once', 'per-connection']).optional(),
  /** Rules such as `p99<250ms`, `errors<1%`, `rate>=99%`, `code(200)>=99.9%`. */
  expect: z.array(z.string()).default([]),
  /** Stop as soon as one of them is lost whatever the rest of the flight brings. */
  abort: z.boolean().optional(),
  /** The user said yes to load on a target that is neither loopback nor in a picked context. */
  confirmed: z.boolean().default(false),
})
export type FlightPlan = z.output<typeof flightPlanSchema>
export type FlightPlanInput = z.input<typeof flightPlanSchema>

/** A plan kept by name; without a private key, and without the yes to a foreign target. */
export const flightProfileSchema = z.object({
  name: z.string().trim().min(1).max(80),
  plan: flightPlanSchema,
})
export type FlightProfile = z.output<typeof flightProfileSchema>

/** Milliseconds; null where nothing was counted (never zero for unknown). */
const percentilesSchema = z.object({
  p50: z.number().nullable(),
  p75: z.number().nullable(),
  p90: z.number().nullable(),
  p99: z.number().nullable(),
  p999: z.number().nullable(),
  max: z.number().nullable(),
})
export type Percentiles = z.output<typeof percentilesSchema>

/** What happened in one slice of a flight (250 ms unless merged for display). */
export const flightSliceSchema = z.object({
  /** Milliseconds from the start of the flight to the start of the slice. */
  atMs: z.number(),
  lengthMs: z.number(),
  /** Of the warm-up, which the totals leave out. */
  warmUp: z.literal(true).optional(),
  sent: z.number(),
  done: z.number(),
  /** At the end of the slice; of slices that were merged, the most. */
  inFlight: z.number(),
  /** Open then, likewise; older runs, and those of other tools, do not know it. */
  connections: z.number().optional(),
  /** Requests per second that the schedule asked for; missing in a closed flight. */
  asked: z.number().optional(),
  bytes: z.number(),
  /** HTTP status -> answers. */
  codes: z.record(z.string(), z.number()),
  /** Kind of error (refused, reset, timeout, closed, garbage, …) -> count. */
  errors: z.record(z.string(), z.number()),
  /** Response time: from the intended send. In a closed flight the same as service time. */
  response: percentilesSchema,
  /** p50 of real send minus intended send, ms. */
  lagP50: z.number().nullable(),
  /** Response times: band and count in turn, see shared/flight/heat.ts. Older runs have none. */
  heat: z.array(z.number()).optional(),
})
export type FlightSlice = z.output<typeof flightSliceSchema>

/** Without the warm-up. */
const flightTotalsSchema = z.object({
  seconds: z.number(),
  asked: z.union([z.number(), z.literal('max')]),
  /** Requests sent per second over the whole flight. */
  achieved: z.number(),
  sent: z.number(),
  done: z.number(),
  /** Due but never sent, by the plan's choice; missing where it sends late. */
  skipped: z.number().optional(),
  /** Received; null where the tool that flew did not say. */
  bytes: z.number().nullable(),
  codes: z.record(z.string(), z.number()),
  errors: z.record(z.string(), z.number()),
  /** Share of answers that are 5xx or errors, percent; null before the first answer. */
  errorPercent: z.number().nullable(),
  response: percentilesSchema,
  service: percentilesSchema,
  lag: percentilesSchema,
  /** Sentences that say why the generator itself was the bottleneck; empty when it was not. */
  warnings: z.array(z.string()),
})
export type FlightTotals = z.output<typeof flightTotalsSchema>

const verdictSchema = z.object({
  passed: z.boolean(),
  rules: z.array(z.object({ rule: z.string(), holds: z.boolean().nullable(), saw: z.string() })),
})
export type FlightVerdict = z.output<typeof verdictSchema>

export const flightRunSchema = z.object({
  id: z.string(),
  plan: flightPlanSchema,
  /** The path it takes, for people: `through ingress 127.0.0.1:31380 with Host bookinfo.example.com`. */
  via: z.string(),
  /** What limits the way it takes, and what to do about it. */
  note: z.string().optional(),
  /** The URL that is really asked. */
  url: z.string(),
  /** ISO 8601 */
  startedAt: z.string(),
  endedAt: z.string().nullable(),
  state: z.enum(['flying', 'finished', 'stopped', 'failed']),
  /** null until something was measured. */
  totals: flightTotalsSchema.nullable(),
  verdict: verdictSchema.nullable(),
  failure: failureSchema.nullable(),
  /** Read from the result of another tool: of the plan only that is known which the tool said. */
  readFrom: z.literal('fortio').optional(),
  /** It flies in a cluster: by what, where its objects are, how far it is, and what it does otherwise than planned. */
  inCluster: z
    .object({
      tool: z.enum(['fortio', 'k6']),
      context: z.string(),
      namespace: z.string(),
      name: z.string(),
      stage: z.string(),
      /** Of k6 that share the load; one unless said. */
      runners: z.number().int().optional(),
      /** The process that follows it. */
      pid: z.number().int().optional(),
      notes: z.array(z.string()),
    })
    .optional(),
  /** The rate was changed while it flew: seconds from the start, and requests per second from then on. */
  rateChanges: z.array(z.object({ atSeconds: z.number(), rate: z.number() })).optional(),
})
export type FlightRun = z.output<typeof flightRunSchema>

/** Fortio's result JSON, the slices as CSV, HdrHistogram's percentile text and log, a report in one HTML file. */
export const flightExportFormatSchema = z.enum(['fortio', 'csv', 'hdr', 'hdr-log', 'html'])
export type FlightExportFormat = z.output<typeof flightExportFormatSchema>

export const flightExportSchema = z.object({
  /** For the file. */
  name: z.string(),
  mediaType: z.string(),
  text: z.string(),
})
export type FlightExport = z.output<typeof flightExportSchema>
