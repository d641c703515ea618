import { useMemo } from 'react'
import { core } from '../../bridge/client.ts'
import { useQuery } from '../../bridge/use-query.ts'
import { greatest, niceTicks, timeTicks } from '../../ui/chart-scale.ts'
import { formatNumber } from '../../ui/format.ts'
import { TimeChart } from '../../ui/time-chart.tsx'
import { historyRows } from './history-rows.ts'

const windowSeconds = 600

/** The requests of an edge over the last ten minutes, those that failed in red. */
export function EdgeHistory({ context, expr }: { context: string; expr: string }) {
  const answer = useQuery(
    `range ${context} ${expr}`,
    (signal) => {
      const end = Date.now() / 1000
      const ask = { context, expr, start: end - windowSeconds, end, step: 10 }
      return core.prometheus.queryRange(ask, { signal })
    },
    { everyMs: 10_000 },
  )
  const rows = useMemo(() => historyRows(answer.data ?? []), [answer.data])
  const first = rows[0]
  const last = rows.at(-1)
  if (first === undefined || last === undefined) return null
  const domain = [last.t - windowSeconds * 1000, last.t] as const
  return (
    <TimeChart
      title="Requests"
      hint="per second, 10 min"
      rows={rows}
      series={[
        { key: 'all', label: 'all', colour: 'var(--av-text)', legend: formatNumber(last.all) },
        {
          key: 'failed',
          label: 'failed',
          colour: 'var(--av-failing)',
          legend: `failed ${formatNumber(last.failed)}`,
          legendColour: 'var(--av-failingText)',
        },
      ]}
      domain={domain}
      ticks={niceTicks(greatest(rows, ['all']) ?? 1)}
      timeTicks={timeTicks(domain[0], domain[1], 4)}
      formatValue={formatNumber}
      height={84}
    />
  )
}
