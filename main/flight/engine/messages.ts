/** What the core, the engine's process and its threads say to each other. All of it survives structured cloning. */
import type { EncodedHistogram } from '#shared/flight/histogram.ts'
import type { Segment } from '#shared/flight/schedule.ts'
import type { RecordedSlice } from '#shared/flight/slice-log.ts'
import type { EncodedTally, TallyHistograms } from '#shared/flight/tally.ts'
import type { FlightTotals, FlightVerdict } from '#shared/model/flight.ts'

export interface TlsSettings {
  readonly alpn: 'http/1.1' | 'h2'
  /** For SNI; undefined where the host is an address. */
  readonly servername: string | undefined
  /** What the certificate must be for. */
  readonly host: string
  /** Take any certificate. */
  readonly insecure: boolean
  /** PEM; undefined for the CAs that Node trusts, and for no client certificate. */
  readonly ca: string | undefined
  readonly cert: string | undefined
  readonly key: string | undefined
}

/** Where connections go: to the target, or to the proxy that leads there. */
export interface Dial {
  /** Each connection goes to the next. */
  readonly addresses: readonly string[]
  readonly port: number
  /** The name is looked up for each connection; null where the addresses hold. */
  readonly lookup: {
    readonly host: string
    /** 0 for both. */
    readonly family: 0 | 4 | 6
    /** Only what leads to this machine may be sent to. */
    readonly onlyHere: boolean
  } | null
  readonly tunnel: Tunnel | null
  /** How many there are that take connections: as many as addresses, or pods behind one of them. */
  readonly ends: number
}

/** What a proxy is asked for. */
export interface Tunnel {
  /** host:port */
  readonly target: string
  /** Of Proxy-Authorization. */
  readonly authorization: string | null
}

export interface Http2Request {
  /** With the pseudo headers. */
  readonly headers: Readonly<Record<string, string | string[]>>
  readonly body: Uint8Array
  /** The status is gRPC's, where there is one. */
  readonly grpc: boolean
  /** The message says whether a service is healthy. */
  readonly isHealthCheck: boolean
}

/** Everything that a flight needs, resolved: no plan is read any more. */
export interface Shot {
  readonly dial: Dial
  readonly tls: TlsSettings | null
  /** The bytes that HTTP/1.1 sends. */
  readonly request: Uint8Array
  /** What HTTP/2 sends; null for HTTP/1.1. */
  readonly http2: Http2Request | null
  /** The method is HEAD: answers have no body. */
  readonly isHead: boolean
  /** The rate over time; empty for the closed model. */
  readonly segments: readonly Segment[]
  /** Of the closed model: requests per second that its connections share; null for as fast as they go. */
  readonly pacedRate: number | null
  /** Of random arrivals; null for even ones. */
  readonly seed: number | null
  /** The pacer takes a whole core for each thread. */
  readonly isPrecise: boolean
  readonly connections: number
  /** The warm-up included; null flies until it is stopped. */
  readonly durationMs: number | null
  /** The first part of that time, which is sent and not counted; 0 for none. */
  readonly warmUpMs: number
  /** Infinity where connections are kept. */
  readonly requestsPerConnection: number
  /** Older ones take no more requests; infinity where connections are kept. */
  readonly connectionAgeMs: number
  /** What is due while no connection is free is never sent. */
  readonly skipsMissed: boolean
  readonly timeoutMs: number
  /** Checked rules. */
  readonly expect: readonly string[]
  /** Stop when one of them is lost. */
  readonly abort: boolean
}

export type ToEngine =
  | { readonly do: 'fly'; readonly shot: Shot }
  /** Another rate from now on, of an open flight. */
  | { readonly do: 'change-rate'; readonly rate: number }
  | { readonly do: 'stop' }

export interface EngineResult {
  readonly stopped: boolean
  /** null when it ended in its warm-up. */
  readonly totals: FlightTotals | null
  readonly verdict: FlightVerdict | null
  readonly histograms: TallyHistograms<EncodedHistogram>
  /** address:port that was really connected to -> connections opened. */
  readonly opened: Readonly<Record<string, number>>
}

export type FromEngine =
  | {
      readonly said: 'slice'
      readonly recorded: RecordedSlice
      /** null in the warm-up. */
      readonly totals: FlightTotals | null
      readonly verdict: FlightVerdict | null
    }
  | { readonly said: 'ended'; readonly result: EngineResult }

/** Given to each thread as its workerData. */
export interface WorkerShot {
  readonly shot: Shot
  readonly part: number
  readonly of: number
}

/** `startNs` is of process.hrtime, which all threads of a process share. */
export type ToWorker =
  | { readonly do: 'go'; readonly startNs: bigint }
  | { readonly do: 'change-course'; readonly segments: readonly Segment[] }
  | { readonly do: 'stop' }

export interface WorkerSlice {
  /** How many quarters of a second of the flight are over with it: the next one's end where it is the last. */
  readonly quarter: number
  /** From the start of the flight. */
  readonly atMs: number
  readonly lengthMs: number
  /** Of the warm-up: the tally has what was due then, and what is due later comes with a later slice. */
  readonly warmUp: boolean
  readonly tally: EncodedTally
  readonly inFlight: number
  /** Open at its end. */
  readonly connections: number
  /** In this slice: address:port -> connections opened. */
  readonly opened: Readonly<Record<string, number>>
  /** Since the end of the warm-up: requests that became due. */
  readonly due: number
  /** Since the end of the warm-up: due and never to be sent. */
  readonly skipped: number
  /** Of those that are due: not sent yet. */
  readonly waiting: number
  readonly cappedMs: number
  /** From the start of the flight to its newest send. */
  readonly lastSendMs: number
  /** From the start of the flight until nothing becomes due any more; infinity while nobody knows. */
  readonly endMs: number
  /** Share of the slice, 0 to 1, that the thread computed. */
  readonly busyShare: number
}

export type FromWorker =
  | { readonly said: 'ready' }
  | { readonly said: 'slice'; readonly slice: WorkerSlice }
  | { readonly said: 'ended' }
