import { Button } from '@mantine/core'
import type { SandboxState } from '#shared/contract/sandbox.ts'
import { core } from '../../bridge/client.ts'
import { useCall } from '../../bridge/use-call.ts'
import { useContextColour } from '../../bridge/use-context-colour.ts'
import { ContextName } from '../../ui/context-name.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { FailureNotice } from '../../ui/failure-notice.tsx'
import { SandboxFaults } from './sandbox-faults.tsx'

interface Props {
  state: SandboxState
  onStop: () => void
}

/** Where it answers, each address with a copy button. */
export function SandboxRunning({ state, onStop }: Props) {
  const colour = useContextColour()
  const apply = useCall(() => core.sandbox.applyBookinfo())
  const info = state.info
  return (
    <div className="stack sandbox-running">
      {apply.failure !== null && <FailureNotice failure={apply.failure} onRetry={() => void apply.run()} />}
      {info !== null && (
        <ul className="sandbox-clusters" aria-label="Sandbox clusters">
          {info.clusters.map((c) => (
            <li key={c.context}>
              <ContextName name={c.context} colour={colour(c.context)} />
              <Address url={c.server} label="API server" of={c.context} />
              <Address url={c.prometheus} label="Prometheus" of={c.context} />
              <Address url={c.ingress} label="Ingress" of={c.context} />
            </li>
          ))}
        </ul>
      )}
      <div className="row-wide">
        {info !== null && (
          <span className="row sandbox-path">
            <code className="truncate" title={info.kubeconfig}>
              export KUBECONFIG={info.kubeconfig}
            </code>
            <CopyButton text={`export KUBECONFIG='${info.kubeconfig}'`} what="kubeconfig export" />
          </span>
        )}
        <span className="row">
          {state.bookinfo ? (
            <span className="second">Bookinfo is applied</span>
          ) : (
            <Button loading={apply.pending} onClick={() => void apply.run()}>
              Apply Bookinfo
            </Button>
          )}
          <Button data-danger onClick={onStop}>
            Stop…
          </Button>
        </span>
      </div>
      <SandboxFaults state={state} />
    </div>
  )
}

function Address({ url, label, of }: { url: string; label: string; of: string }) {
  return (
    <span className="row">
      <span className="dim">{label}</span>
      <code className="truncate">{url}</code>
      <CopyButton text={url} what={`${label} of ${of}`} />
    </span>
  )
}
