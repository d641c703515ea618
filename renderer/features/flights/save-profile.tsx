import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { FlightPlanInput } from '#shared/model/flight.ts'
import { core } from '../../bridge/client.ts'
import { useCall } from '../../bridge/use-call.ts'
import { FailureNotice } from '../../ui/failure-notice.tsx'

interface Props {
  label: string
  /** Null while something is wrong with it. */
  plan: FlightPlanInput | null
  /** Proposed until another is typed. */
  named?: string
  /** Names that there are already. */
  taken?: readonly string[]
  onSaved: (name: string) => void
}

/** Keeps a plan under a name; one that is there already is replaced. */
export function SaveProfile({ label, plan, named = '', taken = [], onSaved }: Props) {
  const [name, setName] = useState(named)
  const save = useCall(async () => {
    if (plan === null) return
    const { confirmed: _, ...kept } = plan
    await core.flights.profiles.save({ name, plan: kept })
    onSaved(name.trim())
    setName('')
  })
  return (
    <>
      <div className="row" style={{ alignItems: 'flex-end' }}>
        <TextInput
          style={{ flex: 1 }}
          label={label}
          placeholder="Name"
          maxLength={80}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return
            // The form around must not be sent by it.
            event.preventDefault()
            if (name.trim() !== '') void save.run()
          }}
        />
        <Button
          disabled={name.trim() === '' || plan === null}
          loading={save.pending}
          onClick={() => void save.run()}
        >
          {taken.includes(name.trim()) ? 'Replace' : 'Save'}
        </Button>
      </div>
      {plan === null && <p className="dim">Something in the form is not right yet.</p>}
      {save.failure !== null && <FailureNotice failure={save.failure} />}
    </>
  )
}
