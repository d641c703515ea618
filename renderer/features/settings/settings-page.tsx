import { SegmentedControl, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { Settings } from '#shared/contract/settings.ts'
import { changeSettings } from '../../bridge/settings-store.ts'
import { useContexts } from '../../bridge/streams.ts'
import { useCall } from '../../bridge/use-call.ts'
import { useSettings } from '../../bridge/use-settings.ts'
import { FailureNotice } from '../../ui/failure-notice.tsx'
import { plural } from '../../ui/format.ts'
import { Loading } from '../../ui/loading.tsx'
import { PageHead } from '../../ui/page-head.tsx'
import { Empty, Panel } from '../../ui/parts.tsx'
import { settingsRows } from './context-form.ts'
import { ContextSettingsRow } from './context-settings-row.tsx'
import './settings.css'

export function SettingsPage() {
  const { settings, load } = useSettings()
  return (
    <>
      <PageHead
        title="Settings"
        beside={<span className="second">Kept on this laptop; saved at once</span>}
      />
      <div className="page-body stack">
        {load.failure !== null && <FailureNotice failure={load.failure} onRetry={() => void load.run()} />}
        {settings === null ? (
          <Loading>Reading the settings.</Loading>
        ) : (
          <>
            <Look settings={settings} />
            <ContextSettings settings={settings} />
          </>
        )}
      </div>
    </>
  )
}

function Look({ settings }: { settings: Settings }) {
  const save = useCall((theme: Settings['theme']) => changeSettings({ theme }))
  return (
    <Panel title="Theme" hint="follows the system unless you choose">
      <div className="row" style={{ marginTop: 8 }}>
        <SegmentedControl
          aria-label="Theme"
          data={[
            { value: 'system', label: 'System' },
            { value: 'dark', label: 'Dark' },
            { value: 'light', label: 'Light' },
          ]}
          value={settings.theme}
          onChange={(theme) => void save.run(theme)}
        />
      </div>
      {save.failure !== null && <FailureNotice failure={save.failure} />}
    </Panel>
  )
}

function ContextSettings({ settings }: { settings: Settings }) {
  const contexts = useContexts().data?.contexts ?? []
  const [query, setQuery] = useState('')
  const rows = settingsRows(contexts, settings.contexts, query)
  return (
    <Panel title="Contexts" hint="a protected context asks for its name before anything is changed">
      {contexts.length === 0 ? (
        <Empty title="No context yet">Contexts of your kubeconfig and of the sandbox are listed here.</Empty>
      ) : (
        <>
          <div className="filter-bar" style={{ marginTop: 8 }}>
            <TextInput
              className="filter-box"
              aria-label="Filter contexts"
              placeholder="Filter by name or cluster"
              value={query}
              onChange={(event) => setQuery(event.currentTarget.value)}
            />
            {rows.length < contexts.length && (
              <span className="end">
                {rows.length} of {plural(contexts.length, 'context')}
              </span>
            )}
          </div>
          <table className="av context-settings" aria-label="Settings of contexts">
            <thead>
              <tr>
                <th>Colour</th>
                <th>Context</th>
                <th>Protected</th>
                <th>Read-only</th>
                <th>Rate cap, req/s</th>
                <th>Prometheus URL</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((context) => (
                <ContextSettingsRow
                  key={context.name}
                  context={context}
                  own={settings.contexts[context.name]}
                />
              ))}
            </tbody>
          </table>
          {rows.length === 0 && <Empty title="No context of that name">Clear the filter.</Empty>}
        </>
      )}
    </Panel>
  )
}
