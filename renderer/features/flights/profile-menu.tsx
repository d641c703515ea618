import { ActionIcon, Button, Popover } from '@mantine/core'
import { IconChevronDown, IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import type { FlightPlanInput } from '#shared/model/flight.ts'
import { core } from '../../bridge/client.ts'
import { useCall } from '../../bridge/use-call.ts'
import { useQuery } from '../../bridge/use-query.ts'
import { FailureNotice } from '../../ui/failure-notice.tsx'
import { SaveProfile } from './save-profile.tsx'

interface Props {
  /** Null while something is wrong with the form. */
  plan: FlightPlanInput | null
  onChoose: (plan: FlightPlanInput) => void
  open: boolean
  setOpen: (open: boolean) => void
}

/** Plans saved by name: one fills the form, and the form as it stands is saved as one. */
export function ProfileMenu({ plan, onChoose, open, setOpen }: Props) {
  const [chosen, setChosen] = useState<string | null>(null)
  const listed = useQuery('flight profiles', (signal) => core.flights.profiles.list(undefined, { signal }))
  const remove = useCall(async (name: string) => {
    await core.flights.profiles.delete({ name })
    if (chosen === name) setChosen(null)
    listed.retry()
  })
  const profiles = listed.data ?? []
  return (
    <Popover opened={open} onChange={setOpen} position="top-start" trapFocus returnFocus width={320}>
      <Popover.Target>
        <Button
          onClick={() => setOpen(!open)}
          rightSection={<IconChevronDown size={13} aria-hidden="true" />}
          maw={260}
        >
          {chosen === null ? 'Profiles' : `Profile: ${chosen}`}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Profiles">
        <div className="stack">
          {profiles.length === 0 && (
            <p className="second">No profile yet. One keeps a whole plan by its name.</p>
          )}
          {profiles.length > 0 && (
            <ul className="profiles">
              {profiles.map((profile) => (
                <li key={profile.name} className="row">
                  <button
                    type="button"
                    className="profile truncate"
                    onClick={() => {
                      onChoose(profile.plan)
                      setChosen(profile.name)
                      setOpen(false)
                    }}
                  >
                    {profile.name}
                  </button>
                  <ActionIcon
                    variant="subtle"
                    color="gray"
                    aria-label={`Delete profile ${profile.name}`}
                    loading={remove.pending}
                    onClick={() => void remove.run(profile.name)}
                  >
                    <IconTrash size={14} />
                  </ActionIcon>
                </li>
              ))}
            </ul>
          )}
          <SaveProfile
            label="Save this form as"
            plan={plan}
            taken={profiles.map((profile) => profile.name)}
            onSaved={(name) => {
              setChosen(name)
              listed.retry()
            }}
          />
          {[listed.failure, remove.failure].map(
            (failure) => failure !== null && <FailureNotice failure={failure} key={failure.code} />,
          )}
        </div>
      </Popover.Dropdown>
    </Popover>
  )
}
