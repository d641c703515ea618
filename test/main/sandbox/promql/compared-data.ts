/** Series for comparing with a real Prometheus: counters with resets and gaps, histograms, gauges with odd values. */

import { SeriesStore } from '../../../../main/sandbox/prometheus/series-store.ts'
import type { Labels } from '../../../../main/sandbox/promql/labels.ts'
import { compareLabels, LabelSet } from '../../../../main/sandbox/promql/labels.ts'

interface ComparedSeries {
  readonly labels: Labels
  /** [milliseconds since the epoch, value] */
  readonly samples: readonly (readonly [number, number])[]
}

/** 2026-11-24T12:00:00Z, where the samples begin. */
export const startMs = 1_795_521_600_000
const seconds = 1200

const comparedSeries: readonly ComparedSeries[] = [
  ...['v1', 'v2', 'v3'].flatMap((version, i) =>
    ['200', '404', '503'].map((code, j) => ({
      labels: {
        __name__: 'istio_requests_total',
        destination_workload: `reviews-${version}`,
        response_code: code,
        reporter: i === 0 ? 'source' : 'destination',
      },
      samples: every(
        1000 + 100 * j,
        (s) => Math.floor(s * (i + 1) * (3 - j) + (s % 7)) % (i === 2 ? 2000 : 1e9),
        (s) => (i === 1 ? s % 97 > 11 : true),
      ),
    })),
  ),
  ...['0.5', '5', '25', '100', '+Inf'].flatMap((le, i) =>
    ['a', 'b'].map((app, j) => ({
      labels: { __name__: 'duration_bucket', app, le },
      samples: every(5000, (s) => Math.floor(s * [0.1, 0.5, 0.8, 0.95, 1][i]! * (j + 1))),
    })),
  ),
  ...['x', 'y', 'z'].map((zone, i) => ({
    labels: { __name__: 'temperature', zone, unit: 'celsius' },
    samples: every(15_000 + i, (s) => Math.sin(s / 50 + i) * 20 - i),
  })),
  { labels: { __name__: 'capacity', zone: 'x' }, samples: every(15_000, () => 7) },
  {
    labels: { __name__: 'capacity', zone: 'y' },
    samples: every(15_000, (s) => (s % 60 === 0 ? Number.NaN : 3)),
  },
  { labels: { __name__: 'odd', kind: 'inf' }, samples: every(15_000, (s) => (s % 45 === 0 ? Infinity : s)) },
  {
    labels: { __name__: 'odd', kind: 'nan' },
    samples: every(15_000, (s) => (s % 30 === 0 ? Number.NaN : -s)),
  },
]

function every(
  stepMs: number,
  value: (second: number) => number,
  present: (second: number) => boolean = () => true,
): (readonly [number, number])[] {
  const samples: (readonly [number, number])[] = []
  for (let ms = 0; ms < seconds * 1000; ms += stepMs) {
    const second = Math.floor(ms / 1000)
    if (present(second)) samples.push([startMs + ms, value(second)])
  }
  return samples
}

export function comparedStore(): SeriesStore {
  const store = new SeriesStore({ retentionMs: Number.POSITIVE_INFINITY, resolutions: [] })
  // As a block has them, which decides among equal values of topk.
  const inOrder = comparedSeries.map(({ labels, samples }) => ({ labels: new LabelSet(labels), samples }))
  inOrder.sort((a, b) => compareLabels(a.labels, b.labels))
  for (const { labels, samples } of inOrder) {
    const series = store.series(labels.values)
    for (const [time, value] of samples) series.append(time, value)
  }
  return store
}

export function openMetrics(): string {
  const families = Map.groupBy(comparedSeries, ({ labels }) => labels.__name__ ?? '')
  const lines = [...families].flatMap(([name, series]) => [
    `# TYPE ${name} unknown`,
    ...series.flatMap(({ labels, samples }) => {
      const own = new LabelSet(labels).nameless.toString().replaceAll('", ', '",')
      return samples.map(([ms, value]) => `${name}${own} ${textOf(value)} ${ms / 1000}`)
    }),
  ])
  return `${lines.join('\n')}\n# EOF\n`
}

const textOf = (value: number) =>
  Number.isFinite(value) ? String(value) : value > 0 ? '+Inf' : value < 0 ? '-Inf' : 'NaN'
