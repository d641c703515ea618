import { Button, Modal, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { Confirmation } from '../bridge/dialog-store.ts'
import { useCall } from '../bridge/use-call.ts'
import { FailureNotice } from '../ui/failure-notice.tsx'

/** Asks before a change; in a protected context the context's name must be typed. */
export function ConfirmDialog({ ask, onClose }: { ask: Confirmation; onClose: () => void }) {
  const [typed, setTyped] = useState('')
  const action = useCall(async () => {
    await ask.run(ask.protected ? typed : undefined)
    onClose()
  })
  const ready = !ask.protected || typed === ask.context
  return (
    <Modal opened onClose={onClose} title={ask.title} size={440}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault()
          if (ready) void action.run()
        }}
      >
        <p>{ask.sentence}</p>
        {ask.protected && (
          <TextInput
            data-autofocus
            label={`${ask.context} is protected. Type its name to go on`}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            autoComplete="off"
            spellCheck={false}
          />
        )}
        {action.failure !== null && <FailureNotice failure={action.failure} />}
        <div className="dialog-foot">
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            disabled={!ready}
            loading={action.pending}
            data-danger={ask.destructive || undefined}
          >
            {ask.verb}
          </Button>
        </div>
      </form>
    </Modal>
  )
}
