import { formatMs, formatNumber, formatPercent, formatPercentNumber } from '../../ui/format.ts'
import { Figure, Section } from '../../ui/parts.tsx'
import { type GraphView, nodeTitle, type ViewEdge, type ViewNode } from './elements.ts'
import { setTrafficView } from './traffic-store.ts'

export function NodeDetail({ view, node }: { view: GraphView; node: ViewNode }) {
  const incoming = view.edges.filter((e) => e.to === node.id)
  const outgoing = view.edges.filter((e) => e.from === node.id)
  const inbound = totals(incoming)
  const tone = node.health === 'degraded' || node.health === 'failing' ? node.health : 'neutral'
  return (
    <>
      <div className="figures three">
        <Figure quantity={{ value: formatNumber(inbound.rate), unit: '' }} under="req/s in" />
        <Figure
          quantity={{ value: formatPercentNumber(inbound.errorPercent), unit: '' }}
          under="% errors in"
          tone={tone}
        />
        <Figure quantity={{ value: formatNumber(totals(outgoing).rate), unit: '' }} under="req/s out" />
      </div>
      <EdgeList title="Called by" edges={incoming} view={view} end="from" />
      <EdgeList title="Calls" edges={outgoing} view={view} end="to" />
    </>
  )
}

interface ListProps {
  title: string
  edges: readonly ViewEdge[]
  view: GraphView
  end: 'from' | 'to'
}

function EdgeList({ title, edges, view, end }: ListProps) {
  if (edges.length === 0) return null
  const other = (e: ViewEdge) => view.nodes.find((n) => n.id === e[end])
  return (
    <Section title={title}>
      <table className="av">
        <thead>
          <tr>
            <th>{end === 'from' ? 'Caller' : 'Callee'}</th>
            <th className="num">req/s</th>
            <th className="num">errors</th>
            <th className="num">p95</th>
          </tr>
        </thead>
        <tbody>
          {edges.map((e) => {
            const node = other(e)
            return (
              <tr key={e.id}>
                <td>
                  <button type="button" className="link" onClick={() => setTrafficView({ selected: e.id })}>
                    {node === undefined ? '' : nodeTitle(node)}
                  </button>
                </td>
                <td className="num">{formatNumber(e.rate)}</td>
                <td className="num">{formatPercent(e.errorPercent)}</td>
                <td className="num">{formatMs(e.responseMs)}</td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </Section>
  )
}

/** Requests only; null where there are none. */
function totals(edges: readonly ViewEdge[]): { rate: number | null; errorPercent: number | null } {
  const requests = edges.filter((e) => e.protocol !== 'tcp' && e.rate !== null)
  if (requests.length === 0) return { rate: null, errorPercent: null }
  const rate = requests.reduce((sum, e) => sum + (e.rate ?? 0), 0)
  const errors = requests.reduce((sum, e) => sum + ((e.rate ?? 0) * (e.errorPercent ?? 0)) / 100, 0)
  return { rate, errorPercent: rate === 0 ? null : (100 * errors) / rate }
}
