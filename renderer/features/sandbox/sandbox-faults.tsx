import { Button, Select, Switch } from '@mantine/core'
import { useState } from 'react'
import type { SandboxState } from '#shared/contract/sandbox.ts'
import { type Fault, faultNames, faultWords } from '#shared/model/faults.ts'
import { core } from '../../bridge/client.ts'
import { useCall } from '../../bridge/use-call.ts'
import { FailureNotice } from '../../ui/failure-notice.tsx'
import { StatusPill } from '../../ui/parts.tsx'

/** By what they break, in the order in which they are shown. */
const groupOf = (fault: Fault) =>
  fault.startsWith('api-')
    ? 'API server'
    : fault.startsWith('prometheus-')
      ? 'Prometheus'
      : 'Nodes and istiod'
const groups = [...new Set(faultNames.map(groupOf))]

/** What is broken now, and one switch for each thing that can go wrong in one of the clusters. */
export function SandboxFaults({ state }: { state: SandboxState }) {
  const contexts = state.info?.clusters.map((one) => one.context) ?? []
  const [chosen, setChosen] = useState<string | null>(null)
  const context = chosen !== null && contexts.includes(chosen) ? chosen : (contexts[0] ?? '')
  const change = useCall((fault: Fault, on: boolean) => core.sandbox.fault({ context, fault, on }))
  const mend = useCall(async () => {
    for (const fault of state.faults) await core.sandbox.fault({ ...fault, on: false })
  })
  const isOn = (fault: Fault) => state.faults.some((one) => one.context === context && one.fault === fault)
  return (
    <details className="sandbox-faults">
      <summary>
        Break something
        {state.faults.map(({ context: of, fault }) => (
          <StatusPill key={`${of} ${fault}`} tone="failing">
            {contexts.length > 1 ? `${of}: ` : ''}
            {faultWords[fault]}
          </StatusPill>
        ))}
      </summary>
      <div className="stack">
        {change.failure !== null && <FailureNotice failure={change.failure} />}
        {mend.failure !== null && <FailureNotice failure={mend.failure} onRetry={() => void mend.run()} />}
        <div className="row">
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
          {state.faults.length > 0 && (
            <Button loading={mend.pending} onClick={() => void mend.run()}>
              Mend everything
            </Button>
          )}
        </div>
        <div className="sandbox-switches">
          {groups.map((group) => (
            <fieldset key={group}>
              <legend className="dim">{group}</legend>
              {faultNames
                .filter((fault) => groupOf(fault) === group)
                .map((fault) => (
                  <Switch
                    key={fault}
                    size="xs"
                    label={faultWords[fault]}
                    checked={isOn(fault)}
                    disabled={change.pending || mend.pending}
                    onChange={(event) => void change.run(fault, event.currentTarget.checked)}
                  />
                ))}
            </fieldset>
          ))}
        </div>
      </div>
    </details>
  )
}
