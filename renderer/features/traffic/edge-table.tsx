import { Button } from '@mantine/core'
import { useMemo, useState } from 'react'
import { formatCount, formatMs, formatPercent } from '../../ui/format.ts'
import { edgeRows } from './edge-rows.ts'
import { type GraphView, rateWords, type ViewEdge } from './elements.ts'
import { setTrafficView, useTrafficView } from './traffic-store.ts'

interface Props {
  view: GraphView
  /** Nothing to press in it. */
  plain?: boolean
}

/** The traffic as rows, the busiest first; a row opens the same details as its edge. */
export function EdgeTable({ view, plain = false }: Props) {
  const { find, selected } = useTrafficView()
  const rows = useMemo(() => edgeRows(view, find), [view, find])
  const [most, setMost] = useState(firstRows)
  return (
    <>
      <table className="av lines" aria-label="Traffic edges">
        <thead>
          <tr>
            <th>From</th>
            <th>To</th>
            <th className="num">Rate</th>
            <th className="num">Errors</th>
            <th className="num">p95</th>
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, most).map(({ edge, from, to }) => (
            <tr key={edge.id} aria-selected={plain ? undefined : edge.id === selected}>
              <td>
                {plain ? (
                  from
                ) : (
                  <button
                    type="button"
                    className="link"
                    onClick={() => setTrafficView({ selected: edge.id })}
                  >
                    {from}
                  </button>
                )}
              </td>
              <td>{to}</td>
              <td className="num">{rateWords(edge)}</td>
              <td className={`num tone-${errorTone(edge)}`}>{formatPercent(edge.errorPercent)}</td>
              <td className="num">{formatMs(edge.responseMs)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > most &&
        (plain ? (
          <p>And {rows.length - most} more; the table shows all of them.</p>
        ) : (
          <Button mt={10} onClick={() => setMost(most + firstRows)}>
            Show {Math.min(firstRows, rows.length - most)} more of {formatCount(rows.length)}
          </Button>
        ))}
    </>
  )
}

const firstRows = 200

const errorTone = ({ health }: ViewEdge) =>
  health === 'degraded' || health === 'failing' ? health : 'neutral'
