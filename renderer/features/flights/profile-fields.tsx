import { ActionIcon, Button, Select, TextInput } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import type { FlightPlanInput, FlightProfile } from '#shared/model/flight.ts'
import { core } from '../../bridge/client.ts'
import { useCall } from '../../bridge/use-call.ts'
import { useQuery } from '../../bridge/use-query.ts'
import { FailureNotice } from '../../ui/failure-notice.tsx'

interface Props {
  /** Null while something is wrong with the form. */
  plan: FlightPlanInput | null
  onChoose: (profile: FlightProfile) => void
}

/** Plans saved by name: one fills the form, and the form as it stands is saved as one. */
export function ProfileFields({ plan, onChoose }: Props) {
  const listed = useQuery('flight profiles', (signal) => core.flights.profiles.list(undefined, { signal }))
  const [chosen, setChosen] = useState<string | null>(null)
  const [name, setName] = useState('')
  const save = useCall(async () => {
    if (plan === null) return
    const { confirmed: _, ...kept } = plan
    await core.flights.profiles.save({ name, plan: kept })
    setChosen(name.trim())
    setName('')
    listed.retry()
  })
  const remove = useCall(async (old: string) => {
    await core.flights.profiles.delete({ name: old })
    setChosen(null)
    listed.retry()
  })
  const profiles = listed.data ?? []
  return (
    <>
      <div className="row" style={{ gridColumn: 'span 6', alignItems: 'flex-end' }}>
        <Select
          style={{ flex: 1 }}
          label="Profile"
          placeholder={profiles.length === 0 ? 'None saved yet' : 'Choose one'}
          searchable
          data={profiles.map((profile) => profile.name)}
          value={chosen}
          onChange={(value) => {
            setChosen(value)
            const profile = profiles.find((one) => one.name === value)
            if (profile !== undefined) onChoose(profile)
          }}
        />
        {chosen !== null && (
          <ActionIcon
            variant="subtle"
            color="gray"
            size="lg"
            aria-label={`Delete profile ${chosen}`}
            loading={remove.pending}
            onClick={() => void remove.run(chosen)}
          >
            <IconTrash size={15} />
          </ActionIcon>
        )}
      </div>
      <div className="row" style={{ gridColumn: 'span 6', alignItems: 'flex-end' }}>
        <TextInput
          style={{ flex: 1 }}
          label="Save as profile"
          placeholder="Name"
          maxLength={80}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Button
          disabled={name.trim() === '' || plan === null}
          loading={save.pending}
          onClick={() => void save.run()}
        >
          Save
        </Button>
      </div>
      {[listed.failure, save.failure, remove.failure].map(
        (failure) =>
          failure !== null && (
            <div style={{ gridColumn: 'span 12' }} key={failure.code}>
              <FailureNotice failure={failure} />
            </div>
          ),
      )}
    </>
  )
}
