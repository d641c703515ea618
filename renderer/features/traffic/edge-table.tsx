import { formatMs, formatPercent } from '../../ui/format.ts'
import { type GraphView, nodeTitle, rateWords } from './elements.ts'

/** The graph for those who do not see the canvas. */
export function EdgeTable({ view }: { view: GraphView }) {
  const titles = new Map(
    view.nodes.map((n) => [n.id, `${nodeTitle(n)}${n.cluster === '' ? '' : `, ${n.context ?? n.cluster}`}`]),
  )
  return (
    <table className="visually-hidden" aria-label="Traffic edges">
      <thead>
        <tr>
          <th>From</th>
          <th>To</th>
          <th>Rate</th>
          <th>Errors</th>
          <th>p95</th>
        </tr>
      </thead>
      <tbody>
        {view.edges.map((e) => (
          <tr key={e.id}>
            <td>{titles.get(e.from)}</td>
            <td>{titles.get(e.to)}</td>
            <td>{rateWords(e)}</td>
            <td>{formatPercent(e.errorPercent)}</td>
            <td>{formatMs(e.responseMs)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
