import { memo, useMemo } from 'react'
import { isClosed } from '#shared/flight/plan-schedule.ts'
import type { FlightRun, FlightSlice } from '#shared/model/flight.ts'
import { greatest, niceTicks, timeTicks } from '../../ui/chart-scale.ts'
import { byteUnit, formatClockSpan, formatMs, formatNumber } from '../../ui/format.ts'
import { TimeChart } from '../../ui/time-chart.tsx'
import {
  type CodeGroup,
  codeGroups,
  codeRows,
  countOf,
  flightRows,
  isInSight,
  meanPerSecond,
  newest,
  p99Limit,
  warmUpMs,
  withoutQuietEnd,
} from './flight-facts.ts'
import { HeatChart } from './heat-chart.tsx'
import { usePaced } from './use-paced.ts'

const codeColours: Record<CodeGroup, { line: string; text: string }> = {
  '2xx': { line: 'var(--av-healthy)', text: 'var(--av-healthyText)' },
  '3xx': { line: 'var(--av-primary)', text: 'var(--av-text2)' },
  '4xx': { line: 'var(--av-degraded)', text: 'var(--av-degradedText)' },
  '5xx': { line: 'var(--av-failing)', text: 'var(--av-failingText)' },
  'gRPC OK': { line: 'var(--av-healthy)', text: 'var(--av-healthyText)' },
  'gRPC failed': { line: 'var(--av-failing)', text: 'var(--av-failingText)' },
  errors: { line: 'var(--av-text)', text: 'var(--av-text)' },
}

interface Props {
  run: FlightRun
  slices: readonly FlightSlice[]
}

/** Charts on one time axis, counted from the take-off. They cost most of the page. */
export function FlightCharts({ run, slices }: Props) {
  const drawn = usePaced(useMemo(() => ({ run, slices }), [run, slices]))
  return <Charts {...drawn} />
}

const Charts = memo(function Charts({ run, slices: all }: Props) {
  const slices = useMemo(() => (run.state === 'flying' ? all : withoutQuietEnd(all)), [all, run.state])
  const rows = useMemo(() => flightRows(run, slices), [run, slices])
  const codes = useMemo(() => codeRows(slices), [slices])
  const received = useMemo(() => inUnit(rows), [rows])
  const last = slices.at(-1)
  // Of one that has ended the legends tell the whole, not what came last.
  const ended = run.state !== 'flying'
  // A flight that begins has room before it; one that is over fills the chart.
  const least = run.state === 'flying' ? 10_000 : 1000
  const domain = [0, Math.max(least, last === undefined ? 0 : last.atMs + last.lengthMs)] as const
  const quietMs = warmUpMs(slices)
  const axis = {
    domain,
    quiet: quietMs === 0 ? undefined : { until: quietMs, words: 'warm-up' },
    timeTicks: timeTicks(domain[0], domain[1], 8),
    formatX: (t: number) => formatClockSpan(t / 1000),
  }
  return (
    <>
      <Latency run={run} rows={rows} axis={axis} />
      <HeatChart slices={slices} endMs={domain[1]} quietMs={quietMs} />
      <Rate run={run} rows={rows} axis={axis} />
      <Codes run={run} slices={slices} rows={codes} axis={axis} />
      <div className="flight-minor">
        <Minor
          title="In flight"
          hint=""
          value={(key) => (ended ? greatest(rows, [key]) : newest(rows, key))}
          rows={rows}
          axis={axis}
          series={[
            { key: 'connections', label: 'open', colour: 'var(--av-text3)', step: true },
            { key: 'inFlight', label: 'in flight', colour: 'var(--av-canary)' },
          ]}
        />
        <Minor
          title="Received"
          hint={`${received.unit}/s`}
          value={(key) => {
            if (!ended) return newest(received.rows, key)
            const bytes = meanPerSecond(slices, (slice) => slice.bytes)
            return bytes === null ? null : bytes / received.bytes
          }}
          rows={received.rows}
          axis={axis}
          series={[{ key: 'bytes', label: 'received', colour: 'var(--av-primary)' }]}
        />
        {!isClosed(run.plan) && (
          <Minor
            title="Send lag"
            hint="ms, median"
            value={(key) => (ended ? (run.totals?.lag.p50 ?? null) : newest(rows, key))}
            rows={rows}
            axis={axis}
            series={[{ key: 'lag', label: 'lag', colour: 'var(--av-primary)' }]}
          />
        )}
      </div>
    </>
  )
})

/** Bytes in the unit in which the most of them are a short number. */
function inUnit(rows: ChartProps['rows']) {
  const { unit, bytes } = byteUnit(greatest(rows, ['bytes']) ?? 0)
  return { unit, bytes, rows: rows.map((row) => ({ ...row, bytes: row.bytes / bytes })) }
}

type MinorKey = 'connections' | 'inFlight' | 'bytes' | 'lag'

interface MinorProps extends ChartProps {
  title: string
  hint: string
  /** What the legend says of a line. */
  value: (key: MinorKey) => number | null
  series: readonly {
    readonly key: MinorKey
    readonly label: string
    readonly colour: string
    readonly step?: boolean
  }[]
}

/** A small chart beside others of its kind. */
function Minor({ title, hint, value, rows, axis, series }: MinorProps) {
  const words = (key: MinorKey) => formatNumber(value(key))
  const keys = series.map(({ key }) => key)
  const known = series.filter(({ key }) => newest(rows, key) !== null)
  return (
    <section className="panel" aria-label={title}>
      <TimeChart
        title={title}
        hint={hint}
        rows={rows}
        series={known.map((one) => ({
          ...one,
          legend: known.length > 1 ? `${words(one.key)} ${one.label}` : words(one.key),
          legendColour: 'var(--av-text)',
        }))}
        ticks={niceTicks(greatest(rows, keys) ?? 1)}
        formatValue={formatNumber}
        height={64}
        {...axis}
        timeTicks={timeTicks(axis.domain[0], axis.domain[1], 4)}
      />
    </section>
  )
}

interface ChartProps {
  rows: ReturnType<typeof flightRows>
  axis: {
    domain: readonly [number, number]
    quiet: { readonly until: number; readonly words: string } | undefined
    timeTicks: readonly number[]
    formatX: (t: number) => string
  }
}

function Latency({ run, rows, axis }: ChartProps & { run: FlightRun }) {
  const limit = p99Limit(run.plan.expect)
  const top = greatest(rows, ['max', 'p99']) ?? 1
  const usual = (greatest(rows, ['p99']) ?? 1) * 2.5
  const shown = limit !== null && isInSight(limit, Math.min(top, usual)) ? limit : null
  const whole = run.state === 'flying' ? undefined : run.totals?.response
  const value = (key: 'p50' | 'p90' | 'p99' | 'p999' | 'max') =>
    formatNumber(whole === undefined ? newest(rows, key) : whole[key])
  return (
    <section className="panel" aria-label="Latency">
      <TimeChart
        title="Latency"
        hint={
          limit === null || shown !== null
            ? 'ms, from the moment each request was due'
            : `ms, from when each was due; limit ${formatMs(limit)}`
        }
        rows={rows}
        series={[
          {
            key: 'max',
            label: 'max',
            colour: 'var(--av-lineStrong)',
            width: 1,
            legend: `max ${value('max')}`,
            legendColour: 'var(--av-text2)',
          },
          {
            key: 'p999',
            label: 'p99.9',
            colour: 'var(--av-text3)',
            width: 1,
            legend: `p99.9 ${value('p999')}`,
            legendColour: 'var(--av-text2)',
          },
          {
            key: 'p99',
            label: 'p99',
            colour: 'var(--av-canary)',
            legend: `p99 ${value('p99')}`,
            legendColour: 'var(--av-canaryText)',
          },
          {
            key: 'p90',
            label: 'p90',
            colour: 'var(--av-primary)',
            legend: `p90 ${value('p90')}`,
            legendColour: 'var(--av-text2)',
          },
          { key: 'p50', label: 'p50', colour: 'var(--av-text)', width: 1.6, legend: `p50 ${value('p50')}` },
        ]}
        ticks={niceTicks(Math.max(shown ?? 0, Math.min(top, usual)))}
        threshold={shown === null ? undefined : { value: shown, words: `p99 at most ${formatNumber(shown)}` }}
        formatValue={formatNumber}
        height={150}
        {...axis}
      />
    </section>
  )
}

function Rate({ run, rows, axis }: ChartProps & { run: FlightRun }) {
  const asked = run.plan.rate === 'max' ? null : run.plan.rate
  const whole = run.state === 'flying' ? null : run.totals
  const askedThen = typeof whole?.asked === 'number' ? whole.asked : newest(rows, 'asked')
  return (
    <section className="panel" aria-label="Rate">
      <TimeChart
        title="Rate"
        hint={asked === null ? 'requests sent per second' : 'requests sent per second; dashed: asked'}
        rows={rows}
        series={[
          ...(asked === null
            ? []
            : [
                {
                  key: 'asked',
                  label: 'asked',
                  colour: 'var(--av-text3)',
                  dashed: true,
                  width: 1,
                  legend: `asked ${formatNumber(askedThen)}`,
                  legendColour: 'var(--av-text2)',
                },
              ]),
          {
            key: 'rate',
            label: 'sent',
            colour: 'var(--av-canary)',
            legend: `sent ${formatNumber(whole?.achieved ?? newest(rows, 'rate'))}`,
            legendColour: 'var(--av-canaryText)',
          },
        ]}
        ticks={niceTicks(greatest(rows, ['asked', 'rate']) ?? 1)}
        formatValue={formatNumber}
        height={92}
        {...axis}
      />
    </section>
  )
}

interface CodesProps {
  run: FlightRun
  slices: readonly FlightSlice[]
  rows: ReturnType<typeof codeRows>
  axis: ChartProps['axis']
}

function Codes({ run, slices, rows, axis }: CodesProps) {
  const value = (group: CodeGroup) =>
    run.state === 'flying' ? newest(rows, group) : meanPerSecond(slices, (slice) => countOf(slice, group))
  const seen = codeGroups.filter((group) => (greatest(rows, [group]) ?? 0) > 0)
  const present: readonly CodeGroup[] = seen.length === 0 ? ['2xx'] : seen
  return (
    <section className="panel" aria-label="Answers over time">
      <TimeChart
        title="Answers"
        hint="per second, by class of status"
        rows={rows}
        series={present.map((group) => ({
          key: group,
          label: group,
          colour: codeColours[group].line,
          legend: `${group} ${formatNumber(value(group))}`,
          legendColour: codeColours[group].text,
        }))}
        ticks={niceTicks(greatest(rows, present) ?? 1)}
        formatValue={formatNumber}
        height={92}
        {...axis}
      />
    </section>
  )
}
