/** The enable form's fields to what the contract asks, or to what is wrong with them. */
import type { EnableCanary } from '#shared/model/canary.ts'

export interface EnableForm {
  readonly workload: string
  readonly interval: string
  readonly stepWeight: string
  readonly maxWeight: string
  readonly threshold: string
  readonly minSuccessRate: string
  readonly maxDurationMs: string
  /** A Flagger Canary; takes the place of the other fields when it is not empty. */
  readonly spec: string
}

export type EnableErrors = Partial<Record<keyof EnableForm, string>>

/** Flagger's usual figures; a window that moves through in minutes. */
export const defaultEnableForm: EnableForm = {
  workload: '',
  interval: '30',
  stepWeight: '10',
  maxWeight: '50',
  threshold: '5',
  minSuccessRate: '99',
  maxDurationMs: '500',
  spec: '',
}

export function enableErrors(form: EnableForm): EnableErrors {
  const errors: EnableErrors = {}
  if (form.workload === '') errors.workload = 'Choose a deployment'
  if (form.spec.trim() !== '') return errors
  const number = (field: keyof EnableForm, least: number, most: number, whole: boolean) => {
    const value = Number(form[field] || 'NaN')
    const good = value >= least && value <= most && (!whole || Number.isInteger(value))
    if (!good) errors[field] = `${least} to ${most.toLocaleString('en')}`
  }
  number('interval', 1, 86_400, false)
  number('stepWeight', 1, 100, true)
  number('maxWeight', 1, 100, true)
  number('threshold', 1, 1000, true)
  number('minSuccessRate', 0, 100, false)
  number('maxDurationMs', 1, 600_000, false)
  if (errors.stepWeight === undefined && Number(form.stepWeight) > Number(form.maxWeight))
    errors.stepWeight = 'At most the greatest weight'
  return errors
}

/** Null while something is wrong. The workload is `context/namespace/name`. */
export function enableInput(form: EnableForm): EnableCanary | null {
  if (Object.keys(enableErrors(form)).length > 0) return null
  const where = workloadRef(form.workload)
  if (form.spec.trim() !== '') return { ...where, spec: form.spec }
  return {
    ...where,
    options: {
      intervalSeconds: Number(form.interval),
      stepWeight: Number(form.stepWeight),
      maxWeight: Number(form.maxWeight),
      threshold: Number(form.threshold),
      minSuccessRate: Number(form.minSuccessRate),
      maxDurationMs: Number(form.maxDurationMs),
    },
  }
}

/** Only the context's name may hold slashes. */
export function workloadRef(workload: string): { context: string; namespace: string; target: string } {
  const parts = workload.split('/')
  const target = parts.pop() ?? ''
  const namespace = parts.pop() ?? ''
  return { context: parts.join('/'), namespace, target }
}

/** `10 % → 20 % → … → 50 %, then promoted: at least 3 min.` */
export function planWords(form: EnableForm): string {
  const step = Number(form.stepWeight)
  const most = Number(form.maxWeight)
  if (!(step >= 1) || !(most >= step)) return ''
  const steps = Math.ceil(most / step)
  const minutes = (steps * Number(form.interval)) / 60
  const weights =
    steps > 3
      ? `${step} % → ${2 * step} % → … → ${most} %`
      : Array.from({ length: steps }, (_, n) => `${Math.min(most, step * (n + 1))} %`).join(' → ')
  const span = minutes >= 2 ? `${Math.round(minutes)} min` : `${Math.round(minutes * 60)} s`
  return `${weights}, then promoted: ${span} at least.`
}
