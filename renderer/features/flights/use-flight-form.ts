import { useState } from 'react'
import type { FlightPlanInput } from '#shared/model/flight.ts'
import { core } from '../../bridge/client.ts'
import { go } from '../../bridge/route.ts'
import { usePickedContexts } from '../../bridge/streams.ts'
import { useCall } from '../../bridge/use-call.ts'
import { type FlightForm, formFromPlan } from './flight-form.ts'
import { type FieldErrors, formErrors, planFromForm } from './plan-form.ts'

type Edit = (part: Partial<FlightForm>) => void

/** What every group of fields gets. */
export interface FieldsProps {
  form: FlightForm
  /** Of the fields that the user has touched, or of all once Send was pressed. */
  errors: FieldErrors
  edit: Edit
}

export function useFlightForm(plan: Partial<FlightPlanInput>, onClose: () => void) {
  const [form, setForm] = useState(() => formFromPlan(plan))
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set())
  const [tried, setTried] = useState(false)
  const [typed, setTyped] = useState('')
  const contexts = usePickedContexts()
  const guarded =
    form.kind !== 'url' && contexts.some((context) => context.name === form.context && context.protected)
  const all = formErrors(form)
  const errors: FieldErrors = tried
    ? all
    : Object.fromEntries(Object.entries(all).filter(([field]) => isTouched(field, touched)))
  const edit: Edit = (part) => {
    setForm((known) => ({ ...known, ...part }))
    setTouched((known) => new Set([...known, ...Object.keys(part)]))
  }
  const fill = (from: Partial<FlightPlanInput>) => {
    setForm(formFromPlan(from))
    setTried(true)
  }
  const send = useCall(async () => {
    setTried(true)
    const ready = planFromForm(form)
    if (ready === null) return
    const run = await core.flights.start(guarded ? { ...ready, confirm: typed } : ready)
    onClose()
    go({ page: 'flight', id: run.id })
  })
  return { form, errors, edit, fill, send, guarded, typed, setTyped }
}

/** Fields that are told together are touched together. */
const together: Readonly<Record<string, readonly (keyof FlightForm)[]>> = {
  grpc: ['grpcMethod', 'grpcMessage'],
  tls: ['ca', 'cert', 'key', 'servername', 'insecure'],
}

const isTouched = (field: string, touched: ReadonlySet<string>) =>
  (together[field] ?? [field]).some((one) => touched.has(one))
