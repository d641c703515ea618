import { Loader } from '@mantine/core'
import type { CanaryRef, CanaryView } from '#shared/model/canary.ts'
import { routeHref } from '../../bridge/route.ts'
import { targetAt, useFlightPrefill } from '../../bridge/selection-store.ts'
import { useCanaries, useCanarySamples } from '../../bridge/streams.ts'
import { useNow } from '../../bridge/use-now.ts'
import { FailureNotice } from '../../ui/failure-notice.tsx'
import { PageHead } from '../../ui/page-head.tsx'
import { Empty, Sentence, StatusPill } from '../../ui/parts.tsx'
import { phaseTone } from '../../ui/phase-tone.ts'
import { CanaryActions } from './canary-actions.tsx'
import { CanaryChartPanel } from './canary-chart-panel.tsx'
import { sampleSeconds } from './canary-charts.ts'
import { canarySentence, runWords } from './canary-facts.ts'
import { CanarySide } from './canary-side.tsx'
import { CanarySteps } from './canary-steps.tsx'
import { VerdictTable } from './verdict-table.tsx'

export function CanaryPage(ref: CanaryRef) {
  const stream = useCanaries()
  const canary = stream.data?.canaries.find(
    (c) => c.context === ref.context && c.namespace === ref.namespace && c.name === ref.name,
  )
  if (canary !== undefined) return <KnownCanary canary={canary} />
  return (
    <>
      <PageHead title={ref.name} crumbs={crumbs(ref)} />
      <div className="page-body">
        {stream.failure !== null && <FailureNotice failure={stream.failure} onRetry={stream.retry} />}
        {stream.data === null ? (
          <Empty
            title="Reading the canaries"
            actions={<Loader size="sm" color="gray" role="img" aria-label="Loading" />}
          >
            From every picked context.
          </Empty>
        ) : (
          <Empty title="There is no such canary (any more)">
            It was disabled, or its context is not picked. The list of canaries shows what there is.
          </Empty>
        )}
      </div>
    </>
  )
}

function KnownCanary({ canary }: { canary: CanaryView }) {
  const now = useNow(1000)
  const { context, namespace, name } = canary
  const samples = useCanarySamples({ context, namespace, name }, sampleSeconds(canary, now))
  const saying = canarySentence(canary, now)
  useFlightPrefill({ target: targetAt({ context, namespace, service: canary.plan.serviceName }) })
  return (
    <>
      <PageHead
        title={name}
        crumbs={crumbs(canary)}
        beside={
          <>
            <StatusPill tone={phaseTone(canary.phase)}>{canary.paused ? 'Paused' : canary.phase}</StatusPill>
            <span className="second truncate">{runWords(canary, now)}</span>
          </>
        }
        actions={<CanaryActions canary={canary} />}
      />
      <div className="page-split">
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it. */}
        <section className="page-body stack" aria-label="Run" tabIndex={0}>
          <Sentence tone={saying.tone} lead={saying.lead}>
            {saying.rest}
          </Sentence>
          <CanarySteps canary={canary} />
          {samples.failure !== null && (
            <FailureNotice partial failure={samples.failure} about="Measurements" onRetry={samples.retry} />
          )}
          <CanaryChartPanel canary={canary} samples={samples.data ?? []} now={now} />
          <VerdictTable history={canary.history} />
        </section>
        <CanarySide canary={canary} sample={samples.data?.at(-1) ?? null} />
      </div>
    </>
  )
}

const crumbs = (ref: CanaryRef) => [
  { label: 'Canaries', href: routeHref({ page: 'canaries' }) },
  { label: ref.context },
  { label: ref.namespace },
]
