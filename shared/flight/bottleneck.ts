/** Tells when a flight's figures speak of this machine rather than of the target. */
import { fallsShort } from './falls-short.ts'
import { nsPerMs } from './percentiles.ts'
import type { Tally } from './tally.ts'

export interface GeneratorFacts {
  readonly connections: number
  /** They send at a pace, but never before their answers; false unless said. */
  readonly isPaced?: boolean
  /** Share of time, 0 to 1, that the busiest generator thread computed instead of waiting. */
  readonly busyShare: number
  /** Requests that are due but not sent: no connection is free. */
  readonly waiting: number
  /** Milliseconds during which every connection was taken while requests were due. */
  readonly cappedMs: number
  /** Due and never sent, where the plan says so. */
  readonly skipped?: number
}

export interface BottleneckInput {
  readonly tally: Tally
  readonly seconds: number
  readonly asked: number | 'max'
  readonly achieved: number
  readonly generator: GeneratorFacts
}

const busyLimit = 0.9
const leastMedianLagMs = 1
const leastTailLagMs = 20
/** With fewer sends one hiccup would be the last hundredth. */
const leastCountOfTail = 500

/** A sentence for each sign; none while too little has been seen to tell. */
export function bottleneckWarnings(input: BottleneckInput): string[] {
  if (input.asked === 'max') return busyWarnings(input)
  if (input.tally.sent === 0 || input.seconds < 1) return []
  return [...capWarnings(input, input.asked), ...lagWarnings(input), ...busyWarnings(input)]
}

function capWarnings(input: BottleneckInput, asked: number): string[] {
  const { achieved, generator, seconds } = input
  const sentences: string[] = []
  const { connections, cappedMs, waiting, skipped = 0 } = generator
  if (fallsShort(asked, achieved, seconds)) {
    const share = `Only ${round(achieved)} of the ${round(asked)} requests per second were sent (${round((100 * achieved) / asked)} %)`
    sentences.push(
      generator.isPaced === true
        ? `${share}: each of the ${connections} connections waits for its answer; allow more, or fly the open model.`
        : `${share}.`,
    )
  }
  if (skipped > 0) {
    const due = input.tally.sent + skipped
    sentences.push(`${skipped} of ${due} due requests were skipped: no connection was free.`)
  }
  if (cappedMs > 10 * seconds) {
    const rest = waiting > 0 ? `; ${waiting} due requests are not sent` : ''
    sentences.push(
      `All ${connections} connections were busy for ${round(cappedMs / 1000)} s while requests were due${rest}: allow more connections, or the target is too slow for this rate.`,
    )
  }
  return sentences
}

/**
 * Late sends matter as far as they distort what is read off the flight. Half of the requests late move every figure;
 * a late hundredth, as any busy laptop has it, moves only the tail, and is told when it makes up most of that tail.
 */
function lagWarnings({ tally }: BottleneckInput): string[] {
  const { dispatch, response } = tally.histograms
  const lag = (q: number) => (dispatch.valueAt(q) ?? 0) / nsPerMs
  const answer = (q: number) => (response.valueAt(q) ?? 0) / nsPerMs
  if (lag(0.5) > Math.max(leastMedianLagMs, answer(0.5) / 10)) {
    return [
      `This machine sent late: half of the requests left more than ${round(lag(0.5))} ms after they were due.`,
    ]
  }
  const tells = dispatch.count >= leastCountOfTail
  if (!tells || lag(0.99) <= Math.max(leastTailLagMs, answer(0.99) / 2)) return []
  return [
    `This machine sent late: 1 % of the requests left more than ${round(lag(0.99))} ms after they were due.`,
  ]
}

function busyWarnings({ generator }: BottleneckInput): string[] {
  if (generator.busyShare <= busyLimit) return []
  const percent = round(generator.busyShare * 100)
  return [`The generator itself is the limit: its thread was busy ${percent} % of the time.`]
}

const round = (value: number) => (value >= 100 ? value.toFixed(0) : String(Number(value.toFixed(1))))
