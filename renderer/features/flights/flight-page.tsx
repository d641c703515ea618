import { Button } from '@mantine/core'
import { isClosed } from '#shared/flight/plan-schedule.ts'
import type { FlightRun, FlightTarget } from '#shared/model/flight.ts'
import { core } from '../../bridge/client.ts'
import { openDialog } from '../../bridge/dialog-store.ts'
import { go, routeHref } from '../../bridge/route.ts'
import { setScope } from '../../bridge/scope-store.ts'
import { useFlightPrefill } from '../../bridge/selection-store.ts'
import { showTarget } from '../../bridge/shown-store.ts'
import { useFlight, useFlights } from '../../bridge/streams.ts'
import { useCall } from '../../bridge/use-call.ts'
import { useNow } from '../../bridge/use-now.ts'
import { FailureNotice } from '../../ui/failure-notice.tsx'
import { flightTitle, targetContext } from '../../ui/flight-words.ts'
import { Loading } from '../../ui/loading.tsx'
import { PageHead } from '../../ui/page-head.tsx'
import { Empty, Panel, Sentence, StatusPill } from '../../ui/parts.tsx'
import './flights.css'
import { AgainstLast } from './against-last.tsx'
import { deletion } from './deletion.ts'
import { DistributionChart } from './distribution-chart.tsx'
import { ExportMenu } from './export-menu.tsx'
import { FlightCharts } from './flight-charts.tsx'
import { lastLike, stateTone, stateWords } from './flight-facts.ts'
import { FlightFigures } from './flight-figures.tsx'
import { flightSentence } from './flight-sentence.ts'
import { Answers, InCluster, Limits, Rules, SentAs } from './flight-side.tsx'
import { FlyAgainMenu } from './fly-again-menu.tsx'
import { PercentileTable } from './percentile-table.tsx'
import { RateControl } from './rate-control.tsx'
import { SaveAsProfile } from './save-as-profile.tsx'

export function FlightPage({ id }: { id: string }) {
  const stream = useFlight(id)
  const runs = useFlights().data ?? []
  const stop = useCall(() => core.flights.stop({ id }))
  useFlightPrefill(stream.data === null ? null : stream.data.run.plan)
  if (stream.data === null) {
    return (
      <>
        <PageHead
          title="Test flight"
          crumbs={[{ label: 'Test flights', href: routeHref({ page: 'flights' }) }]}
        />
        <div className="page-body">
          {stream.failure === null ? (
            <Loading>Reading the flight.</Loading>
          ) : (
            <FailureNotice failure={stream.failure} onRetry={stream.retry} />
          )}
        </div>
      </>
    )
  }
  const { slices } = stream.data
  // The stream of the flight ends with it; the list also tells of a stop that came from elsewhere.
  const run = stop.pending ? stream.data.run : newer(stream.data.run, runs)
  const sentence = flightSentence(run)
  const last = lastLike(run, runs)
  return (
    <>
      <FlightHead run={run} stopping={stop.pending} onStop={() => void stop.run()} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it. */}
      <section className="page-body stack" aria-label="Flight" tabIndex={0}>
        {stop.failure !== null && <FailureNotice failure={stop.failure} onRetry={() => void stop.run()} />}
        {run.failure !== null && <FailureNotice failure={run.failure} />}
        {run.failure === null && (
          <Sentence tone={sentence.tone} lead={sentence.lead}>
            {sentence.rest}
          </Sentence>
        )}
        <FlightFigures run={run} slices={slices} />
        <div className="flight-columns">
          <div className="stack">
            {slices.length > 0 && <FlightCharts key={run.id} run={run} slices={slices} />}
            {run.state !== 'flying' && run.totals !== null && run.totals.done > 0 && (
              <DistributionChart run={run} />
            )}
            {run.totals !== null && run.totals.done > 0 && <PercentileTable run={run} totals={run.totals} />}
            {slices.length === 0 && (run.state === 'flying' || run.totals === null) && (
              <Panel title="Charts">
                <Empty title="No measurements over time">{noneWords(run)}</Empty>
              </Panel>
            )}
          </div>
          <div className="stack">
            {run.state === 'flying' && !isClosed(run.plan) && run.inCluster === undefined && (
              <RateControl run={run} />
            )}
            <InCluster run={run} />
            <Limits run={run} />
            <Rules run={run} />
            <Answers run={run} />
            {last !== null && run.totals !== null && <AgainstLast run={run} last={last} />}
            <SentAs run={run} />
          </div>
        </div>
      </section>
    </>
  )
}

function noneWords({ state, inCluster }: FlightRun): string {
  if (state !== 'flying') return 'This flight left none.'
  if (inCluster === undefined) return 'The first come within a second.'
  return 'The cluster tells its figures when it has landed.'
}

const newer = (run: FlightRun, runs: readonly FlightRun[]) => {
  const listed = runs.find((r) => r.id === run.id)
  return listed !== undefined && listed.state !== 'flying' ? listed : run
}

/** The graph of the namespace that the flight's requests enter, with its target selected. */
function showInTraffic(target: FlightTarget): void {
  if ('namespace' in target) setScope({ namespaces: [target.namespace] })
  showTarget(target)
  go({ page: 'traffic' })
}

interface HeadProps {
  run: FlightRun
  stopping: boolean
  onStop: () => void
}

function FlightHead({ run, stopping, onStop }: HeadProps) {
  const now = useNow(500)
  const context = targetContext(run.plan.target)
  const remove = () =>
    openDialog(
      deletion([run.id], async () => {
        await core.flights.delete({ id: run.id })
        go({ page: 'flights' })
      }),
    )
  return (
    <PageHead
      title={flightTitle(run.plan)}
      crumbs={[
        { label: 'Test flights', href: routeHref({ page: 'flights' }) },
        ...(context === null ? [] : [{ label: context }]),
      ]}
      beside={
        <>
          <StatusPill tone={stateTone(run)}>{stateWords(run, now)}</StatusPill>
          <span className="mono dim truncate flight-url" title={run.url}>
            {run.url}
          </span>
        </>
      }
      actions={
        <>
          {run.plan.target.kind !== 'url' && (
            <Button onClick={() => showInTraffic(run.plan.target)}>Show in traffic</Button>
          )}
          <SaveAsProfile run={run} />
          <FlyAgainMenu run={run} />
          {run.state === 'flying' ? (
            <Button data-danger loading={stopping} onClick={onStop}>
              Stop
            </Button>
          ) : (
            <>
              <ExportMenu id={run.id} />
              <Button data-danger onClick={remove}>
                Delete…
              </Button>
            </>
          )}
        </>
      }
    />
  )
}
