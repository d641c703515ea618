import { rowsNear } from './chart-scale.ts'
import { unknown } from './format.ts'
import type { ChartRow, ChartSeries } from './time-chart.tsx'

interface Props {
  rows: readonly ChartRow[]
  series: readonly Pick<ChartSeries, 'key' | 'label'>[]
  /** ms, where the axis has its ticks. */
  times: readonly number[]
  formatX: (t: number) => string
  formatValue: (value: number) => string
}

/** What the lines show at the ticks of the time axis, for those who do not see them. */
export function ChartTable({ rows, series, times, formatX, formatValue }: Props) {
  const near = rowsNear(rows, times)
  if (near.length === 0) return null
  return (
    <div className="visually-hidden">
      <table>
        <thead>
          <tr>
            <th>Time</th>
            {series.map((one) => (
              <th key={one.key}>{one.label}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {near.map((row) => (
            <tr key={row.t}>
              <td>{formatX(row.t)}</td>
              {series.map(({ key }) => {
                const value = row[key]
                return <td key={key}>{typeof value === 'number' ? formatValue(value) : unknown}</td>
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
