/** What the pages say about a canary: its sentence, its steps, which buttons make sense. */
import type { CanaryPhase, CanaryView, HistoryEntry } from '#shared/model/canary.ts'
import { formatSpan, imageTag, plural } from '../../ui/format.ts'
import type { Tone } from '../../ui/parts.tsx'
import { phaseTone } from '../../ui/phase-tone.ts'

/** A run that can still go one way or the other. */
export const isRunning = (phase: CanaryPhase) =>
  phase === 'Waiting' || phase === 'Progressing' || phase === 'WaitingPromotion'

export interface Saying {
  readonly tone: Tone
  readonly lead: string
  readonly rest: string
}

/** One sentence: what is happening, and what comes next. `now` in ms. */
export function canarySentence(c: CanaryView, now: number): Saying {
  const tone = phaseTone(c.phase)
  if (c.drivenBy === null && isRunning(c.phase))
    return {
      tone: 'degraded',
      lead: 'Nobody drives this canary.',
      rest: 'It goes on when an Aviary takes over.',
    }
  if (c.paused) return { tone: 'degraded', lead: `Paused at ${c.canaryWeight} %.`, rest: 'Resume to go on.' }
  switch (c.phase) {
    case 'Initializing':
      return { tone, lead: 'Getting ready.', rest: sentence(c.because) }
    case 'Initialized':
      return { tone, lead: 'Ready.', rest: `All traffic goes to the primary; a new image starts a run.` }
    case 'Succeeded':
      return {
        tone,
        lead: 'Promoted.',
        rest: `The primary runs ${imageTag(c.images.primary)} and takes all traffic.`,
      }
    case 'Failed':
      return { tone, lead: 'Rolled back.', rest: sentence(c.because.replace(/^rolled back[:,;]?\s*/i, '')) }
    case 'Waiting':
    case 'WaitingPromotion':
    case 'Promoting':
    case 'Finalising':
    case 'Terminating':
      return { tone, lead: leads[c.phase], rest: sentence(c.because) }
    case 'Progressing':
      return { tone, lead: progressLead(c), rest: `${sentence(c.because)} ${nextWords(c, now)}`.trim() }
  }
}

const leads = {
  Waiting: 'Waiting.',
  WaitingPromotion: 'Waiting for the promotion.',
  Promoting: 'Promoting.',
  Finalising: 'Bringing the traffic back to the primary.',
  Terminating: 'Taking the canary away.',
} as const

const progressLead = (c: CanaryView) =>
  c.canaryWeight === 0 ? 'Starting at 0 %.' : `Holding at ${c.canaryWeight} %.`

function nextWords(c: CanaryView, now: number): string {
  const due = Date.parse(c.nextCheckAt ?? '')
  if (Number.isNaN(due)) return ''
  const when = due <= now ? 'any moment' : `in ${formatSpan((due - now) / 1000)}`
  const next = c.plan.stepWeights.find((w) => w > c.canaryWeight)
  return next === undefined
    ? `Promotion ${when} if the checks pass.`
    : `Next step to ${next} % ${when} if the checks pass.`
}

/** First letter great, a full stop at the end. */
export function sentence(text: string): string {
  const trimmed = text.trim()
  if (trimmed === '') return ''
  const great = trimmed[0]?.toUpperCase() + trimmed.slice(1)
  return /[.!?]$/.test(great) ? great : `${great}.`
}

export interface Step {
  readonly label: string
  readonly state: 'done' | 'current' | 'next'
}

/** Each weight, then Promote and Done. */
export function canarySteps(c: Pick<CanaryView, 'phase' | 'canaryWeight' | 'plan'>): Step[] {
  const weights = c.plan.stepWeights
  const labels = [...weights.map((w) => `${w} %`), 'Promote', 'Done']
  const at = currentStep(c)
  return labels.map((label, index) => ({
    label,
    state: index < at ? 'done' : index === at ? 'current' : 'next',
  }))
}

/** The index of the step that it stands on: -1 before the first, behind the last when all is done. */
function currentStep(c: Pick<CanaryView, 'phase' | 'canaryWeight' | 'plan'>): number {
  const weights = c.plan.stepWeights
  switch (c.phase) {
    case 'Promoting':
    case 'Finalising':
    case 'WaitingPromotion':
      return weights.length
    case 'Succeeded':
      return weights.length + 2
    case 'Progressing':
    case 'Waiting':
      return weights.filter((w) => w <= c.canaryWeight).length - 1
    case 'Failed':
    case 'Initializing':
    case 'Initialized':
    case 'Terminating':
      return -1
  }
}

export const verdictWord = (verdict: HistoryEntry['verdict']) => (verdict === 'no-data' ? 'no data' : verdict)

export function verdictTone(verdict: HistoryEntry['verdict']): Tone {
  if (verdict === 'pass') return 'healthy'
  if (verdict === 'fail') return 'failing'
  return verdict === 'error' ? 'degraded' : 'neutral'
}

/** Right of the title: how the run began. */
export function runWords(c: CanaryView, now: number): string {
  if (c.runStartedAt === null) return `${c.plan.serviceName}:${c.plan.servicePort}`
  const ago = formatSpan((now - Date.parse(c.runStartedAt)) / 1000)
  const { primary, canary } = c.images
  const change =
    primary !== null && canary !== null && primary !== canary
      ? `, ${imageTag(primary)} → ${imageTag(canary)}`
      : ''
  return `started ${ago} ago${change}`
}

export const driverWords = (c: CanaryView) => {
  if (c.drivenBy === null)
    return 'Nobody drives it just now; any Aviary with rights in this cluster may take over.'
  const who = c.drivenBy.me ? 'this laptop' : c.drivenBy.holder
  return `Driven by ${who}. Another Aviary may take over when it stops.`
}

export const failedWords = (c: CanaryView) =>
  `${plural(c.failedChecks, 'failed check')} of ${c.plan.threshold} that cause the rollback`
