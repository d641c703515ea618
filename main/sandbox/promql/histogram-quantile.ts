/** histogram_quantile over classic buckets: series that differ only in `le` are one histogram. */
import { getOrMake } from './get-or-make.ts'
import { type LabelSet, metricName } from './labels.ts'
import { type Bucket, bucketQuantile } from './quantile.ts'
import { refuseDuplicates, type Sample } from './sample.ts'

interface Histogram {
  readonly labels: LabelSet
  readonly buckets: Bucket[]
}

interface Place {
  readonly key: string
  readonly upperBound: number
}

/** Lives as long as the query; remembers where each series belongs. */
export class HistogramQuantile {
  readonly #rests = new Map<LabelSet, LabelSet>()
  readonly #places = new Map<LabelSet, Place | undefined>()

  apply(q: number, vector: readonly Sample[]): readonly Sample[] {
    const histograms = new Map<string, Histogram>()
    for (const { labels, value } of vector) {
      const place = this.#placeOf(labels)
      if (place === undefined) continue
      const bucket = { upperBound: place.upperBound, count: value }
      const histogram = histograms.get(place.key)
      if (histogram === undefined)
        histograms.set(place.key, { labels: this.#restOf(labels), buckets: [bucket] })
      else histogram.buckets.push(bucket)
    }
    return refuseDuplicates(
      [...histograms.values()].map(({ labels, buckets }) => ({ labels, value: bucketQuantile(q, buckets) })),
    )
  }

  #placeOf(labels: LabelSet): Place | undefined {
    if (this.#places.has(labels)) return this.#places.get(labels)
    const upperBound = boundOf(labels.get('le'))
    // The name takes part in the grouping but not in the result, so two metrics at once are an error, as in 2.42.
    const place = upperBound === undefined ? undefined : { key: labels.keyWithout('le'), upperBound }
    this.#places.set(labels, place)
    return place
  }

  #restOf(labels: LabelSet): LabelSet {
    return getOrMake(this.#rests, labels, () => labels.without(['le', metricName]))
  }
}

function boundOf(le: string): number | undefined {
  if (/^\+?inf$/i.test(le)) return Number.POSITIVE_INFINITY
  const bound = le === '' ? Number.NaN : Number(le)
  return Number.isNaN(bound) ? undefined : bound
}
