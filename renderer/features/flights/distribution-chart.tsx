import type { FlightRun } from '#shared/model/flight.ts'
import { core } from '../../bridge/client.ts'
import { useQuery } from '../../bridge/use-query.ts'
import { formatMs, formatNumber, formatPercent } from '../../ui/format.ts'
import { distributionOf } from './distribution-facts.ts'

/** How often each time was measured over a whole flight that has ended; nothing where its result does not tell. */
export function DistributionChart({ run }: { run: FlightRun }) {
  const { data } = useQuery(`flight result ${run.id}`, (signal) =>
    core.flights.fortio({ id: run.id }, { signal }),
  )
  const map = distributionOf(data)
  if (map === null) return null
  return (
    <section className="panel" aria-label="Distribution">
      <div className="panel-head">
        <h2>Distribution</h2>
        <span className="hint">
          answers by their time, ms; the line tells how many came within it, up to 100 %
        </span>
      </div>
      <div className="plot">
        <div className="plot-values">
          <span style={{ bottom: '100%' }}>{formatPercent(map.mostPercent)}</span>
          <span style={{ bottom: '0%' }}>0</span>
        </div>
        <svg
          className="distribution"
          viewBox="0 0 1000 100"
          preserveAspectRatio="none"
          role="img"
          aria-label={`Answers by time, ${formatMs(map.fromMs)} to ${formatMs(map.toMs)}`}
        >
          <path className="share" d={map.bars} />
          <path className="cumulative" d={map.cumulative} />
        </svg>
        <div className="plot-along">
          {map.ticks.map(({ ms, along }) => (
            <span key={ms} style={{ left: `${along}%` }}>
              {formatNumber(ms)}
            </span>
          ))}
        </div>
      </div>
    </section>
  )
}
