import { Button, Popover } from '@mantine/core'
import { useState } from 'react'
import type { FlightRun } from '#shared/model/flight.ts'
import { core } from '../../bridge/client.ts'
import { useQuery } from '../../bridge/use-query.ts'
import { flightTitle } from '../../ui/flight-words.ts'
import { SaveProfile } from './save-profile.tsx'

/** Keeps the plan of a flight by a name, for the form. */
export function SaveAsProfile({ run }: { run: FlightRun }) {
  const [open, setOpen] = useState(false)
  const [saved, setSaved] = useState(false)
  const listed = useQuery('flight profiles', (signal) => core.flights.profiles.list(undefined, { signal }))
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-end" trapFocus returnFocus width={320}>
      <Popover.Target>
        <Button onClick={() => setOpen(!open)}>{saved ? 'Saved as profile' : 'Save as profile'}</Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Save as profile">
        <div className="stack">
          <SaveProfile
            label="Save its plan as"
            plan={run.plan}
            taken={listed.data?.map((profile) => profile.name)}
            named={flightTitle(run.plan)}
            onSaved={() => {
              setSaved(true)
              setOpen(false)
              listed.retry()
            }}
          />
        </div>
      </Popover.Dropdown>
    </Popover>
  )
}
