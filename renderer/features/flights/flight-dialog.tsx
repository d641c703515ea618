import { Button, Checkbox, Modal, SegmentedControl, Select, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { FlightPlanInput } from '#shared/model/flight.ts'
import { core } from '../../bridge/client.ts'
import { go } from '../../bridge/route.ts'
import { usePickedContexts } from '../../bridge/streams.ts'
import { useCall } from '../../bridge/use-call.ts'
import { FailureNotice } from '../../ui/failure-notice.tsx'
import { HeaderRows } from './header-rows.tsx'
import {
  type FieldErrors,
  type FlightForm,
  formErrors,
  formFromPlan,
  methods,
  planFromForm,
} from './plan-form.ts'
import { ProfileFields } from './profile-fields.tsx'
import { ServiceFields } from './service-fields.tsx'

interface Props {
  plan: Partial<FlightPlanInput>
  onClose: () => void
}

type Edit = (part: Partial<FlightForm>) => void
export interface FieldsProps {
  form: FlightForm
  /** Of the fields that the user has touched, or of all once Send was pressed. */
  errors: FieldErrors
  edit: Edit
}

/** The test flight's form; Send starts it and shows its page. */
export function FlightDialog({ plan, onClose }: Props) {
  const { form, errors, edit, send, guarded, typed, setTyped } = useFlightForm(plan, onClose)
  return (
    <Modal opened onClose={onClose} title="Test flight" size={660}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void send.run()
        }}
      >
        <div className="form-grid">
          <ProfileFields plan={planFromForm(form)} onChoose={(profile) => edit(formFromPlan(profile.plan))} />
          <div style={{ gridColumn: 'span 12' }}>
            <SegmentedControl
              aria-label="Kind of target"
              data={[
                { value: 'service', label: 'Service in a context' },
                { value: 'url', label: 'URL' },
              ]}
              value={form.kind}
              onChange={(kind) => edit({ kind: kind === 'url' ? 'url' : 'service' })}
            />
          </div>
          <TargetFields form={form} errors={errors} edit={edit} />
          <HeaderRows form={form} errors={errors} edit={edit} />
          <LoadFields form={form} errors={errors} edit={edit} />
        </div>
        {guarded && (
          <TextInput
            mt={12}
            label={`${form.context} is protected. Type its name to send load there`}
            value={typed}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
        )}
        {send.failure !== null && (
          <div style={{ marginTop: 12 }} className="stack">
            <FailureNotice failure={send.failure} />
            {send.failure.code === 'target-not-allowed' && (
              <Checkbox
                label="I may send load there"
                checked={form.confirmed}
                onChange={(event) => edit({ confirmed: event.currentTarget.checked })}
              />
            )}
          </div>
        )}
        <div className="dialog-foot">
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            variant="filled"
            loading={send.pending}
            disabled={guarded && typed !== form.context}
          >
            Send
          </Button>
        </div>
      </form>
    </Modal>
  )
}

function useFlightForm(plan: Partial<FlightPlanInput>, onClose: () => void) {
  const [form, setForm] = useState(() => formFromPlan(plan))
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set())
  const [tried, setTried] = useState(false)
  const [typed, setTyped] = useState('')
  const contexts = usePickedContexts()
  const guarded =
    form.kind === 'service' && contexts.some((context) => context.name === form.context && context.protected)
  const all = formErrors(form)
  const errors: FieldErrors = tried
    ? all
    : Object.fromEntries(Object.entries(all).filter(([field]) => touched.has(field)))
  const edit: Edit = (part) => {
    setForm((known) => ({ ...known, ...part }))
    setTouched((known) => new Set([...known, ...Object.keys(part)]))
  }
  const send = useCall(async () => {
    setTried(true)
    const ready = planFromForm(form)
    if (ready === null) return
    const run = await core.flights.start(guarded ? { ...ready, confirm: typed } : ready)
    onClose()
    go({ page: 'flight', id: run.id })
  })
  return { form, errors, edit, send, guarded, typed, setTyped }
}

function TargetFields({ form, errors, edit }: FieldsProps) {
  return (
    <>
      {form.kind === 'service' ? (
        <ServiceFields form={form} errors={errors} edit={edit} />
      ) : (
        <TextInput
          data-autofocus
          style={{ gridColumn: 'span 12' }}
          label="URL"
          placeholder="http://127.0.0.1:8080/productpage"
          value={form.url}
          error={errors.url}
          onChange={(event) => edit({ url: event.currentTarget.value })}
        />
      )}
      <Select
        style={{ gridColumn: 'span 3' }}
        label="Method"
        allowDeselect={false}
        data={[...methods]}
        value={form.method}
        onChange={(method) => method !== null && edit({ method })}
      />
      {form.kind === 'service' && (
        <TextInput
          style={{ gridColumn: 'span 9' }}
          label="Path"
          value={form.path}
          error={errors.path}
          onChange={(event) => edit({ path: event.currentTarget.value })}
        />
      )}
      {!['GET', 'HEAD'].includes(form.method) && (
        <Textarea
          style={{ gridColumn: 'span 12' }}
          label="Body"
          autosize
          minRows={2}
          maxRows={8}
          value={form.body}
          onChange={(event) => edit({ body: event.currentTarget.value })}
        />
      )}
    </>
  )
}

function LoadFields({ form, errors, edit }: FieldsProps) {
  return (
    <>
      <div style={{ gridColumn: 'span 4' }}>
        <TextInput
          label="Rate, req/s"
          value={form.max ? '' : form.rate}
          disabled={form.max}
          error={errors.rate}
          onChange={(event) => edit({ rate: event.currentTarget.value })}
        />
        <Checkbox
          mt={6}
          label="As fast as it goes"
          checked={form.max}
          onChange={(event) => edit({ max: event.currentTarget.checked })}
        />
      </div>
      <TextInput
        style={{ gridColumn: 'span 4' }}
        label="Connections, at most"
        value={form.connections}
        error={errors.connections}
        onChange={(event) => edit({ connections: event.currentTarget.value })}
      />
      <div style={{ gridColumn: 'span 4' }}>
        <TextInput
          label="Duration"
          value={form.continuous ? '' : form.duration}
          placeholder={form.continuous ? 'until stopped' : ''}
          disabled={form.continuous}
          error={errors.duration}
          onChange={(event) => edit({ duration: event.currentTarget.value })}
        />
        <Checkbox
          mt={6}
          label="Continuous"
          checked={form.continuous}
          onChange={(event) => edit({ continuous: event.currentTarget.checked })}
        />
      </div>
      <Textarea
        style={{ gridColumn: 'span 12' }}
        label="Rules"
        description="One a line; the flight tells which hold."
        placeholder="p99<250ms"
        autosize
        minRows={2}
        maxRows={6}
        styles={{ input: { fontFamily: 'var(--av-mono)', fontSize: 12 } }}
        value={form.rules}
        error={errors.rules}
        onChange={(event) => edit({ rules: event.currentTarget.value })}
      />
    </>
  )
}
