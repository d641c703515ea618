/** The results of a subquery's expression at multiples of its step, as series; each moment is evaluated once. */
import { getOrMake } from './get-or-make.ts'
import type { LabelSet } from './labels.ts'
import type { Sample } from './sample.ts'
import type { Window } from './window.ts'

export class SubqueryPoints {
  readonly #stepMs: number
  readonly #evaluate: (moment: number) => readonly Sample[]
  readonly #known = new Map<number, readonly Sample[]>()

  constructor(stepMs: number, evaluate: (moment: number) => readonly Sample[]) {
    this.#stepMs = stepMs
    this.#evaluate = evaluate
  }

  between(startMs: number, endMs: number): Window[] {
    const points = new Map<string, { labels: LabelSet; times: number[]; values: number[] }>()
    for (let moment = this.#firstFrom(startMs); moment <= endMs; moment += this.#stepMs) {
      for (const { labels, value } of this.#at(moment)) {
        const series = getOrMake(points, labels.key, () => ({ labels, times: [], values: [] }))
        series.times.push(moment)
        series.values.push(value)
      }
    }
    return [...points.values()].map(({ labels, times, values }) => ({
      labels,
      times,
      values,
      from: 0,
      to: times.length,
      startMs,
      endMs,
    }))
  }

  #firstFrom(startMs: number): number {
    return Math.ceil(startMs / this.#stepMs) * this.#stepMs
  }

  #at(moment: number): readonly Sample[] {
    return getOrMake(this.#known, moment, () => this.#evaluate(moment))
  }
}
