/**
 * What an evaluation may cost, as Kubernetes counts it (k8s.io/apiserver, pkg/apis/cel/config.go): a unit is about the
 * reading of one variable, and a tenth of it a letter of a text. That a real server has no such limit for copies and
 * comparisons of lists, which it shares, is made up for by `work`: letters and items that were really gone through.
 */
/** Of one evaluation of one rule. */
export const perCallLimit = 1_000_000
/** Of all rules of one object together. */
export const perObjectBudget = 10_000_000
/** Some hundred milliseconds. */
const workLimit = 10_000_000

export class CostExceeded extends Error {
  constructor() {
    super('operation cancelled: actual cost limit exceeded')
  }
}

/** One for all: where CEL forgives an error, a loop goes on, and each of its steps throws this. */
const exceeded = new CostExceeded()

export class CostMeter {
  spent = 0
  #work = 0
  readonly #limit: number

  constructor(limit = perCallLimit) {
    this.#limit = limit
  }

  /** CEL forgives an error in some places; what ran out stays so. */
  get isExceeded(): boolean {
    return this.spent > this.#limit || this.#work > workLimit
  }

  /** Throws CostExceeded. */
  spend(cost: number, work = 0): void {
    this.spent += cost
    this.#work += work
    if (this.isExceeded) throw exceeded
  }
}
