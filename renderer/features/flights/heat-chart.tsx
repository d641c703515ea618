import { useMemo } from 'react'
import type { FlightSlice } from '#shared/model/flight.ts'
import { timeTicks } from '../../ui/chart-scale.ts'
import { formatClockSpan, formatMs, formatNumber } from '../../ui/format.ts'
import { heatMap } from './heat-facts.ts'
import { Plot } from './plot.tsx'

interface Props {
  slices: readonly FlightSlice[]
  endMs: number
  /** Until then nothing counts. */
  quietMs: number
}

/** Every answer by when it came and how long it took. Its box lies on the time axis of the charts. */
export function HeatChart({ slices, endMs, quietMs }: Props) {
  const map = useMemo(() => heatMap(slices, endMs), [slices, endMs])
  if (map === null) return null
  return (
    <Plot
      title="Latency map"
      hint="ms; answers by response time, stronger where there are more"
      label={`Response times, ${formatMs(map.fromMs)} to ${formatMs(map.toMs)}`}
      className="heat"
      up={map.ticks.map(({ ms, height }) => ({ at: height, words: formatNumber(ms) }))}
      along={timeTicks(0, endMs, 8).map((ms) => ({
        at: (100 * ms) / endMs,
        words: formatClockSpan(ms / 1000),
      }))}
    >
      {quietMs > 0 && <rect className="heat-quiet" width={(1000 * quietMs) / endMs} height={100} />}
      {map.paths.map((path, level) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the index is the strength.
        <path key={level} d={path} fillOpacity={0.15 + (0.85 * level) / (map.paths.length - 1)} />
      ))}
    </Plot>
  )
}
