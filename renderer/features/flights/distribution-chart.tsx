import type { FlightRun } from '#shared/model/flight.ts'
import { core } from '../../bridge/client.ts'
import { useQuery } from '../../bridge/use-query.ts'
import { formatMs, formatNumber, formatPercent } from '../../ui/format.ts'
import { distributionOf } from './distribution-facts.ts'
import { Plot } from './plot.tsx'

/** How often each time was measured over a whole flight that has ended; nothing where its result does not tell. */
export function DistributionChart({ run }: { run: FlightRun }) {
  const { data } = useQuery(`flight result ${run.id}`, (signal) =>
    core.flights.fortio({ id: run.id }, { signal }),
  )
  const map = distributionOf(data)
  if (map === null) return null
  return (
    <Plot
      title="Distribution"
      hint="answers by their time, ms; the line tells how many came within it, up to 100 %"
      label={`Answers by time, ${formatMs(map.fromMs)} to ${formatMs(map.toMs)}`}
      className="distribution"
      up={[
        { at: 0, words: '0' },
        { at: 100, words: formatPercent(map.mostPercent) },
      ]}
      along={map.ticks.map(({ ms, along }) => ({ at: along, words: formatNumber(ms) }))}
    >
      <path className="share" d={map.bars} />
      <path className="cumulative" d={map.cumulative} />
    </Plot>
  )
}
