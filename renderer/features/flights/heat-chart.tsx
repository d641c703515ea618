import { useMemo } from 'react'
import type { FlightSlice } from '#shared/model/flight.ts'
import { timeTicks } from '../../ui/chart-scale.ts'
import { formatClockSpan, formatMs, formatNumber } from '../../ui/format.ts'
import { heatMap } from './heat-facts.ts'

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
  const range = `${formatMs(map.fromMs)} to ${formatMs(map.toMs)}`
  return (
    <section className="panel" aria-label="Latency map">
      <div className="panel-head">
        <h2>Latency map</h2>
        <span className="hint">ms; answers by response time, stronger where there are more</span>
      </div>
      <div className="plot">
        <div className="plot-values">
          {map.ticks.map(({ ms, height }) => (
            <span key={ms} style={{ bottom: `${height}%` }}>
              {formatNumber(ms)}
            </span>
          ))}
        </div>
        <svg
          className="heat"
          viewBox="0 0 1000 100"
          preserveAspectRatio="none"
          role="img"
          aria-label={`Response times, ${range}`}
        >
          {quietMs > 0 && <rect className="heat-quiet" width={(1000 * quietMs) / endMs} height={100} />}
          {map.paths.map((path, level) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the index is the strength.
            <path key={level} d={path} fillOpacity={0.15 + (0.85 * level) / (map.paths.length - 1)} />
          ))}
        </svg>
        <div className="plot-along">
          {timeTicks(0, endMs, 8).map((ms) => (
            <span key={ms} style={{ left: `${(100 * ms) / endMs}%` }}>
              {formatClockSpan(ms / 1000)}
            </span>
          ))}
        </div>
      </div>
    </section>
  )
}
