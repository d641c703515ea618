import { IconChevronRight } from '@tabler/icons-react'
import { memo, useState } from 'react'
import type { ActivityEntry } from '#shared/contract/activity.ts'
import { useContextColour } from '../../bridge/use-context-colour.ts'
import { useNow } from '../../bridge/use-now.ts'
import { ContextName } from '../../ui/context-name.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { formatMoment, formatTime } from '../../ui/format.ts'
import { Diff, StatusPill } from '../../ui/parts.tsx'
import { changeWords, isDone } from './activity-facts.ts'

const columns = 7

export function ActivityTable({ entries }: { entries: readonly ActivityEntry[] }) {
  const [open, setOpen] = useState<ReadonlySet<number>>(new Set())
  const colour = useContextColour()
  const now = useNow(30_000)
  const toggle = (id: number) =>
    setOpen((known) => {
      const next = new Set(known)
      if (!next.delete(id)) next.add(id)
      return next
    })
  return (
    <table className="av lines activity" aria-label="Activity">
      <thead>
        <tr>
          <th>
            <span className="visually-hidden">Details</span>
          </th>
          <th>When</th>
          <th>Who</th>
          <th>Context, namespace</th>
          <th>Change</th>
          <th>Why</th>
          <th>Outcome</th>
        </tr>
      </thead>
      <tbody>
        {entries.map((entry) => (
          <EntryRow
            key={entry.id}
            entry={entry}
            colour={colour(entry.context)}
            when={formatMoment(entry.at, now)}
            open={open.has(entry.id)}
            onToggle={() => toggle(entry.id)}
          />
        ))}
      </tbody>
    </table>
  )
}

interface RowProps {
  entry: ActivityEntry
  colour: string
  when: string
  open: boolean
  onToggle: () => void
}

const EntryRow = memo(
  function EntryRow({ entry, colour, when, open, onToggle }: RowProps) {
    const done = isDone(entry)
    return (
      <>
        <tr className={open ? 'open' : undefined}>
          <td>
            <button
              type="button"
              className="disclose"
              aria-expanded={open}
              aria-label={`Details of ${changeWords(entry)}, ${formatTime(entry.at)}`}
              onClick={onToggle}
            >
              <IconChevronRight size={14} stroke={1.8} aria-hidden="true" />
            </button>
          </td>
          <td className="nowrap" title={entry.at}>
            {when}
          </td>
          <td className="second truncate" title={entry.who}>
            {entry.who}
          </td>
          <td>
            <ContextName name={entry.context} colour={colour} />
            {entry.namespace !== '' && <div className="dim under">{entry.namespace}</div>}
          </td>
          <td className="change">{changeWords(entry)}</td>
          <td className="second">{entry.why}</td>
          <td>
            {done ? <span className="dim">done</span> : <span className="tone-failing">{entry.outcome}</span>}
          </td>
        </tr>
        {open && (
          <tr>
            <td />
            <td colSpan={columns - 1}>
              <Details entry={entry} />
            </td>
          </tr>
        )}
      </>
    )
  },
  (before, after) =>
    before.entry === after.entry &&
    before.open === after.open &&
    before.when === after.when &&
    before.colour === after.colour,
)

function Details({ entry }: { entry: ActivityEntry }) {
  return (
    <div className="stack activity-details">
      <div className="row">
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it may scroll, so the keyboard must reach it. */}
        <code className="command second" tabIndex={0}>
          {entry.kubectl}
        </code>
        <CopyButton text={entry.kubectl} what="kubectl command" />
      </div>
      {entry.diff.length > 0 ? (
        <Diff lines={entry.diff} />
      ) : (
        <StatusPill tone="neutral">no difference was kept</StatusPill>
      )}
    </div>
  )
}
