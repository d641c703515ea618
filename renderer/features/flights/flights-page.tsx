import { Button, FileButton } from '@mantine/core'
import { useRef, useState } from 'react'
import { lengthProblem } from '#shared/flight/read-fortio.ts'
import { fail } from '#shared/model/failure.ts'
import type { FlightRun, FlightTarget } from '#shared/model/flight.ts'
import { core } from '../../bridge/client.ts'
import { openDialog } from '../../bridge/dialog-store.ts'
import { go, routeHref } from '../../bridge/route.ts'
import { useFlights } from '../../bridge/streams.ts'
import { useCall } from '../../bridge/use-call.ts'
import { useContextColour } from '../../bridge/use-context-colour.ts'
import { useNow } from '../../bridge/use-now.ts'
import { FailureNotice } from '../../ui/failure-notice.tsx'
import { askedWords, flightTitle, targetContext, targetPlace, targetWords } from '../../ui/flight-words.ts'
import { formatMoment, formatMs, formatNumber, formatPercent, plural } from '../../ui/format.ts'
import { Loading } from '../../ui/loading.tsx'
import { PageHead } from '../../ui/page-head.tsx'
import { Dot, Empty, StatusPill } from '../../ui/parts.tsx'
import './flights.css'
import { mostCompared } from './compare-facts.ts'
import { deletion } from './deletion.ts'
import { stateTone, stateWords } from './flight-facts.ts'

export function FlightsPage() {
  const stream = useFlights()
  const now = useNow()
  const runs = stream.data ?? []
  const [ticked, setTicked] = useState<readonly string[]>([])
  const chosen = ticked.filter((id) => runs.some((run) => run.id === id))
  const ended = chosen.filter((id) => runs.some((run) => run.id === id && run.state !== 'flying'))
  const chosenFile = useRef('')
  const forgetFile = useRef<() => void>(null)
  const read = useCall(async (file: File) => {
    chosenFile.current = file.name
    // The same file, mended, can be chosen again.
    forgetFile.current?.()
    const reason = lengthProblem(file.size)
    if (reason !== null) fail({ code: 'bad-input', field: 'file', reason })
    const run = await core.flights.import({ text: await file.text() })
    go({ page: 'flight', id: run.id })
  })
  const tick = (id: string, on: boolean) =>
    setTicked(on ? [...chosen, id] : chosen.filter((other) => other !== id))
  const flying = runs.filter((r) => r.state === 'flying').length
  const hint = flying > 0 ? `${plural(flying, 'flight')} in the air` : 'None in the air'
  return (
    <>
      <PageHead
        title="Test flights"
        beside={<span className="second">{hint}</span>}
        actions={
          <>
            {chosen.length > 0 && (
              <Button
                data-danger
                disabled={ended.length === 0}
                title={ended.length === 0 ? 'What still flies is stopped first' : undefined}
                onClick={() => openDialog(deletion(ended, () => deleteAll(ended)))}
              >
                Delete {ended.length}…
              </Button>
            )}
            {runs.length > 1 && (
              <Button
                disabled={chosen.length < 2 || chosen.length > mostCompared}
                title={`Tick two to ${mostCompared} flights; the first is what the others are compared with`}
                onClick={() => go({ page: 'compare-flights', ids: chosen })}
              >
                {chosen.length < 2 ? 'Compare' : `Compare ${chosen.length}`}
              </Button>
            )}
            <FileButton
              accept="application/json,.json"
              resetRef={forgetFile}
              onChange={(file) => file !== null && void read.run(file)}
            >
              {(props) => (
                <Button {...props} loading={read.pending}>
                  Import Fortio…
                </Button>
              )}
            </FileButton>
            <Button onClick={() => openDialog({ kind: 'flight', plan: {} })}>New test flight…</Button>
          </>
        }
      />
      <div className="page-body stack">
        {stream.failure !== null && <FailureNotice failure={stream.failure} onRetry={stream.retry} />}
        {read.failure !== null && <FailureNotice about={chosenFile.current} failure={read.failure} />}
        {stream.data === null && stream.failure === null && <Loading>Reading the flights.</Loading>}
        {stream.data !== null && runs.length === 0 ? (
          <Empty
            title="No test flight yet"
            actions={
              <Button onClick={() => openDialog({ kind: 'flight', plan: {} })}>Send a test flight…</Button>
            }
          >
            A test flight sends HTTP requests to a service at a steady rate and shows what comes back. Press
            HTTP at the top right on any page.
          </Empty>
        ) : stream.data === null ? null : (
          <FlightTable runs={runs} now={now} ticked={chosen} onTick={tick} />
        )}
      </div>
    </>
  )
}

async function deleteAll(ids: readonly string[]): Promise<void> {
  for (const id of ids) await core.flights.delete({ id })
}

/** As it was asked last. */
function changed({ plan, rateChanges = [] }: FlightRun): Pick<FlightRun['plan'], 'rate' | 'stages'> {
  const last = rateChanges.at(-1)
  return last === undefined ? plan : { rate: last.rate }
}

interface TableProps {
  runs: readonly FlightRun[]
  now: number
  ticked: readonly string[]
  onTick: (id: string, on: boolean) => void
}

function FlightTable({ runs, now, ticked, onTick }: TableProps) {
  return (
    <table className="av lines flights" aria-label="Test flights">
      <thead>
        <tr>
          <th className="tick">
            <span className="visually-hidden">Compare</span>
          </th>
          <th className="name">Flight</th>
          <th>Target</th>
          <th className="state">State</th>
          <th className="started">Started</th>
          <th className="num rate">Asked, req/s</th>
          <th className="num rate">Sent, req/s</th>
          <th className="num measured">p50</th>
          <th className="num measured">p99</th>
          <th className="num measured">Errors</th>
        </tr>
      </thead>
      <tbody>
        {runs.map((run) => (
          <tr key={run.id}>
            <td>
              <input
                type="checkbox"
                className="check"
                aria-label={`Compare ${flightTitle(run.plan)} of ${formatMoment(run.startedAt, now)}`}
                checked={ticked.includes(run.id)}
                onChange={(event) => onTick(run.id, event.currentTarget.checked)}
              />
            </td>
            <td className="truncate" title={flightTitle(run.plan)}>
              <a href={routeHref({ page: 'flight', id: run.id })}>{flightTitle(run.plan)}</a>
            </td>
            <Target target={run.plan.target} />
            <td className="nowrap">
              <StatusPill tone={stateTone(run)}>{stateWords(run, now)}</StatusPill>
            </td>
            <td className="second nowrap">{formatMoment(run.startedAt, now)}</td>
            <td className="num second">{askedWords(changed(run))}</td>
            <td className="num">{formatNumber(run.totals?.achieved)}</td>
            <td className="num">{formatMs(run.totals?.response.p50)}</td>
            <td className="num">{formatMs(run.totals?.response.p99)}</td>
            <td className="num">{formatPercent(run.totals?.errorPercent)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** The same service may be in several contexts; the colour tells which it is. */
function Target({ target }: { target: FlightTarget }) {
  const colour = useContextColour()
  const context = targetContext(target)
  return (
    <td
      className="mono second truncate"
      title={`${targetWords(target)}${context === null ? '' : `, context ${context}`}`}
    >
      {context !== null && (
        <>
          <Dot square colour={colour(context)} /> <span className="visually-hidden">{context}: </span>
        </>
      )}
      {targetPlace(target)}
    </td>
  )
}
