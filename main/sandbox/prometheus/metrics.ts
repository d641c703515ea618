/** The port between what is measured in the data plane and Prometheus: series that only grow, read at each scrape. */
export type Labels = Readonly<Record<string, string>>

export interface Counter {
  add(by: number): void
}

export interface Gauge {
  set(value: number): void
}

export interface Histogram {
  /** `times` is how often; once when it is left out. */
  observe(value: number, times?: number): void
}

export type MetricKind = 'counter' | 'gauge' | 'histogram'

/** One sample; histograms come as their `_bucket`, `_sum` and `_count`. */
export interface Measured {
  readonly name: string
  /** Without empty values, as Prometheus has them. */
  readonly labels: Labels
  readonly value: number
}

/** A counter, gauge or histogram as a scraper sees it: what its samples are called, and their numbers in the same order, or none for now. */
export interface Source {
  series(): readonly Omit<Measured, 'value'>[]
  values(): readonly number[]
}

/** What one target exposes at /metrics. Asked twice for the same name and labels it gives the same series. */
export interface Metrics extends Exposition {
  counter(name: string, labels: Labels): Counter
  gauge(name: string, labels: Labels): Gauge
  /** `bounds` are of its buckets, ascending; +Inf follows. Those of Envoy, or of the pod, when they are left out. */
  histogram(name: string, labels: Labels, bounds?: readonly number[]): Histogram
  /** What is not counted but read, at each scrape; undefined while there is nothing to tell. */
  read(name: string, kind: 'counter' | 'gauge', labels: Labels, value: () => number | undefined): void
}

/** What a target gives to a scraper. */
export interface Exposition {
  sources(): Iterable<Source>
  /** All samples. */
  collect(): Measured[]
  /** The text exposition format, with HELP and TYPE. */
  text(): string
}

/** A pod as Prometheus finds it by service discovery. */
export interface ScrapeTarget {
  /** job, instance, namespace, pod, node and the pod's labels, with Prometheus's characters. */
  readonly labels: Labels
  readonly metrics: Exposition
}
