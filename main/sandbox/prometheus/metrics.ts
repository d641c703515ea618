/** The port between what is measured in the data plane and Prometheus: series that only grow, read at each scrape. */
export type Labels = Readonly<Record<string, string>>

export interface Counter {
  add(by: number): void
}

export interface Gauge {
  set(value: number): void
}

export interface Histogram {
  observe(value: number): void
}

/** One sample; histograms come as their `_bucket`, `_sum` and `_count`. */
export interface Measured {
  readonly name: string
  /** Without empty values, as Prometheus has them. */
  readonly labels: Labels
  readonly value: number
}

/** A counter, gauge or histogram as a scraper sees it: what its samples are called, and their numbers in the same order. */
export interface Source {
  series(): readonly Omit<Measured, 'value'>[]
  values(): readonly number[]
}

/** What one target exposes at /metrics. Asked twice for the same name and labels it gives the same series. */
export interface Metrics {
  counter(name: string, labels: Labels): Counter
  gauge(name: string, labels: Labels): Gauge
  /** With Envoy's buckets: 0.5 1 5 10 25 50 100 250 500 1000 2500 5000 10000 30000 60000 300000 … +Inf. */
  histogram(name: string, labels: Labels): Histogram
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
  readonly metrics: Metrics
}
