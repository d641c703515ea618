import { useMemo } from 'react'
import type { FlightRun } from '#shared/model/flight.ts'
import { core } from '../../bridge/client.ts'
import { routeHref } from '../../bridge/route.ts'
import type { FlightRecord } from '../../bridge/streams.ts'
import { useNow } from '../../bridge/use-now.ts'
import { useQuery } from '../../bridge/use-query.ts'
import { greatest, niceTicks, timeTicks } from '../../ui/chart-scale.ts'
import { FailureNotice } from '../../ui/failure-notice.tsx'
import { flightTitle, targetPlace, targetWords } from '../../ui/flight-words.ts'
import { formatClockSpan, formatMoment, formatNumber } from '../../ui/format.ts'
import { Loading } from '../../ui/loading.tsx'
import { PageHead } from '../../ui/page-head.tsx'
import { Dot, Panel, StatusPill } from '../../ui/parts.tsx'
import { TimeChart } from '../../ui/time-chart.tsx'
import { figureRows, lengthOf, overlaidRows, runColours, shortId } from './compare-facts.ts'
import { stateTone, stateWords } from './flight-facts.ts'
import './flights.css'

/** Two or more flights: their figures against the first, their lines over each other. */
export function CompareFlightsPage({ ids }: { ids: readonly string[] }) {
  const question = useQuery(`compare ${ids.join(' ')}`, (signal) =>
    Promise.all(ids.slice(0, runColours.length).map((id) => recordOf(id, signal))),
  )
  const records = question.data
  return (
    <>
      <PageHead
        title="Compare flights"
        crumbs={[{ label: 'Test flights', href: routeHref({ page: 'flights' }) }]}
      />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it. */}
      <section className="page-body stack" aria-label="Comparison" tabIndex={0}>
        {question.failure !== null && <FailureNotice failure={question.failure} onRetry={question.retry} />}
        {records === null && question.failure === null && <Loading>Reading the flights.</Loading>}
        {records !== null && (
          <>
            <Figures runs={records.map((record) => record.run)} />
            <Overlaid records={records} />
          </>
        )}
      </section>
    </>
  )
}

/** As it stands now; one that still flies goes on without this page. */
async function recordOf(id: string, signal: AbortSignal): Promise<FlightRecord> {
  for await (const record of await core.flights.watch({ id }, { signal })) return record
  throw new Error(`flight ${id} said nothing`)
}

function Figures({ runs }: { runs: readonly FlightRun[] }) {
  const now = useNow()
  return (
    <Panel title="Figures" hint="change against the first flight">
      <table className="av lines compare" aria-label="Figures" style={{ width: 110 + 270 * runs.length }}>
        <thead>
          <tr>
            <th>
              <span className="visually-hidden">Figure</span>
            </th>
            {runs.map((run, at) => (
              <th key={run.id} className="num compare-head">
                <div className="truncate" title={flightTitle(run.plan)}>
                  <Dot colour={runColours[at] ?? ''} />{' '}
                  <a href={routeHref({ page: 'flight', id: run.id })}>
                    {at + 1} · {flightTitle(run.plan)}
                  </a>
                </div>
                <div className="dim mono truncate" title={targetWords(run.plan.target)}>
                  {targetPlace(run.plan.target)}
                </div>
                <div className="dim" title={run.id}>
                  <span className="mono">{shortId(run)}</span> · {formatMoment(run.startedAt, now)}
                </div>
                <StatusPill tone={stateTone(run)}>{stateWords(run, now)}</StatusPill>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {figureRows(runs).map((row) => (
            <tr key={row.name}>
              <td className="second">{row.name}</td>
              {row.cells.map((cell, at) => (
                <td className="num" key={runs[at]?.id}>
                  {cell.value}
                  {at > 0 && <span className={`change tone-${cell.tone}`}>{cell.change}</span>}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  )
}

const charts = [
  { key: 'p99', title: 'p99', hint: 'ms' },
  { key: 'p50', title: 'p50', hint: 'ms' },
  { key: 'rate', title: 'Rate', hint: 'requests sent per second' },
] as const

function Overlaid({ records }: { records: readonly FlightRecord[] }) {
  const rows = useMemo(() => overlaidRows(records), [records])
  // One in the air has room to grow, as on its own page.
  const leastMs = records.some(({ run }) => run.state === 'flying') ? 10_000 : 1000
  const domain = [0, Math.max(leastMs, lengthOf(records))] as const
  return charts.map(({ key, title, hint }) => {
    const series = records.map(({ run }, at) => ({
      key: `${key} ${at + 1}`,
      label: `${at + 1} · ${shortId(run)}`,
      colour: runColours[at] ?? 'var(--av-text)',
    }))
    return (
      <section className="panel" aria-label={title} key={key}>
        <TimeChart
          title={title}
          hint={`${hint}, counted from each take-off`}
          rows={rows}
          series={series}
          legend={series.map((one) => (
            <span key={one.key}>
              <Dot colour={one.colour} /> {one.label}
            </span>
          ))}
          domain={domain}
          ticks={niceTicks(
            greatest(
              rows,
              series.map((one) => one.key),
            ) ?? 1,
          )}
          timeTicks={timeTicks(domain[0], domain[1], 8)}
          formatX={(t) => formatClockSpan(t / 1000)}
          formatValue={formatNumber}
          height={key === 'p99' ? 170 : 110}
        />
      </section>
    )
  })
}
