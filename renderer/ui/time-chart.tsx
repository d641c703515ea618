import type { ReactNode } from 'react'
import {
  Area,
  CartesianGrid,
  ComposedChart,
  Line,
  ReferenceArea,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts'
import './time-chart.css'
import { ChartTable } from './chart-table.tsx'
import { formatMinute } from './format.ts'

/** One moment: `t` in ms and a value for each series, null where there is a gap. */
export type ChartRow = { readonly t: number } & Readonly<Record<string, number | null>>

export interface ChartSeries {
  readonly key: string
  readonly label: string
  /** A CSS colour. */
  readonly colour: string
  readonly width?: number
  readonly dashed?: boolean
  /** Holds its value until the next one. */
  readonly step?: boolean
  readonly area?: boolean
  /** The newest value with its name, in the title row; left out where undefined. */
  readonly legend?: string
  /** A stronger shade for the legend's words. */
  readonly legendColour?: string
}

interface Props {
  title: string
  hint: string
  rows: readonly ChartRow[]
  series: readonly ChartSeries[]
  /** ms, the same for charts that stand under each other. */
  domain: readonly [number, number]
  /** Three values. */
  ticks: readonly number[]
  timeTicks: readonly number[]
  formatValue?: (value: number) => string
  formatX?: (t: number) => string
  threshold?: { readonly value: number; readonly words: string } | undefined
  /** A time from the beginning on that does not count. */
  quiet?: { readonly until: number; readonly words: string } | undefined
  /** Where "now" is, when the chart also shows what is planned. */
  now?: number
  height: number
  showTime?: boolean
  legend?: ReactNode
}

/** Room for the half of a time's words that stands past the last tick. */
const right = 16

/** Room for the lowest tick's words where no time axis stands beneath. */
const bareBottom = 12

/** Thin lines over three grid lines; the threshold dashed in red with its rule in words; gaps are gaps. */
export function TimeChart(props: Props) {
  const { title, hint, series, height, showTime = true } = props
  return (
    <figure className="chart" aria-label={`${title}, ${hint}`} style={{ margin: 0 }}>
      <div className="chart-head">
        <h2>{title}</h2>
        <span className="hint">{hint}</span>
        <span className="chart-legend">
          {series.map(
            (s) =>
              s.legend !== undefined && (
                <span key={s.key} style={{ color: s.legendColour ?? s.colour }}>
                  {s.legend}
                </span>
              ),
          )}
          {props.legend}
        </span>
      </div>
      <div aria-hidden="true">
        <ResponsiveContainer width="100%" height={height + (showTime ? 22 : bareBottom)}>
          {chart(props)}
        </ResponsiveContainer>
      </div>
      <ChartTable
        rows={props.rows}
        series={series}
        times={props.timeTicks}
        formatX={props.formatX ?? formatMinute}
        formatValue={props.formatValue ?? String}
      />
    </figure>
  )
}

function chart(props: Props) {
  const { rows, series, domain, ticks, threshold, quiet, now, showTime = true } = props
  const formatX = props.formatX ?? formatMinute
  const formatValue = props.formatValue ?? String
  const low = ticks[0] ?? 0
  const high = ticks.at(-1) ?? 1
  return (
    <ComposedChart
      data={[...rows]}
      margin={{ top: 8, right, bottom: showTime ? 0 : bareBottom, left: 0 }}
      accessibilityLayer={false}
    >
      <CartesianGrid vertical={false} syncWithTicks stroke="var(--av-line)" />
      <XAxis
        dataKey="t"
        type="number"
        domain={[domain[0], domain[1]]}
        ticks={[...props.timeTicks]}
        tickFormatter={formatX}
        height={showTime ? 22 : 0}
        hide={!showTime}
        axisLine={false}
        tickLine={false}
        interval={0}
        allowDataOverflow
      />
      <YAxis
        width={40}
        domain={[low, topOf(high, threshold?.value)]}
        ticks={[...ticks]}
        tickFormatter={formatValue}
        axisLine={false}
        tickLine={false}
        interval={0}
        allowDataOverflow
      />
      <Tooltip
        isAnimationActive={false}
        cursor={{ stroke: 'var(--av-lineStrong)' }}
        content={({ active, payload, label }) =>
          active ? <Tip rows={payload} at={formatX(Number(label))} formatValue={formatValue} /> : null
        }
      />
      {threshold !== undefined && (
        <ReferenceLine
          y={threshold.value}
          stroke="var(--av-failing)"
          strokeDasharray="4 3"
          strokeWidth={1}
          label={{
            value: threshold.words,
            position: isHigh(threshold.value, low, high) ? 'insideTopRight' : 'insideBottomRight',
            style: { fill: 'var(--av-failingText)' },
          }}
        />
      )}
      {quiet !== undefined && (
        <ReferenceArea
          x1={domain[0]}
          x2={Math.min(quiet.until, domain[1])}
          fill="var(--av-text3)"
          fillOpacity={0.14}
          label={{ value: quiet.words, position: 'insideBottomLeft', style: { fill: 'var(--av-text2)' } }}
        />
      )}
      {now !== undefined && <ReferenceLine x={now} stroke="var(--av-text3)" strokeWidth={1} />}
      {series.map(line)}
    </ComposedChart>
  )
}

// Close under the title its words stand beneath the line.
const isHigh = (value: number, low: number, high: number) =>
  value < high && (value - low) / (high - low) > 0.85

// A threshold on the top line needs room for its words.
const topOf = (high: number, threshold: number | undefined) =>
  threshold === undefined || threshold < high ? high : high + (threshold - high) + high * 0.12

function line(s: ChartSeries) {
  const common = {
    dataKey: s.key,
    name: s.label,
    stroke: s.colour,
    strokeWidth: s.width ?? 1.4,
    isAnimationActive: false,
    connectNulls: false,
    dot: false,
    activeDot: { r: 2.5, strokeWidth: 0 },
    type: s.step ? ('stepAfter' as const) : ('linear' as const),
    ...(s.dashed ? { strokeDasharray: '3 3' } : {}),
  }
  return s.area ? (
    <Area key={s.key} {...common} fill={s.colour} fillOpacity={0.18} />
  ) : (
    <Line key={s.key} {...common} />
  )
}

interface TipRow {
  readonly name?: unknown
  readonly value?: unknown
  readonly color?: string | undefined
}

function Tip({
  rows,
  at,
  formatValue,
}: {
  rows: readonly TipRow[]
  at: string
  formatValue: (value: number) => string
}) {
  return (
    <div className="chart-tip">
      <div className="dim">{at}</div>
      {rows.map((row) => (
        <div key={String(row.name)}>
          <span>{String(row.name)}</span>
          <span>{typeof row.value === 'number' ? formatValue(row.value) : '–'}</span>
        </div>
      ))}
    </div>
  )
}
