import { Button } from '@mantine/core'
import type { CanaryView } from '#shared/model/canary.ts'
import { openDialog } from '../../bridge/dialog-store.ts'
import { routeHref } from '../../bridge/route.ts'
import { inScope, useScope } from '../../bridge/scope-store.ts'
import { useCanaries, usePickedContexts } from '../../bridge/streams.ts'
import { useNow } from '../../bridge/use-now.ts'
import { FailureNotice } from '../../ui/failure-notice.tsx'
import { formatPercent, imageTag } from '../../ui/format.ts'
import { PageHead } from '../../ui/page-head.tsx'
import { Dot, Empty, StatusPill } from '../../ui/parts.tsx'
import { phaseTone } from '../../ui/phase-tone.ts'
import { canarySentence, isRunning } from './canary-facts.ts'

export function CanariesPage() {
  const stream = useCanaries()
  const namespaces = useScope((s) => s.namespaces)
  const now = useNow()
  const canaries = (stream.data?.canaries ?? []).filter((c) => inScope(namespaces, c.namespace))
  const running = canaries.filter((c) => isRunning(c.phase)).length
  const enable = (
    <Button onClick={() => openDialog({ kind: 'enable-canary', workload: null })}>Enable canary…</Button>
  )
  return (
    <>
      <PageHead
        title="Canaries"
        beside={
          <span className="second">
            {running === 0
              ? 'No run under way'
              : running === 1
                ? 'One run under way'
                : `${running} runs under way`}
          </span>
        }
        actions={enable}
      />
      <div className="page-body stack">
        {stream.failure !== null && <FailureNotice failure={stream.failure} onRetry={stream.retry} />}
        {stream.data?.problems.map((p) => (
          <FailureNotice
            key={p.context}
            partial
            about={p.context}
            failure={p.failure}
            onRetry={stream.retry}
          />
        ))}
        {stream.data !== null && canaries.length === 0 ? (
          <Empty title="No canary yet" actions={enable}>
            With a canary, a new image of a deployment takes over step by step while its errors and its
            duration stay within their limits, and goes back by itself when they do not.
          </Empty>
        ) : (
          <CanaryTable canaries={canaries} now={now} />
        )}
      </div>
    </>
  )
}

function CanaryTable({ canaries, now }: { canaries: readonly CanaryView[]; now: number }) {
  const contexts = usePickedContexts()
  const colour = (name: string) => contexts.find((c) => c.name === name)?.colour ?? 'var(--av-text3)'
  return (
    <table className="av lines" aria-label="Canaries">
      <thead>
        <tr>
          <th>Canary</th>
          <th>Context</th>
          <th>Namespace</th>
          <th>Phase</th>
          <th className="num">Weight</th>
          <th>Images</th>
          <th>What is happening</th>
        </tr>
      </thead>
      <tbody>
        {canaries.map((c) => {
          const saying = canarySentence(c, now)
          return (
            <tr key={`${c.context}/${c.namespace}/${c.name}`}>
              <td className="nowrap">
                <a
                  href={routeHref({
                    page: 'canary',
                    context: c.context,
                    namespace: c.namespace,
                    name: c.name,
                  })}
                >
                  {c.name}
                </a>
              </td>
              <td className="nowrap">
                <span className="row">
                  <Dot square colour={colour(c.context)} /> {c.context}
                </span>
              </td>
              <td className="second">{c.namespace}</td>
              <td>
                <StatusPill tone={phaseTone(c.phase)}>{c.paused ? 'Paused' : c.phase}</StatusPill>
              </td>
              <td className="num">{formatPercent(c.canaryWeight)}</td>
              <td className="mono second nowrap">{imagesWords(c)}</td>
              <td className="second">
                {saying.lead} {saying.rest}
              </td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}

function imagesWords({ images }: CanaryView): string {
  if (images.canary === null || images.primary === null || images.primary === images.canary)
    return imageTag(images.primary ?? images.canary)
  return `${imageTag(images.primary)} → ${imageTag(images.canary)}`
}
