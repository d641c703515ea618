import { Popover } from '@mantine/core'
import type { Failure } from '#shared/model/failure.ts'
import { FailureNotice } from '../../ui/failure-notice.tsx'

interface Props {
  call: { readonly failure: Failure | null; readonly clear: () => void }
}

/** What went wrong with the last action, under its buttons, until it is dismissed. */
export function ActionFailure({ call }: Props) {
  return (
    <Popover
      opened={call.failure !== null}
      onDismiss={call.clear}
      position="bottom-end"
      width={420}
      withRoles={false}
    >
      <Popover.Target>
        <span />
      </Popover.Target>
      <Popover.Dropdown>{call.failure !== null && <FailureNotice failure={call.failure} />}</Popover.Dropdown>
    </Popover>
  )
}
