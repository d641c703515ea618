/**
 * A flight's times as a log of HdrHistogram (version 1.3): one interval, the whole flight, with a line for each
 * histogram in ns, its greatest value beside it in ms. The response time has no tag, since that is the one tools read
 * when nobody asks for another.
 */
import type { FlightRun } from '../model/flight.ts'
import type { EncodedHistogram } from './histogram.ts'
import { nsPerMs } from './percentiles.ts'
import type { TallyHistograms } from './tally.ts'

/** A histogram of a saved flight, and the same as HdrHistogram's compressed encoding in base64. */
interface SavedHistogram extends EncodedHistogram {
  readonly hdr: string
}

export type SavedHistograms = Partial<TallyHistograms<SavedHistogram>>

const tags = ['response', 'service', 'failed', 'lag', 'dispatch', 'connect'] as const

export function hdrLog(
  { startedAt, totals }: FlightRun,
  startedAtMs: number,
  histograms: SavedHistograms,
): string {
  const startSeconds = (startedAtMs / 1000).toFixed(3)
  const seconds = (totals?.seconds ?? 0).toFixed(3)
  return [
    '#[Histogram log format version 1.3]',
    `#[StartTime: ${startSeconds} (seconds since epoch), ${startedAt}]`,
    '"StartTimestamp","Interval_Length","Interval_Max","Interval_Compressed_Histogram"',
    ...tags.flatMap((tag) => {
      const histogram = histograms[tag]
      if (histogram === undefined) return []
      const mostMs = (histogram.max / nsPerMs).toFixed(3)
      return `${tag === 'response' ? '' : `Tag=${tag},`}0.000,${seconds},${mostMs},${histogram.hdr}`
    }),
    '',
  ].join('\n')
}
