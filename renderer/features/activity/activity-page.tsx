import { SegmentedControl, Select, Switch, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { ActivityEntry } from '#shared/contract/activity.ts'
import { useActivity } from '../../bridge/streams.ts'
import { FailureNotice } from '../../ui/failure-notice.tsx'
import { plural } from '../../ui/format.ts'
import { Loading } from '../../ui/loading.tsx'
import { PageHead } from '../../ui/page-head.tsx'
import { Empty } from '../../ui/parts.tsx'
import { type ActivityFilter, contextsOf, isDone, shownEntries } from './activity-facts.ts'
import { ActivityTable } from './activity-table.tsx'
import './activity.css'

/** Every change that Aviary made or was refused: who, when, where, what, why. */
export function ActivityPage() {
  const stream = useActivity()
  const [filter, setFilter] = useState<ActivityFilter>({
    query: '',
    context: '',
    refusedOnly: false,
    bookkeeping: false,
  })
  const entries = stream.data ?? []
  const shown = shownEntries(entries, filter)
  return (
    <>
      <PageHead
        title="Activity"
        beside={stream.data !== null && <span className="second">{summary(entries)}</span>}
      />
      <div className="page-body stack">
        {stream.failure !== null && <FailureNotice failure={stream.failure} onRetry={stream.retry} />}
        {stream.data === null && stream.failure === null && <Loading>Reading the activity log.</Loading>}
        {entries.length > 0 && (
          <div>
            <Filters entries={entries} filter={filter} onChange={setFilter} shown={shown.length} />
            {shown.length > 0 ? (
              <ActivityTable entries={shown} />
            ) : (
              <Empty title="No change fits">
                Clear the filter, or switch on the bookkeeping that Aviary does for each canary.
              </Empty>
            )}
          </div>
        )}
        {stream.data !== null && entries.length === 0 && (
          <Empty title="No change yet">
            Every change that Aviary makes to a cluster is written down here, with its difference and the
            kubectl command that does the same. Enable a canary or set an image to see the first one.
          </Empty>
        )}
      </div>
    </>
  )
}

function summary(entries: readonly ActivityEntry[]): string {
  const failed = entries.filter((e) => !isDone(e)).length
  return failed === 0
    ? plural(entries.length, 'change')
    : `${plural(entries.length, 'change')}, ${failed} not done`
}

interface FiltersProps {
  entries: readonly ActivityEntry[]
  filter: ActivityFilter
  onChange: (filter: ActivityFilter) => void
  shown: number
}

function Filters({ entries, filter, onChange, shown }: FiltersProps) {
  return (
    <div className="filter-bar">
      <TextInput
        className="filter-box"
        aria-label="Filter activity"
        placeholder="Filter by who, object, reason"
        value={filter.query}
        onChange={(event) => onChange({ ...filter, query: event.currentTarget.value })}
      />
      <Select
        aria-label="Context"
        placeholder="All contexts"
        clearable
        w={180}
        data={contextsOf(entries)}
        value={filter.context || null}
        onChange={(value) => onChange({ ...filter, context: value ?? '' })}
      />
      <SegmentedControl
        aria-label="Which changes"
        data={[
          { value: 'all', label: 'All' },
          { value: 'refused', label: 'Not done' },
        ]}
        value={filter.refusedOnly ? 'refused' : 'all'}
        onChange={(value) => onChange({ ...filter, refusedOnly: value === 'refused' })}
      />
      <Switch
        label="Bookkeeping"
        checked={filter.bookkeeping}
        onChange={(event) => onChange({ ...filter, bookkeeping: event.currentTarget.checked })}
      />
      {shown < entries.length && (
        <span className="end">
          {shown} of {plural(entries.length, 'change')}
        </span>
      )}
    </div>
  )
}
