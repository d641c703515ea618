/** Where a flight flies from: this laptop, or the cluster of its target. */
import { fortioUnfit } from '#shared/flight/in-cluster/fortio-arguments.ts'
import { k6Unfit } from '#shared/flight/in-cluster/k6-script.ts'
import { secondsOf } from '#shared/flight/plan-schedule.ts'
import { type FlightPlanInput, flightPlanSchema } from '#shared/model/flight.ts'
import type { FlightTool, HandOverInput } from '#shared/model/hand-over.ts'
import type { FlightForm } from './flight-form.ts'
import { wholeOf } from './form-values.ts'
import { planFromForm } from './plan-form.ts'

export interface HandOverForm {
  readonly from: 'laptop' | FlightTool
  /** Of a URL, which belongs to none. */
  readonly context: string
  /** Empty for that of the target, or `default`. */
  readonly namespace: string
  readonly sidecar: boolean
  /** Of k6 */
  readonly parallelism: string
  /** Empty for that of `toolImages`. */
  readonly image: string
}

export const fromLaptop: HandOverForm = {
  from: 'laptop',
  context: '',
  namespace: '',
  sidecar: true,
  parallelism: '1',
  image: '',
}

export const flyFroms = ['laptop', 'fortio', 'k6'] as const

export const fromNames = {
  laptop: 'This laptop',
  fortio: 'Cluster: Fortio Job',
  k6: 'Cluster: k6 TestRun',
} as const

export function handOverSummary({ from, parallelism }: HandOverForm): string {
  if (from === 'laptop') return 'this laptop'
  if (from === 'fortio') return 'the cluster, by a Fortio Job'
  return `the cluster, by a k6 TestRun${parallelism === '1' ? '' : ` of ${parallelism} runners`}`
}

/** The context that is asked to fly it; empty while none is chosen. */
export const contextOfHandOver = (form: FlightForm, where: HandOverForm) =>
  form.kind === 'url' ? where.context : form.context

export function handOverProblem(form: FlightForm, where: HandOverForm): string | undefined {
  if (where.from === 'laptop') return undefined
  if (contextOfHandOver(form, where) === '') return 'Choose the context that flies it'
  if (where.from === 'k6' && wholeOf(where.parallelism, 1, 100) === null) return 'From 1 to 100 runners'
  return unfitThere(form, where)
}

/** What of the form the chosen tool cannot fly; told as soon as it is chosen. */
export function unfitThere(form: FlightForm, { from }: HandOverForm): string | undefined {
  const input = planFromForm(form)
  if (from === 'laptop' || input === null) return undefined
  const plan = flightPlanSchema.parse(input)
  const unfit = from === 'fortio' ? fortioUnfit : k6Unfit
  const problem = unfit({ ...plan, durationSeconds: secondsOf(plan) })
  return problem === null ? undefined : sentence(problem.reason)
}

/** k6 is written small wherever it stands. */
const sentence = (reason: string) =>
  reason.startsWith('k6') ? reason : reason.charAt(0).toUpperCase() + reason.slice(1)

/** Null for a flight from this laptop. */
export function handOverFrom(
  plan: FlightPlanInput,
  form: FlightForm,
  where: HandOverForm,
): HandOverInput | null {
  const { from, namespace, sidecar, parallelism, image } = where
  if (from === 'laptop') return null
  return {
    plan,
    tool: from,
    ...(form.kind === 'url' ? { context: where.context } : {}),
    ...(namespace.trim() === '' ? {} : { namespace: namespace.trim() }),
    ...(image.trim() === '' ? {} : { image: image.trim() }),
    ...(sidecar ? {} : { sidecar: 'off' }),
    ...(from === 'k6' ? { parallelism: wholeOf(parallelism, 1, 100) ?? 1 } : {}),
  }
}
