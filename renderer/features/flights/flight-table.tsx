import { memo } from 'react'
import type { FlightRun, FlightTarget } from '#shared/model/flight.ts'
import { routeHref } from '../../bridge/route.ts'
import { useContextColour } from '../../bridge/use-context-colour.ts'
import { useNow } from '../../bridge/use-now.ts'
import { askedWords, flightTitle, targetContext, targetPlace, targetWords } from '../../ui/flight-words.ts'
import { formatMoment, formatMs, formatNumber, formatPercent } from '../../ui/format.ts'
import { Dot, StatusPill } from '../../ui/parts.tsx'
import { stateTone, stateWords } from './flight-facts.ts'

interface Props {
  runs: readonly FlightRun[]
  ticked: readonly string[]
  /** The same function at each drawing. */
  onTick: (id: string, on: boolean) => void
}

export function FlightTable({ runs, ticked, onTick }: Props) {
  const now = useNow()
  const colourOf = useContextColour()
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
        {runs.map((run) => {
          const context = targetContext(run.plan.target)
          return (
            <Row
              key={run.id}
              run={run}
              state={stateWords(run, now)}
              started={formatMoment(run.startedAt, now)}
              colour={context === null ? '' : colourOf(context)}
              ticked={ticked.includes(run.id)}
              onTick={onTick}
            />
          )
        })}
      </tbody>
    </table>
  )
}

interface RowProps {
  run: FlightRun
  state: string
  started: string
  /** Of its context. */
  colour: string
  ticked: boolean
  onTick: Props['onTick']
}

/** Hundreds of flights that have ended are not drawn anew each second for one in the air. */
const Row = memo(function Row({ run, state, started, colour, ticked, onTick }: RowProps) {
  const title = flightTitle(run.plan)
  return (
    <tr>
      <td>
        <input
          type="checkbox"
          className="check"
          aria-label={`Compare ${title} of ${started}`}
          checked={ticked}
          onChange={(event) => onTick(run.id, event.currentTarget.checked)}
        />
      </td>
      <td className="truncate" title={title}>
        <a href={routeHref({ page: 'flight', id: run.id })}>{title}</a>
      </td>
      <Target target={run.plan.target} colour={colour} />
      <td className="nowrap">
        <StatusPill tone={stateTone(run)}>{state}</StatusPill>
      </td>
      <td className="second nowrap">{started}</td>
      <td className="num second">{askedWords(changed(run))}</td>
      <td className="num">{formatNumber(run.totals?.achieved)}</td>
      <td className="num">{formatMs(run.totals?.response.p50)}</td>
      <td className="num">{formatMs(run.totals?.response.p99)}</td>
      <td className="num">{formatPercent(run.totals?.errorPercent)}</td>
    </tr>
  )
})

/** The same service may be in several contexts; the colour tells which it is. */
function Target({ target, colour }: { target: FlightTarget; colour: string }) {
  const context = targetContext(target)
  return (
    <td
      className="mono second truncate"
      title={`${targetWords(target)}${context === null ? '' : `, context ${context}`}`}
    >
      {context !== null && (
        <>
          <Dot square colour={colour} /> <span className="visually-hidden">{context}: </span>
        </>
      )}
      {targetPlace(target)}
    </td>
  )
}

/** As it was asked last. */
function changed({ plan, rateChanges = [] }: FlightRun): Pick<FlightRun['plan'], 'rate' | 'stages'> {
  const last = rateChanges.at(-1)
  return last === undefined ? plan : { rate: last.rate }
}
