import { useState } from 'react'
import type { FlightPlanInput } from '#shared/model/flight.ts'
import { core } from '../../bridge/client.ts'
import { go } from '../../bridge/route.ts'
import { usePickedContexts } from '../../bridge/streams.ts'
import { useCall } from '../../bridge/use-call.ts'
import { useSettings } from '../../bridge/use-settings.ts'
import { type FlightForm, formFromPlan } from './flight-form.ts'
import {
  contextOfHandOver,
  fromLaptop,
  type HandOverForm,
  handOverFrom,
  handOverProblem,
  unfitThere,
} from './hand-over-form.ts'
import { capErrors, type FieldErrors, formErrors, planFromForm } from './plan-form.ts'

type Edit = (part: Partial<FlightForm>) => void

/** What every group of fields gets. */
export interface FieldsProps {
  form: FlightForm
  /** Of the fields that the user has touched, or of all once Send was pressed. */
  errors: FieldErrors
  edit: Edit
}

export function useFlightForm(
  first: Partial<FlightPlanInput>,
  from: HandOverForm['from'],
  onClose: () => void,
) {
  const [form, setForm] = useState(() => formFromPlan(first))
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set())
  const [tried, setTried] = useState(false)
  const [typed, setTyped] = useState('')
  const [where, setWhere] = useState<HandOverForm>({ ...fromLaptop, from })
  const contexts = usePickedContexts()
  const { settings } = useSettings()
  const target =
    where.from === 'laptop' ? (form.kind === 'url' ? '' : form.context) : contextOfHandOver(form, where)
  const guarded = contexts.some((context) => context.name === target && context.protected)
  const plan = planFromForm(form)
  const problem = handOverProblem(form, where)
  const handOver = plan === null || problem !== undefined ? null : handOverFrom(plan, form, where)
  const all = { ...capErrors(form, target, settings?.contexts[target]?.rateCap), ...formErrors(form) }
  const errors: FieldErrors = tried
    ? all
    : Object.fromEntries(Object.entries(all).filter(([field]) => isTouched(field, touched)))
  const edit: Edit = (part) => {
    setForm((known) => ({ ...known, ...part }))
    setTouched((known) => new Set([...known, ...Object.keys(part)]))
  }
  const fill = (profile: Partial<FlightPlanInput>) => {
    setForm(formFromPlan(profile))
    setTried(true)
  }
  const send = useCall(async () => {
    setTried(true)
    if (plan === null || problem !== undefined) return
    const confirm = guarded ? { confirm: typed } : {}
    const run = await (handOver === null
      ? core.flights.start({ ...plan, ...confirm })
      : core.handOver.start({ ...handOver, ...confirm }))
    onClose()
    go({ page: 'flight', id: run.id })
  })
  return {
    ...{ form, errors, edit, fill, plan, send },
    where,
    editWhere: (part: Partial<HandOverForm>) => setWhere((known) => ({ ...known, ...part })),
    handOver,
    /** Of where it flies from; what is not chosen yet is told once Send was pressed. */
    whereProblem: tried ? problem : unfitThere(form, where),
    /** The context whose name must be typed; undefined where none is. */
    guard: guarded ? { context: target, typed, setTyped } : undefined,
  }
}

/** Fields that are told together are touched together. */
const together: Readonly<Record<string, readonly (keyof FlightForm)[]>> = {
  grpc: ['grpcMethod', 'grpcMessage'],
  rate: ['rate', 'max', 'stages'],
  tls: ['ca', 'cert', 'key', 'servername', 'insecure'],
}

const isTouched = (field: string, touched: ReadonlySet<string>) =>
  (together[field] ?? [field]).some((one) => touched.has(one))
