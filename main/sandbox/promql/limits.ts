/** What one query may take (promql/engine.go): samples in memory, and time. */
import { executionError, PromqlError } from './promql-error.ts'

export interface Limits {
  /** Prometheus's --query.max-samples. */
  readonly maxSamples: number
  /** Whether its time is over; asked at each step. */
  readonly isOver: () => boolean
}

export const noLimits: Limits = { maxSamples: Number.POSITIVE_INFINITY, isOver: () => false }

export class Budget {
  readonly #limits: Limits
  /** Of results so far; Prometheus keeps them until the query is answered. */
  #kept = 0

  constructor(limits: Limits) {
    this.#limits = limits
  }

  keep(samples: number): void {
    this.#kept += samples
    this.look(0)
  }

  /** Samples that are let go again, such as those of a window. */
  look(samples: number): void {
    if (this.#kept + samples > this.#limits.maxSamples)
      executionError('query processing would load too many samples into memory in query execution')
  }

  step(): void {
    if (this.#limits.isOver()) throw new PromqlError('timeout', 'query timed out in expression evaluation')
  }
}
