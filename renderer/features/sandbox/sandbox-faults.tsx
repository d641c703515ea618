import { Select, Switch } from '@mantine/core'
import { useState } from 'react'
import type { SandboxState } from '#shared/contract/sandbox.ts'
import { type Fault, faultNames, faultWords } from '#shared/model/faults.ts'
import { core } from '../../bridge/client.ts'
import { useCall } from '../../bridge/use-call.ts'
import { FailureNotice } from '../../ui/failure-notice.tsx'

/** One switch for each thing that can go wrong in one of the clusters. */
export function SandboxFaults({ state }: { state: SandboxState }) {
  const contexts = state.info?.clusters.map((one) => one.context) ?? []
  const [chosen, setChosen] = useState<string | null>(null)
  const context = chosen !== null && contexts.includes(chosen) ? chosen : (contexts[0] ?? '')
  const change = useCall((fault: Fault, on: boolean) => core.sandbox.fault({ context, fault, on }))
  const isOn = (fault: Fault) => state.faults.some((one) => one.context === context && one.fault === fault)
  return (
    <details className="sandbox-faults">
      <summary>Break something{state.faults.length > 0 && ` (${state.faults.length} broken)`}</summary>
      <div className="stack">
        {change.failure !== null && <FailureNotice failure={change.failure} />}
        {contexts.length > 1 && (
          <Select
            aria-label="Cluster to break"
            w={160}
            data={contexts}
            value={context}
            allowDeselect={false}
            onChange={setChosen}
          />
        )}
        <div className="sandbox-switches">
          {faultNames.map((fault) => (
            <Switch
              key={fault}
              size="xs"
              label={faultWords[fault]}
              checked={isOn(fault)}
              disabled={change.pending}
              onChange={(event) => void change.run(fault, event.currentTarget.checked)}
            />
          ))}
        </div>
      </div>
    </details>
  )
}
