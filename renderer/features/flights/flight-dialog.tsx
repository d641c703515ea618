import { Button, Checkbox, Modal, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { FlightPlanInput } from '#shared/model/flight.ts'
import { FailureNotice } from '../../ui/failure-notice.tsx'
import './flights.css'
import { AdvancedSection } from './advanced-section.tsx'
import { AdvancedSections } from './advanced-sections.tsx'
import { HandOverFields } from './hand-over-fields.tsx'
import { type HandOverForm, handOverSummary } from './hand-over-form.ts'
import { LoadFields } from './load-fields.tsx'
import { ProfileMenu } from './profile-menu.tsx'
import { RequestFields } from './request-fields.tsx'
import { RuleFields } from './rule-fields.tsx'
import { TargetFields } from './target-fields.tsx'
import { useFlightForm } from './use-flight-form.ts'

interface Props {
  plan: Partial<FlightPlanInput>
  /** Where it flies from at first. */
  from: HandOverForm['from']
  onClose: () => void
}

/** The test flight's form; Send starts it and shows its page. */
export function FlightDialog({ plan: first, from, onClose }: Props) {
  const { form, errors, edit, fill, plan, send, where, editWhere, handOver, whereProblem, guard } =
    useFlightForm(first, from, onClose)
  const fields = { form, errors, edit }
  const [choosing, setChoosing] = useState(false)
  return (
    // Escape closes the profiles first; what was typed must not go with them.
    <Modal opened onClose={onClose} closeOnEscape={!choosing} title="Test flight" size={720} yOffset="4vh">
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void send.run()
        }}
      >
        <div className="stack">
          <div className="form-grid">
            <TargetFields {...fields} />
          </div>
          <div className="form-grid">
            <RequestFields {...fields} />
          </div>
          <div className="form-grid">
            <LoadFields {...fields} />
          </div>
          <RuleFields {...fields} />
        </div>
        <AdvancedSections {...fields}>
          <AdvancedSection
            title="Flies from"
            summary={handOverSummary(where)}
            problem={whereProblem}
            startsOpen={from !== 'laptop'}
          >
            <HandOverFields
              form={form}
              where={where}
              problem={whereProblem}
              handOver={handOver}
              edit={editWhere}
            />
          </AdvancedSection>
        </AdvancedSections>
        <div className="flight-foot">
          {guard !== undefined && (
            <TextInput
              label={`${guard.context} is protected. Type its name to send load there`}
              placeholder={guard.context}
              value={guard.typed}
              autoComplete="off"
              spellCheck={false}
              onChange={(event) => guard.setTyped(event.currentTarget.value)}
            />
          )}
          {send.failure !== null && <FailureNotice failure={send.failure} />}
          {send.failure?.code === 'target-not-allowed' && (
            <Checkbox
              label="I may send load there. Aviary keeps this answer for this host"
              checked={form.confirmed}
              onChange={(event) => edit({ confirmed: event.currentTarget.checked })}
            />
          )}
          <div className="row">
            <ProfileMenu plan={plan} onChoose={fill} open={choosing} setOpen={setChoosing} />
            <span className="foot-space" />
            <Button onClick={onClose}>Cancel</Button>
            <Button
              type="submit"
              variant="filled"
              loading={send.pending}
              disabled={guard !== undefined && guard.typed !== guard.context}
            >
              Send
            </Button>
          </div>
        </div>
      </form>
    </Modal>
  )
}
