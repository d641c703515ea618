/** Quantities in rules: `100m`, `1.5Gi`. */
import { quantityProblem } from '../decoding/quantity-problem.ts'
import { nanosOfQuantity } from '../defaults/quantities.ts'
import { CelFailure } from './cel-failure.ts'

const nano = 1_000_000_000n
const largest = 2n ** 63n - 1n

export class CelQuantity {
  readonly nanos: bigint
  /** A real server keeps `1.5Gi` in a form that it has no integer of. */
  readonly isFraction: boolean

  constructor(nanos: bigint, isFraction = false) {
    this.nanos = nanos
    this.isFraction = isFraction
  }

  get sign(): bigint {
    return this.nanos > 0n ? 1n : this.nanos < 0n ? -1n : 0n
  }

  get isInteger(): boolean {
    const whole = this.nanos / nano
    return !this.isFraction && whole * nano === this.nanos && whole <= largest && whole >= -largest - 1n
  }

  asInteger(): bigint {
    if (!this.isInteger) throw new CelFailure('cannot convert value to integer')
    return this.nanos / nano
  }

  compareTo(other: CelQuantity): bigint {
    return new CelQuantity(this.nanos - other.nanos).sign
  }

  plus(other: CelQuantity | bigint, sign: 1n | -1n): CelQuantity {
    return new CelQuantity(this.nanos + sign * (typeof other === 'bigint' ? other * nano : other.nanos))
  }
}

/** A text of more letters than this is none in a cluster, and would be a number of many megabytes. */
const longest = 1_000

export function readQuantity(text: string): CelQuantity {
  const problem = text.length > longest ? "unable to parse quantity's suffix" : quantityProblem(text)
  if (problem !== undefined) throw new CelFailure(problem)
  if (Math.abs(Number(/[eE]([+-]?\d+)$/.exec(text)?.[1] ?? 0)) > 400)
    throw new CelFailure("unable to parse quantity's suffix")
  return new CelQuantity(nanosOfQuantity(text), /\.\d+.i$/.test(text))
}
