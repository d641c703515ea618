import {
  durationQuantity,
  formatNumber,
  formatPercent,
  formatPercentNumber,
  unknown,
} from '../../ui/format.ts'
import { Figure, Section, StatusPill } from '../../ui/parts.tsx'
import { EdgeHistory } from './edge-history.tsx'
import type { ViewEdge } from './elements.ts'
import { codeTone, responseRows } from './responses.ts'

export function EdgeDetail({ edge, context }: { edge: ViewEdge; context: string | null }) {
  const rows = responseRows(edge)
  const tone = edge.health === 'degraded' || edge.health === 'failing' ? edge.health : 'neutral'
  const time = durationQuantity(edge.responseMs)
  return (
    <>
      <div className="figures three">
        <Figure
          quantity={{ value: formatNumber(edge.rate), unit: '' }}
          under={edge.protocol === 'tcp' ? 'B/s' : 'req/s'}
        />
        <Figure
          quantity={{ value: formatPercentNumber(edge.errorPercent), unit: '' }}
          under="% errors"
          tone={tone}
        />
        <Figure quantity={{ value: time.value, unit: '' }} under={`${time.unit} p95`} />
      </div>
      {context !== null && edge.data.explain !== undefined && (
        <EdgeHistory context={edge.data.explain.context ?? context} expr={edge.data.explain.expr} />
      )}
      {rows.length > 0 && (
        <Section title="Responses">
          <table className="av">
            <thead>
              <tr>
                <th>Code</th>
                <th>Flags</th>
                <th className="num">req/s</th>
                <th className="num">Share</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={`${row.code} ${row.flags}`}>
                  <td>
                    <StatusPill tone={codeTone(row.code)}>{row.code}</StatusPill>
                  </td>
                  <td className="mono">{row.flags === '-' || row.flags === '' ? unknown : row.flags}</td>
                  <td className="num">{formatNumber(row.rate)}</td>
                  <td className="num">{formatPercent(row.share)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Section>
      )}
      <Why edge={edge} />
    </>
  )
}

function Why({ edge }: { edge: ViewEdge }) {
  const explain = edge.data.explain
  if (explain === undefined) return null
  const failing = edge.errorPercent !== null && edge.errorPercent > 0
  return (
    <section className="why" aria-label="Why">
      <div className="row-wide">
        <h2>{failing ? `Why ${formatPercent(edge.errorPercent)}` : 'Why this number'}</h2>
        <span className="dim">reporter: {explain.reporter}</span>
      </div>
      <p>{explain.because}</p>
      <code>{explain.expr}</code>
    </section>
  )
}
