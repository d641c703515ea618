/** The banner of a flight: what it shows, the worst first, and what comes next. */
import { codeKind } from '#shared/flight/code-name.ts'
import { flownSecondsOf } from '#shared/flight/plan-schedule.ts'
import type { FlightRun, FlightTotals } from '#shared/model/flight.ts'
import { formatClockSpan, formatNumber, formatPercent, plural } from '../../ui/format.ts'
import type { Tone } from '../../ui/parts.tsx'
import { errorTone } from './flight-facts.ts'

interface FlightSentence {
  readonly tone: Tone
  readonly lead: string
  readonly rest: string
}

export function flightSentence(run: FlightRun): FlightSentence {
  const { totals } = run
  if (totals === null || totals.done === 0) return nothingMeasured(run)
  const rules = run.verdict?.rules ?? []
  const broken = rules.filter((rule) => rule.holds === false)
  if (broken.length > 0) return rulesBroken(run, broken)
  const held = rules.every((rule) => rule.holds === true) ? rules.length : 0
  const errors = errorTone(run)
  const warning = totals.warnings[0]
  if (warning !== undefined && errors !== 'failing') return generatorLimits(held, warning)
  const worse = errors === 'neutral' && refusedPercent(totals) >= refusedLimitPercent ? 'degraded' : errors
  const answers = answersWords(totals)
  const counted = totals.errorPercent === 100 ? 'request' : 'answer'
  const figures = `${plural(totals.done, counted)}, ${formatNumber(totals.achieved)} req/s sent.${nextWords(run)}`
  return {
    tone: worse !== 'neutral' ? worse : run.state === 'flying' ? 'canary' : 'healthy',
    lead: held > 0 ? rulesHold(held) : answers,
    rest: [held > 0 && worse !== 'neutral' ? answers : '', figures, warning ?? ''].filter(Boolean).join(' '),
  }
}

function nothingMeasured({ state, totals, inCluster, plan: { warmUpSeconds } }: FlightRun): FlightSentence {
  if (totals === null && inCluster !== undefined && state === 'flying')
    return {
      tone: 'canary',
      lead: 'In the cluster:',
      rest: `${inCluster.stage}. Its figures come when it has landed.`,
    }
  if (totals === null && warmUpSeconds !== undefined && state === 'flying')
    return {
      tone: 'canary',
      lead: 'Warming up.',
      rest: `Nothing of the first ${formatClockSpan(warmUpSeconds)} is counted.`,
    }
  if (totals === null && inCluster?.tool === 'fortio' && state === 'stopped')
    return {
      tone: 'neutral',
      lead: 'Stopped before its end.',
      rest: 'Fortio tells its figures at its end only, so what came is not known.',
    }
  return state === 'flying'
    ? { tone: 'canary', lead: 'Taking off.', rest: 'No answer has come yet.' }
    : { tone: 'failing', lead: 'No answer came.', rest: 'Nothing was measured.' }
}

function rulesBroken(
  { plan, state }: FlightRun,
  broken: readonly { readonly rule: string; readonly saw: string }[],
): FlightSentence {
  const seen = broken.map(({ rule, saw }) => `${rule} (${saw})`).join(', ')
  const stopped = plan.abort === true && state === 'stopped'
  return {
    tone: 'failing',
    lead: `${broken.length === 1 ? 'A rule is' : 'Rules are'} broken:`,
    rest: `${seen}.${stopped ? ' The flight stopped as soon as that was sure.' : ''}`,
  }
}

const generatorLimits = (held: number, warning: string): FlightSentence =>
  held === 0
    ? { tone: 'degraded', lead: 'The generator limits this flight.', rest: warning }
    : { tone: 'degraded', lead: rulesHold(held), rest: `But the generator limits this flight. ${warning}` }

const rulesHold = (count: number) => (count === 1 ? 'The rule holds.' : `All ${count} rules hold.`)

function answersWords(totals: FlightTotals): string {
  const errors = totals.errorPercent ?? 0
  if (errors === 100) return 'Every request failed.'
  if (errors > 0) return `${formatPercent(errors)} of the answers are errors.`
  const refused = refusedPercent(totals)
  return refused > 0 ? `${formatPercent(refused)} of the answers are 4xx.` : 'All answers are good.'
}

/** Kiali's limit from which 4xx make a target degraded. */
const refusedLimitPercent = 10

function refusedPercent({ codes, done }: FlightTotals): number {
  const refused = Object.entries(codes).filter(([code]) => codeKind(code) === 'client')
  return (100 * refused.reduce((sum, [, count]) => sum + count, 0)) / done
}

function nextWords({ plan, state }: FlightRun): string {
  if (state !== 'flying') return ''
  const seconds = flownSecondsOf(plan)
  return seconds === null ? ' Flies until it is stopped.' : ` Flies for ${formatClockSpan(seconds)} in all.`
}
