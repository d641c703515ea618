import { knownTimes } from '#shared/flight/known-times.ts'
import type { FlightRun, FlightTotals, Percentiles } from '#shared/model/flight.ts'
import { formatNumber } from '../../ui/format.ts'
import { Panel } from '../../ui/parts.tsx'

const quantiles = [
  ['p50', 'p50'],
  ['p75', 'p75'],
  ['p90', 'p90'],
  ['p99', 'p99'],
  ['p999', 'p99.9'],
  ['max', 'max'],
] as const satisfies readonly (readonly [keyof Percentiles, string])[]

const kinds = [
  ['response', 'Response time', 'from when it was due'],
  ['service', 'Service time', 'from the real send'],
  ['lag', 'Send lag', 'of the real send'],
] as const

/** Times over the whole flight, ms; what was not measured, or is but another by its name, is left out. */
export function PercentileTable({ run, totals }: { run: FlightRun; totals: FlightTotals }) {
  const known = knownTimes(run)
  return (
    <Panel title="Percentiles" hint="ms, over the whole flight">
      <table className="av" aria-label="Percentiles">
        <thead>
          <tr>
            <th>
              <span className="visually-hidden">Time</span>
            </th>
            {quantiles.map(([key, label]) => (
              <th key={key} className="num">
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {kinds
            .filter(([kind]) => known.some((one) => one === kind) && totals[kind].p50 !== null)
            .map(([kind, label, hint]) => (
              <tr key={kind}>
                <td className="nowrap">
                  {label} <span className="dim">{hint}</span>
                </td>
                {quantiles.map(([key]) => (
                  <td key={key} className="num">
                    {formatNumber(totals[kind][key])}
                  </td>
                ))}
              </tr>
            ))}
        </tbody>
      </table>
    </Panel>
  )
}
