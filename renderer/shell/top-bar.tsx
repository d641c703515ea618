import { Popover, SegmentedControl } from '@mantine/core'
import { IconLock, IconPlus, IconSend2 } from '@tabler/icons-react'
import type { ContextState } from '#shared/contract/contexts.ts'
import { openDialog } from '../bridge/dialog-store.ts'
import { routeHref } from '../bridge/route.ts'
import { setScope, useScope } from '../bridge/scope-store.ts'
import { useSelection } from '../bridge/selection-store.ts'
import { usePickedContexts } from '../bridge/streams.ts'
import { formatSpan } from '../ui/format.ts'
import { Dot } from '../ui/parts.tsx'
import { NamespacePicker } from './namespace-picker.tsx'

export function TopBar() {
  const picked = usePickedContexts()
  const plan = useSelection((s) => s.plan)
  return (
    <>
      {picked.length > 0 && (
        <div className="bar-contexts">
          {picked.slice(0, 4).map((context) => (
            <ContextChip key={context.name} context={context} />
          ))}
        </div>
      )}
      {picked.length > 4 && (
        <a className="chip bar-fixed" href={routeHref({ page: 'contexts' })}>
          + {picked.length - 4} more
        </a>
      )}
      <a className="chip plain bar-fixed" href={routeHref({ page: 'contexts' })} aria-label="Pick contexts">
        <IconPlus size={14} aria-hidden="true" />
        {picked.length === 0 && 'Pick contexts'}
      </a>
      {picked.length > 0 && (
        <>
          <span className="bar-line" />
          <NamespacePicker contexts={picked.map((c) => c.name)} />
          <TimePicker />
        </>
      )}
      <span className="bar-space" />
      <button type="button" className="chip search" onClick={() => openDialog({ kind: 'palette' })}>
        Search or run
        <small aria-hidden="true">⌘K</small>
      </button>
      <button type="button" className="http" onClick={() => openDialog({ kind: 'flight', plan })}>
        <IconSend2 size={15} stroke={1.8} aria-hidden="true" />
        HTTP
      </button>
    </>
  )
}

function ContextChip({ context }: { context: ContextState }) {
  const state = context.status === 'connected' ? '' : ` (${context.status})`
  return (
    <a
      className="chip"
      href={routeHref({ page: 'contexts' })}
      title={`${context.name}${state}`}
      aria-label={`Context ${context.name}${context.protected ? ', protected' : ''}${state}`}
    >
      <Dot square colour={context.status === 'failed' ? 'var(--av-failing)' : context.colour} />
      <span className="truncate">{context.name}</span>
      {context.protected && <IconLock size={13} stroke={1.6} aria-hidden="true" />}
    </a>
  )
}

const windows = [60, 300, 600, 1800, 3600]
const refreshes = [2, 5, 10, 30]

function TimePicker() {
  const { durationSeconds, refreshSeconds } = useScope()
  return (
    <Popover position="bottom-start" trapFocus returnFocus>
      <Popover.Target>
        <button type="button" className="chip bar-fixed">
          Last {formatSpan(durationSeconds)} <small className="every">every {refreshSeconds} s</small>
        </button>
      </Popover.Target>
      <Popover.Dropdown>
        <div className="stack">
          <Choice
            label="Rates over the last"
            values={windows}
            value={durationSeconds}
            onChange={(value) => setScope({ durationSeconds: value })}
          />
          <Choice
            label="Refresh every"
            values={refreshes}
            value={refreshSeconds}
            onChange={(value) => setScope({ refreshSeconds: value })}
          />
        </div>
      </Popover.Dropdown>
    </Popover>
  )
}

interface ChoiceProps {
  label: string
  values: readonly number[]
  value: number
  onChange: (value: number) => void
}

function Choice({ label, values, value, onChange }: ChoiceProps) {
  return (
    <div>
      <div className="dim" style={{ marginBottom: 4 }}>
        {label}
      </div>
      <SegmentedControl
        aria-label={label}
        data={values.map((v) => ({ value: String(v), label: formatSpan(v) }))}
        value={String(value)}
        onChange={(text) => onChange(Number(text))}
      />
    </div>
  )
}
