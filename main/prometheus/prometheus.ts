/** The port to one context's Prometheus. */
type Labels = Readonly<Record<string, string>>

export interface InstantSample {
  readonly labels: Labels
  /** Seconds since the epoch. */
  readonly at: number
  /** NaN and the infinities are kept as they are. */
  readonly value: number
}

export interface RangeSeries {
  readonly labels: Labels
  /** [seconds since the epoch, value] */
  readonly points: readonly (readonly [number, number])[]
}

/** Methods reject with an AviaryError: prometheus-error, bad-query, no-prometheus, unreachable. */
export interface Prometheus {
  readonly context: string
  /** How it was found and where, for people: `istio-system/prometheus:9090 through the API server`. */
  readonly where: string
  /** An instant vector, or one sample without labels for a scalar. `at` in seconds; now when missing. */
  query(expr: string, at?: number, signal?: AbortSignal): Promise<InstantSample[]>
  queryRange(
    expr: string,
    start: number,
    end: number,
    step: number,
    signal?: AbortSignal,
  ): Promise<RangeSeries[]>
  /** The raw answer of /api/v1/query, for `aviary prometheus query`. */
  raw(path: string, signal?: AbortSignal): Promise<unknown>
}
