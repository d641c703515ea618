/** The CEL of rules: the language, and what Kubernetes adds to it. */
import { Environment, type ParseResult } from '@marcbachmann/cel-js'
import type { Fields } from '#shared/model/fields.ts'
import { addFunctions } from './add-functions.ts'
import { CostExceeded, type CostMeter } from './cost-meter.ts'
import { inWordsOfCelGo } from './failure-words.ts'
import { meterExpression, payingWith } from './metered-expression.ts'
import { takeAnyPresence } from './presence.ts'

/** A deeper one is refused by the library, as its parser calls itself. */
const environment = new Environment({
  unlistedVariablesAreDyn: true,
  homogeneousAggregateLiterals: false,
  enableOptionalTypes: true,
})
addFunctions(environment)

const compiled = new Map<string, ParseResult>()
const mostCompiled = 2_000

function compile(expression: string): ParseResult {
  const known = compiled.get(expression)
  if (known !== undefined) return known
  const parsed = environment.parse(expression)
  takeAnyPresence(parsed.ast)
  meterExpression(parsed)
  if (compiled.size >= mostCompiled) compiled.clear()
  compiled.set(expression, parsed)
  return parsed
}

/** Throws what went wrong: a CostExceeded, or an Error whose first line says it. */
export function evaluateRule(expression: string, variables: Fields, meter: CostMeter): unknown {
  const parsed = compile(expression)
  let result: unknown
  try {
    result = payingWith(meter, () => parsed({ ...variables }))
  } catch (error) {
    if (!meter.isExceeded) throw inWordsOfCelGo(error)
  }
  // An error that came of it may have been forgiven on the way.
  if (meter.isExceeded) throw new CostExceeded()
  return result
}
