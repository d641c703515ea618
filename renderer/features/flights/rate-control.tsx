import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { FlightRun } from '#shared/model/flight.ts'
import { core } from '../../bridge/client.ts'
import { useCall } from '../../bridge/use-call.ts'
import { FailureNotice } from '../../ui/failure-notice.tsx'
import { formatNumber } from '../../ui/format.ts'
import { Panel } from '../../ui/parts.tsx'
import { askedNow } from './flight-facts.ts'
import { rateOf } from './form-values.ts'

/** Another rate for an open flight in the air. */
export function RateControl({ run }: { run: FlightRun }) {
  const asked = askedNow(run)
  const [text, setText] = useState<string | null>(null)
  const value = text ?? formatNumber(asked)
  const rate = rateOf(value)
  const change = useCall(async () => {
    if (rate === null) return
    await core.flights.setRate({ id: run.id, rate })
    setText(null)
  })
  return (
    <Panel title="Change rate" hint="req/s, from now on">
      <form
        className="row"
        style={{ alignItems: 'flex-start' }}
        onSubmit={(event) => {
          event.preventDefault()
          void change.run()
        }}
      >
        <TextInput
          aria-label="Rate, req/s"
          style={{ flex: 1 }}
          value={value}
          error={rate === null ? 'More than 0, at most 1,000,000' : undefined}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Button type="submit" disabled={text === null || rate === null} loading={change.pending}>
          Change
        </Button>
      </form>
      {change.failure !== null && <FailureNotice failure={change.failure} />}
    </Panel>
  )
}
