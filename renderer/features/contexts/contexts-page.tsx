import { Button, SegmentedControl, TextInput } from '@mantine/core'
import { type ReactNode, useCallback, useRef, useState } from 'react'
import type { ContextList, ContextState } from '#shared/contract/contexts.ts'
import { core } from '../../bridge/client.ts'
import { useContexts } from '../../bridge/streams.ts'
import { useCall } from '../../bridge/use-call.ts'
import { useSettings } from '../../bridge/use-settings.ts'
import { FailureNotice } from '../../ui/failure-notice.tsx'
import { plural } from '../../ui/format.ts'
import { Loading } from '../../ui/loading.tsx'
import { PageHead } from '../../ui/page-head.tsx'
import { Empty } from '../../ui/parts.tsx'
import { type ContextFilter, offeredAgain, pickedSentence, shownContexts } from './context-facts.ts'
import { ContextRow } from './context-row.tsx'
import './contexts.css'
import { type Picking, usePicking } from './use-picking.ts'

/** Which contexts Aviary may contact. The sandbox is the shell's to bring: features do not know each other. */
export function ContextsPage({ sandbox }: { sandbox: ReactNode }) {
  const stream = useContexts()
  const list = stream.data
  return (
    <>
      <PageHead
        title="Contexts"
        beside={<span className="second">{list !== null && pickedSentence(list.contexts)}</span>}
      />
      <div className="page-body stack">
        {stream.failure !== null && <FailureNotice failure={stream.failure} onRetry={stream.retry} />}
        {list === null ? (
          stream.failure === null && <Loading>Reading the kubeconfig.</Loading>
        ) : (
          <Contexts list={list} sandbox={sandbox} />
        )}
      </div>
    </>
  )
}

function Contexts({ list, sandbox }: { list: ContextList; sandbox: ReactNode }) {
  const picking = usePicking(list.contexts)
  const none = list.contexts.length === 0
  // Without any context the page says so itself; with the sandbox's the want of others is no problem.
  const problems = list.problems.filter((p) => p.code !== 'no-kubeconfig')
  return (
    <>
      {problems.map((failure) => (
        <FailureNotice key={JSON.stringify(failure)} partial={!none} failure={failure} />
      ))}
      {picking.failure !== null && <FailureNotice failure={picking.failure} />}
      <LastPicked contexts={list.contexts} picking={picking} />
      {none ? (
        <div className="contexts-none stack">
          <h2>No kubeconfig context was found</h2>
          <p className="second">
            {lookedAt(list)} Changes are seen by themselves. Without a cluster of your own, start the sandbox.
          </p>
          {sandbox}
        </div>
      ) : (
        sandbox
      )}
      {!none && <ContextTable contexts={list.contexts} picking={picking} />}
    </>
  )
}

function lookedAt(list: ContextList): string {
  const files = list.problems.flatMap((p) => (p.code === 'no-kubeconfig' ? p.files : []))
  return files.length === 0
    ? 'Aviary reads KUBECONFIG or ~/.kube/config.'
    : `Aviary looked at ${files.join(', ')}.`
}

/** Offered, never done: nothing is contacted before the user says so. */
function LastPicked({ contexts, picking }: { contexts: readonly ContextState[]; picking: Picking }) {
  const names = offeredAgain(contexts, useSettings().settings?.lastPicked ?? [])
  if (names.length === 0) return null
  return (
    <div className="sentence">
      <span>
        Last time you worked with <strong>{names.join(', ')}</strong>.
      </span>
      <Button onClick={() => picking.pickAll(names)}>Pick {names.length === 1 ? 'it' : 'them'} again</Button>
    </div>
  )
}

function ContextTable({ contexts, picking }: { contexts: readonly ContextState[]; picking: Picking }) {
  const [filter, setFilter] = useState<ContextFilter>({ query: '', pickedOnly: false })
  const retry = useCall((name: string) => core.contexts.retry({ name }))
  const shown = shownContexts(contexts, filter)
  // Stable functions, so that a row is drawn again only when it changed.
  const toggle = useStable(picking.toggle)
  const onRetry = useStable((name: string) => void retry.run(name))
  return (
    <section aria-label="Contexts">
      <div className="filter-bar">
        <TextInput
          className="filter-box"
          aria-label="Filter contexts"
          placeholder="Filter by name, cluster, server, user"
          value={filter.query}
          onChange={(event) => setFilter({ ...filter, query: event.currentTarget.value })}
        />
        <SegmentedControl
          aria-label="Which contexts"
          data={[
            { value: 'all', label: 'All' },
            { value: 'picked', label: 'Picked' },
          ]}
          value={filter.pickedOnly ? 'picked' : 'all'}
          onChange={(value) => setFilter({ ...filter, pickedOnly: value === 'picked' })}
        />
        <span className="end">
          {shown.length < contexts.length
            ? `${shown.length} of ${plural(contexts.length, 'context')}`
            : 'Nothing is contacted before you tick it.'}
        </span>
      </div>
      {retry.failure !== null && <FailureNotice failure={retry.failure} />}
      <table className="av lines contexts" aria-label="Contexts">
        <colgroup>
          <col className="tick" />
          <col style={{ width: '20%' }} />
          <col style={{ width: '18%' }} />
          <col style={{ width: '9%' }} />
          <col />
          <col className="status" />
          <col className="version" />
          <col className="version" />
          <col style={{ width: '15%' }} />
        </colgroup>
        <thead>
          <tr>
            <th>
              <span className="visually-hidden">Picked</span>
            </th>
            <th>Context</th>
            <th>Cluster, server</th>
            <th>Namespace</th>
            <th>User</th>
            <th>Status</th>
            <th>Kubernetes</th>
            <th>Istio</th>
            <th>Prometheus</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((c) => (
            <ContextRow
              key={c.name}
              context={c}
              picked={picking.isPicked(c)}
              onToggle={toggle}
              onRetry={onRetry}
            />
          ))}
        </tbody>
      </table>
      {shown.length === 0 && (
        <Empty title={filter.pickedOnly ? 'No picked context' : 'No context of that name'}>
          {filter.pickedOnly ? 'Tick one under All.' : 'Clear the filter to see all of them.'}
        </Empty>
      )}
    </section>
  )
}

function useStable(action: (name: string) => void): (name: string) => void {
  const newest = useRef(action)
  newest.current = action
  return useCallback((name) => newest.current(name), [])
}
