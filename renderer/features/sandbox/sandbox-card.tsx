import { Button, Checkbox, Loader, NumberInput } from '@mantine/core'
import { useState } from 'react'
import type { SandboxState } from '#shared/contract/sandbox.ts'
import { core } from '../../bridge/client.ts'
import { openDialog } from '../../bridge/dialog-store.ts'
import { useContexts, useSandbox } from '../../bridge/streams.ts'
import { useCall } from '../../bridge/use-call.ts'
import { FailureNotice } from '../../ui/failure-notice.tsx'
import { plural } from '../../ui/format.ts'
import { Panel, StatusPill } from '../../ui/parts.tsx'
import { SandboxRunning } from './sandbox-running.tsx'
import './sandbox.css'

/** Starts, shows and stops the embedded clusters. */
export function SandboxCard() {
  const stream = useSandbox()
  const [clusters, setClusters] = useState(2)
  const [bookinfo, setBookinfo] = useState(false)
  const start = useCall(() => core.sandbox.start({ clusters, bookinfo }))
  const stop = useCall(() => core.sandbox.stop())
  const state = stream.data
  // Where there is nothing else to do, this is the page's one main action.
  const alone = useContexts().data?.contexts.length === 0
  // The stream tells of a failed start too; the call's own answer would only say it twice.
  const failure = state?.failure ?? stop.failure ?? (state?.status === 'failed' ? null : start.failure)
  return (
    <Panel title="Sandbox" hint={hint(state)} right={<Status state={state} />}>
      {stream.failure !== null && <FailureNotice failure={stream.failure} onRetry={stream.retry} />}
      {failure !== null && <FailureNotice failure={failure} onRetry={() => void start.run()} />}
      {(state?.status === 'stopped' || state?.status === 'failed') && (
        <div className="sandbox-start">
          <p className="second">
            Simulated clusters with a mesh and Prometheus on this laptop. kubectl works with them; nothing has
            to be installed and nothing leaves the machine.
          </p>
          <NumberInput
            aria-label="Clusters"
            w={112}
            min={1}
            max={8}
            allowDecimal={false}
            clampBehavior="strict"
            suffix={clusters === 1 ? ' cluster' : ' clusters'}
            value={clusters}
            onChange={(value) => setClusters(typeof value === 'number' && value >= 1 ? value : 1)}
          />
          <Checkbox
            label="with Bookinfo"
            checked={bookinfo}
            onChange={(event) => setBookinfo(event.currentTarget.checked)}
          />
          <Button
            variant={alone ? 'filled' : 'default'}
            loading={start.pending}
            onClick={() => void start.run()}
          >
            Start the sandbox
          </Button>
        </div>
      )}
      {state?.status === 'starting' && (
        <div className="sandbox-start">
          <p className="row second" role="status">
            <Loader size={13} color="gray" />
            Starting {plural(clusters, 'cluster')}: API servers, mesh and Prometheus.
          </p>
          <Button loading={stop.pending} onClick={() => void stop.run()}>
            Cancel
          </Button>
        </div>
      )}
      {state?.status === 'running' && <SandboxRunning state={state} onStop={askToStop} />}
    </Panel>
  )
}

function hint(state: SandboxState | null): string | undefined {
  const count = state?.info?.clusters.length
  return state?.status === 'running' && count !== undefined ? plural(count, 'cluster') : undefined
}

function Status({ state }: { state: SandboxState | null }) {
  switch (state?.status) {
    case 'running':
      return <StatusPill tone="healthy">running</StatusPill>
    case 'failed':
      return <StatusPill tone="failing">failed</StatusPill>
    case 'starting':
      return <StatusPill tone="neutral">starting</StatusPill>
    case 'stopped':
    case undefined:
      return null
  }
}

function askToStop(): void {
  openDialog({
    kind: 'confirm',
    ask: {
      title: 'Stop the sandbox',
      sentence: 'Its clusters and everything that runs in them are gone; flights and canaries there end.',
      verb: 'Stop sandbox',
      destructive: true,
      context: 'sandbox',
      protected: false,
      run: () => core.sandbox.stop(),
    },
  })
}
