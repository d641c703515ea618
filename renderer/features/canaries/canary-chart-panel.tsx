import { useMemo } from 'react'
import type { CanarySample, CanaryView } from '#shared/model/canary.ts'
import { inDomain, timeTicks } from '../../ui/chart-scale.ts'
import { formatMinute, formatNumber, formatPercentNumber, formatTime } from '../../ui/format.ts'
import { TimeChart } from '../../ui/time-chart.tsx'
import {
  chartDomain,
  durationTicks,
  plannedRows,
  sampleRows,
  successTicks,
  threshold,
  weightTicks,
} from './canary-charts.ts'

interface Props {
  canary: CanaryView
  samples: readonly CanarySample[]
  now: number
}

/** Success, duration and weight on one time axis; what is planned dashed. */
export function CanaryChartPanel({ canary, samples, now }: Props) {
  const planned = plannedRows(canary, now)
  const all = useMemo(() => sampleRows(samples, []), [samples])
  const domain = chartDomain(canary, planned, now)
  const measured = inDomain(all, domain)
  const rows = [...measured, ...planned]
  const short = domain[1] - domain[0] < 240_000
  const axis = {
    domain,
    timeTicks: timeTicks(domain[0], domain[1], 7),
    formatX: short ? formatTime : formatMinute,
    now,
  }
  const last = samples.at(-1)
  const lowest = threshold(canary, 'request-success-rate').min
  const longest = threshold(canary, 'request-duration').max
  return (
    <section className="panel" aria-label="Measurements">
      <TimeChart
        title="Success rate"
        hint="%, HTTP 5xx count as failed"
        rows={measured}
        series={pair(
          'Success',
          formatPercentNumber(last?.canary.successRate),
          formatPercentNumber(last?.primary.successRate),
        )}
        ticks={successTicks(measured, lowest)}
        formatValue={formatPercentNumber}
        threshold={lowest === undefined ? undefined : { value: lowest, words: `at least ${lowest}` }}
        height={112}
        showTime={false}
        {...axis}
      />
      <TimeChart
        title="Request duration"
        hint="ms, p99"
        rows={measured}
        series={pair('P99', formatNumber(last?.canary.p99), formatNumber(last?.primary.p99))}
        ticks={durationTicks(measured, longest)}
        formatValue={formatNumber}
        threshold={
          longest === undefined ? undefined : { value: longest, words: `at most ${formatNumber(longest)}` }
        }
        height={112}
        showTime={false}
        {...axis}
      />
      <TimeChart
        title="Traffic to the canary"
        hint="%, area: asked; line: seen in metrics; dashed: planned"
        rows={rows}
        series={[
          {
            key: 'weight',
            label: 'asked',
            colour: 'var(--av-canary)',
            step: true,
            area: true,
            legend: `asked ${formatPercentNumber(canary.canaryWeight)}`,
            legendColour: 'var(--av-canaryText)',
          },
          {
            key: 'planned',
            label: 'planned',
            colour: 'var(--av-canaryText)',
            step: true,
            dashed: true,
            width: 1,
          },
          {
            key: 'seen',
            label: 'seen',
            colour: 'var(--av-text)',
            width: 1,
            legend: `seen ${formatPercentNumber(last?.seenWeight)}`,
          },
        ]}
        ticks={weightTicks(canary, rows)}
        formatValue={formatPercentNumber}
        height={76}
        {...axis}
      />
    </section>
  )
}

/** The canary yellow over the primary blue-grey, as everywhere. */
function pair(metric: 'Success' | 'P99', canaryValue: string, primaryValue: string) {
  return [
    {
      key: `primary${metric}`,
      label: 'primary',
      colour: 'var(--av-primary)',
      legend: `primary ${primaryValue}`,
      legendColour: 'var(--av-text2)',
    },
    {
      key: `canary${metric}`,
      label: 'canary',
      colour: 'var(--av-canary)',
      legend: `canary ${canaryValue}`,
      legendColour: 'var(--av-canaryText)',
    },
  ]
}
