/** Formats that rules can ask for by name: `format.dns1123Label().validate(self.name)` (pkg/cel/library/format.go). */
import { goQuoted } from '../decoding/go-text.ts'
import type { Cause } from '../validation/causes.ts'
import { labelValueCauses, nameCauses, type nameRules, qualifiedNameCauses } from '../validation/names.ts'
import { CelFailure } from './cel-failure.ts'
import { readUrl } from './urls.ts'

type Check = (text: string) => readonly string[]

export class CelFormat {
  /** Why a text does not keep to it. */
  readonly problemsOf: Check
  /** What a tenth of a letter costs. */
  readonly price: number

  constructor(problemsOf: Check, price: number) {
    this.problemsOf = problemsOf
    this.price = price
  }
}

const reasons = (causes: readonly Cause[], text: string): string[] =>
  causes.map(({ message }) => message.slice(`Invalid value: ${goQuoted(text)}: `.length))

const named =
  (rule: keyof typeof nameRules): Check =>
  (text) =>
    reasons(nameCauses('', text, rule), text)

/** What may go on after it. */
const prefix =
  (check: Check): Check =>
  (text) =>
    check(text.replace(/-$/, 'a'))

const fitting =
  (pattern: RegExp, problem: string): Check =>
  (text) =>
    pattern.test(text) ? [] : [problem]

const uri: Check = (text) => {
  try {
    readUrl(text)
    return []
  } catch (error) {
    if (error instanceof CelFailure)
      return [error.message.replace(/^URL parse error during conversion from string: /, '')]
    throw error
  }
}

const isDate = (text: string) =>
  /^\d{4}-\d\d-\d\d$/.test(text) &&
  !Number.isNaN(Date.parse(text)) &&
  new Date(text).toISOString().startsWith(text)
const time = /^(\d{4}-\d\d-\d\d)[Tt ]([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?([Zz]|[+-]\d\d:?\d\d)$/

const [label, subdomain, dns1035] = [named('label'), named('subdomain'), named('service')]

export const formats: ReadonlyMap<string, CelFormat> = new Map([
  ['dns1123Label', new CelFormat(label, 8)],
  ['dns1123Subdomain', new CelFormat(subdomain, 15)],
  ['dns1035Label', new CelFormat(dns1035, 8)],
  ['qualifiedName', new CelFormat((text) => reasons(qualifiedNameCauses('', text), text), 15)],
  ['dns1123LabelPrefix', new CelFormat(prefix(label), 8)],
  ['dns1123SubdomainPrefix', new CelFormat(prefix(subdomain), 15)],
  ['dns1035LabelPrefix', new CelFormat(prefix(dns1035), 8)],
  ['labelValue', new CelFormat((text) => reasons(labelValueCauses('', text), text), 10)],
  ['uri', new CelFormat(uri, 276)],
  [
    'uuid',
    new CelFormat(
      fitting(
        /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i,
        'does not match the UUID format',
      ),
      18,
    ),
  ],
  [
    'byte',
    new CelFormat(
      fitting(
        /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})$/,
        'invalid base64',
      ),
      21,
    ),
  ],
  ['date', new CelFormat((text) => (isDate(text) ? [] : ['invalid date']), 18)],
  ['datetime', new CelFormat((text) => (isDate(time.exec(text)?.[1] ?? '') ? [] : ['invalid datetime']), 18)],
])
