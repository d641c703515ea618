import { closeDialog, useDialog } from '../bridge/dialog-store.ts'
import { EnableDialog } from '../features/canaries/enable-dialog.tsx'
import { FlightDialog } from '../features/flights/flight-dialog.tsx'
import { SetImageDialog } from '../features/workloads/set-image-dialog.tsx'
import { ConfirmDialog } from './confirm-dialog.tsx'
import { CommandPalette } from './palette.tsx'
import { useFocusBack } from './use-focus-back.ts'

/** The one dialog that is open, whoever asked for it. */
export function Dialogs() {
  const dialog = useDialog((s) => s.dialog)
  useFocusBack()
  if (dialog === null) return null
  switch (dialog.kind) {
    case 'flight':
      return <FlightDialog plan={dialog.plan} from={dialog.from ?? 'laptop'} onClose={closeDialog} />
    case 'enable-canary':
      return <EnableDialog workload={dialog.workload} onClose={closeDialog} />
    case 'set-image':
      return <SetImageDialog workload={dialog.workload} onClose={closeDialog} />
    case 'confirm':
      return <ConfirmDialog ask={dialog.ask} onClose={closeDialog} />
    case 'palette':
      return <CommandPalette onClose={closeDialog} />
  }
}
