import type { HistoryEntry } from '#shared/model/canary.ts'
import { formatPercent, formatTime, withUnits } from '../../ui/format.ts'
import { Section, StatusPill } from '../../ui/parts.tsx'
import { sentence, verdictTone, verdictWord } from './canary-facts.ts'

const shown = 60

/** Newest first. */
export function VerdictTable({ history }: { history: readonly HistoryEntry[] }) {
  const entries = history.map((entry, index) => ({ entry, index })).reverse()
  return (
    <Section title="Verdicts">
      <table className="av" aria-label="Verdicts" style={{ borderTop: '1px solid var(--av-line)' }}>
        <thead className="visually-hidden">
          <tr>
            <th>Time</th>
            <th>Weight</th>
            <th>Verdict</th>
            <th>Because</th>
          </tr>
        </thead>
        <tbody>
          {entries.slice(0, shown).map(({ entry, index }) => (
            <tr key={index}>
              <td className="second" style={{ width: 66 }}>
                {formatTime(entry.at)}
              </td>
              <td className="nowrap" style={{ width: 52 }}>
                {formatPercent(entry.weight)}
              </td>
              <td style={{ width: 70 }}>
                <StatusPill tone={verdictTone(entry.verdict)}>{verdictWord(entry.verdict)}</StatusPill>
              </td>
              <td className="second">{withUnits(sentence(entry.because).replace(/\.$/, ''))}</td>
            </tr>
          ))}
          {entries.length === 0 && (
            <tr>
              <td className="second">No verdict yet.</td>
            </tr>
          )}
        </tbody>
      </table>
    </Section>
  )
}
