/** Semantic versions in rules: `1.2.3-rc.1+build` (pkg/cel/library/semverlib.go). */
import { CelFailure } from './cel-failure.ts'

const number = '(?:0|[1-9]\\d*)'
const before = `(?:${number}|\\d*[A-Za-z-][0-9A-Za-z-]*)`
const form = new RegExp(
  `^(${number})\\.(${number})\\.(${number})(?:-(${before}(?:\\.${before})*))?(?:\\+[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?$`,
)

export class CelVersion {
  /** Major, minor, patch. */
  readonly numbers: readonly bigint[]
  /** Of what comes before a release, its parts. */
  readonly early: readonly string[]

  constructor(numbers: readonly bigint[], early: readonly string[]) {
    this.numbers = numbers
    this.early = early
  }

  /** -1, 0 or 1; what was built makes no difference. */
  compareTo(other: CelVersion): bigint {
    const index = this.numbers.findIndex((one, at) => one !== other.numbers[at])
    if (index >= 0) return (this.numbers[index] ?? 0n) < (other.numbers[index] ?? 0n) ? -1n : 1n
    if (this.early.length === 0 || other.early.length === 0)
      return BigInt(Math.sign(other.early.length - this.early.length))
    const at = this.early.findIndex((one, place) => one !== other.early[place])
    if (at === -1) return BigInt(Math.sign(this.early.length - other.early.length))
    const [one, another] = [this.early[at] ?? '', other.early[at]]
    return another === undefined || isLater(one, another) ? 1n : -1n
  }
}

/** Numbers come before words. */
function isLater(one: string, other: string): boolean {
  const [isNumber, isOtherNumber] = [/^\d+$/.test(one), /^\d+$/.test(other)]
  if (isNumber !== isOtherNumber) return isOtherNumber
  return isNumber ? BigInt(one) > BigInt(other) : one > other
}

/** `normalize` lets a leading v, missing numbers and leading zeros pass. */
export function readVersion(text: string, normalize = false): CelVersion {
  const [, major, minor, patch, early] = form.exec(normalize ? normalized(text) : text) ?? []
  if (major === undefined || minor === undefined || patch === undefined)
    throw new CelFailure('No Major.Minor.Patch elements found')
  return new CelVersion([major, minor, patch].map(BigInt), early?.split('.') ?? [])
}

function normalized(text: string): string {
  const [, core = '', rest = ''] = /^v?([\d.]*)(.*)$/s.exec(text) ?? []
  const numbers = core.split('.').map((one) => one.replace(/^0+(?=\d)/, ''))
  while (numbers.length < 3 && rest === '') numbers.push('0')
  return `${numbers.join('.')}${rest}`
}
