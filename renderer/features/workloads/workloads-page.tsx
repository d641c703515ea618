import { Button, Select, TextInput } from '@mantine/core'
import { useState } from 'react'
import { go } from '../../bridge/route.ts'
import { useScope } from '../../bridge/scope-store.ts'
import { targetAt, useFlightPrefill } from '../../bridge/selection-store.ts'
import { useContexts, usePickedContexts, useWorkloads } from '../../bridge/streams.ts'
import { FailureNotice } from '../../ui/failure-notice.tsx'
import { plural } from '../../ui/format.ts'
import { Loading } from '../../ui/loading.tsx'
import { PageHead } from '../../ui/page-head.tsx'
import { Empty } from '../../ui/parts.tsx'
import { groupWorkloads, shownWorkloads } from './workload-facts.ts'
import { WorkloadTable } from './workload-table.tsx'
import './workloads.css'

export function WorkloadsPage() {
  const stream = useWorkloads()
  const contexts = useContexts().data
  const picked = usePickedContexts()
  const namespaces = useScope((s) => s.namespaces)
  const [query, setQuery] = useState('')
  const [context, setContext] = useState('')
  const all = stream.data?.workloads ?? []
  useFlightPrefill(context === '' ? null : { target: targetAt({ context }) })
  const shown = shownWorkloads(all, { query, context, namespaces })
  const short = all.filter((w) => w.replicas.ready < w.replicas.desired).length
  return (
    <>
      <PageHead
        title="Workloads"
        beside={
          stream.data !== null && (
            <span className="second">
              {plural(all.length, 'deployment')}
              {short > 0 && `, ${short} not ready`}
            </span>
          )
        }
      />
      <div className="page-body stack">
        {stream.failure !== null && <FailureNotice failure={stream.failure} onRetry={stream.retry} />}
        {stream.data?.problems.map((p) => (
          <FailureNotice
            key={`${p.context} ${p.failure.code}`}
            partial
            about={p.context}
            failure={p.failure}
            onRetry={stream.retry}
          />
        ))}
        {stream.data === null && stream.failure === null && picked.length > 0 && (
          <Loading>Reading the deployments of the picked contexts.</Loading>
        )}
        {all.length > 0 && (
          <div>
            <div className="filter-bar">
              <TextInput
                className="filter-box"
                aria-label="Filter workloads"
                placeholder="Filter by name, image, app, service"
                value={query}
                onChange={(event) => setQuery(event.currentTarget.value)}
              />
              <Select
                aria-label="Context"
                placeholder="All contexts"
                clearable
                w={180}
                data={picked.map((c) => c.name)}
                value={context || null}
                onChange={(value) => setContext(value ?? '')}
              />
              {shown.length < all.length && (
                <span className="end">
                  {shown.length} of {plural(all.length, 'deployment')}
                </span>
              )}
            </div>
            {shown.length > 0 ? (
              <WorkloadTable groups={groupWorkloads(shown)} />
            ) : (
              <Empty title="No deployment fits">
                Clear the filter, or pick other namespaces in the bar above.
              </Empty>
            )}
          </div>
        )}
        {all.length === 0 && contexts !== null && (
          <NoWorkloads picked={picked.length > 0} known={stream.data !== null} />
        )}
      </div>
    </>
  )
}

function NoWorkloads({ picked, known }: { picked: boolean; known: boolean }) {
  const pick = <Button onClick={() => go({ page: 'contexts' })}>Pick contexts</Button>
  if (!picked)
    return (
      <Empty title="No context is picked" actions={pick}>
        Pick one or more contexts of your kubeconfig, or start the sandbox, to see their deployments here.
      </Empty>
    )
  if (!known) return null
  return (
    <Empty title="No deployment yet" actions={pick}>
      The picked contexts have none that you may see. Deploy something with kubectl apply; it shows here at
      once. The sandbox has Bookinfo at the press of a button.
    </Empty>
  )
}
