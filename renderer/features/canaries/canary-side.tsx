import { Button } from '@mantine/core'
import { useState } from 'react'
import type { CanarySample, CanaryView } from '#shared/model/canary.ts'
import { go } from '../../bridge/route.ts'
import { formatMs, formatNumber, formatPercent, formatSpan, imageTag, unknown } from '../../ui/format.ts'
import { Diff, Section, SplitBar, StatusPill } from '../../ui/parts.tsx'
import { driverWords, failedWords } from './canary-facts.ts'
import { SpecDialog } from './spec-dialog.tsx'

interface Props {
  canary: CanaryView
  sample: CanarySample | null
}

export function CanarySide({ canary, sample }: Props) {
  const [yaml, setYaml] = useState(false)
  const rate = sample === null ? null : add(sample.canary.rate, sample.primary.rate)
  return (
    <aside className="page-side" aria-label="Now">
      <Section title="Now" right={`${formatNumber(rate)} req/s`}>
        <SplitBar canaryPercent={canary.canaryWeight} />
        <p className="dim" style={{ marginTop: 6 }}>
          asked {formatPercent(canary.canaryWeight)}, seen {formatPercent(sample?.seenWeight)} in the last{' '}
          {formatSpan(sample?.windowSeconds ?? canary.plan.metrics[0]?.intervalSeconds ?? 60)}
        </p>
      </Section>
      <Comparison sample={sample} />
      <Section title="What changed" right="primary → canary">
        {canary.whatChanged.length > 0 ? (
          <Diff lines={canary.whatChanged} />
        ) : (
          <p className="second">
            Nothing: both run {imageTag(canary.images.primary ?? canary.images.canary)}.
          </p>
        )}
      </Section>
      <Pods canary={canary} />
      <p className="driver">
        {driverWords(canary)} {failedWords(canary)}.
      </p>
      <div className="row">
        <Button onClick={() => go({ page: 'traffic' })}>Show in traffic</Button>
        <Button onClick={() => setYaml(true)}>YAML</Button>
      </div>
      {yaml && <SpecDialog canary={canary} onClose={() => setYaml(false)} />}
    </aside>
  )
}

const add = (a: number | null, b: number | null) => (a === null && b === null ? null : (a ?? 0) + (b ?? 0))
const errors = (success: number | null | undefined) =>
  success === null || success === undefined ? null : 100 - success

function Comparison({ sample }: { sample: CanarySample | null }) {
  const { canary, primary } = sample ?? { canary: null, primary: null }
  const rows: [string, string, string][] = [
    ['req/s', formatNumber(primary?.rate), formatNumber(canary?.rate)],
    ['errors', formatPercent(errors(primary?.successRate)), formatPercent(errors(canary?.successRate))],
    ['p50', formatMs(primary?.p50), formatMs(canary?.p50)],
    ['p99', formatMs(primary?.p99), formatMs(canary?.p99)],
  ]
  return (
    <Section title="Canary against primary">
      <table className="av" aria-label="Canary against primary">
        <thead>
          <tr>
            <th>
              <span className="visually-hidden">Measure</span>
            </th>
            <th className="num">primary</th>
            <th className="num">canary</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([label, ofPrimary, ofCanary]) => (
            <tr key={label}>
              <td>{label}</td>
              <td className="num">{ofPrimary}</td>
              <td className="num">{ofCanary}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  )
}

function Pods({ canary }: { canary: CanaryView }) {
  const rows = [
    { name: `${canary.plan.targetName}-primary`, pods: canary.pods.primary, image: canary.images.primary },
    { name: canary.plan.targetName, pods: canary.pods.canary, image: canary.images.canary },
  ]
  return (
    <Section title="Pods">
      <table className="av" aria-label="Pods">
        <thead className="visually-hidden">
          <tr>
            <th>Deployment</th>
            <th>Pods</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, pods, image }) => (
            <tr key={name}>
              <td>
                {name}
                <div className="dim mono" style={{ overflowWrap: 'anywhere' }}>
                  {imageTag(image)}
                </div>
              </td>
              <td className="num">
                <PodsPill pods={pods} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  )
}

function PodsPill({ pods }: { pods: { ready: number; desired: number } | null }) {
  if (pods === null) return <span className="dim">{unknown}</span>
  if (pods.desired === 0) return <StatusPill tone="neutral">scaled to 0</StatusPill>
  return (
    <StatusPill tone={pods.ready >= pods.desired ? 'healthy' : 'degraded'}>
      {pods.ready} of {pods.desired} ready
    </StatusPill>
  )
}
