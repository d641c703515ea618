import type { FlightRun } from '#shared/model/flight.ts'
import { formatMoment, formatNumber, unknown } from '../../ui/format.ts'
import { Panel } from '../../ui/parts.tsx'
import { againstLast, changeWords } from './compare-facts.ts'

/** The same flight the time before: what became slower. */
export function AgainstLast({ run, last }: { run: FlightRun; last: FlightRun }) {
  const { kind, rows } = againstLast(run, last)
  const then = formatMoment(last.startedAt, Date.parse(run.startedAt))
  return (
    <Panel title="Against the last run" hint={kind === 'response' ? then : `${then}, service time`}>
      <table className="av">
        <thead>
          <tr>
            <th>ms</th>
            <th className="num">then</th>
            <th className="num">now</th>
            <th className="num">change</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.name}>
              <td>{row.name}</td>
              <td className="num">{formatNumber(row.then)}</td>
              <td className="num">{formatNumber(row.now)}</td>
              <td className={`num tone-${row.tone}`}>{changeWords(row.percent) || unknown}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  )
}
