import { Button } from '@mantine/core'
import { go } from '../../bridge/route.ts'
import { useContexts, usePickedContexts } from '../../bridge/streams.ts'
import { FailureNotice } from '../../ui/failure-notice.tsx'
import { plural } from '../../ui/format.ts'
import { Loading } from '../../ui/loading.tsx'
import { PageHead } from '../../ui/page-head.tsx'
import { Empty } from '../../ui/parts.tsx'
import './mesh.css'
import { MeshPanel } from './mesh-panel.tsx'

/** Istio, its gateways and Prometheus, for each picked context. */
export function MeshPage() {
  const stream = useContexts()
  const picked = usePickedContexts()
  return (
    <>
      <PageHead
        title="Mesh"
        beside={
          picked.length > 0 && <span className="second">{plural(picked.length, 'picked context')}</span>
        }
      />
      <div className="page-body stack">
        {stream.failure !== null && <FailureNotice failure={stream.failure} onRetry={stream.retry} />}
        {stream.data === null && stream.failure === null && <Loading>Reading the contexts.</Loading>}
        {stream.data !== null && picked.length === 0 && (
          <Empty
            title="No context is picked"
            actions={<Button onClick={() => go({ page: 'contexts' })}>Pick contexts</Button>}
          >
            Pick one or more contexts of your kubeconfig, or start the sandbox, to see their mesh here.
          </Empty>
        )}
        <div className="mesh-panels">
          {picked.map((context) => (
            <MeshPanel key={context.name} context={context} />
          ))}
        </div>
      </div>
    </>
  )
}
