import { Button, Menu } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import type { FlightRun } from '#shared/model/flight.ts'
import { openDialog } from '../../bridge/dialog-store.ts'
import { flyFroms, fromNames } from './hand-over-form.ts'

/** Opens the form with the plan of a flight, to be flown from here or handed over to the cluster. */
export function FlyAgainMenu({ run }: { run: FlightRun }) {
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button rightSection={<IconChevronDown size={13} aria-hidden="true" />}>Fly again</Button>
      </Menu.Target>
      <Menu.Dropdown>
        {flyFroms.map((from) => (
          <Menu.Item key={from} onClick={() => openDialog({ kind: 'flight', plan: run.plan, from })}>
            {fromNames[from]}…
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
