/** The CEL of rules: the language, and what Kubernetes adds to it. */
import { Environment, type ParseResult } from '@marcbachmann/cel-js'
import type { Fields } from '../fields.ts'
import { CostExceeded, type CostMeter } from './cost-meter.ts'
import { inWordsOfCelGo } from './failure-words.ts'
import { addKubernetesFunctions } from './kubernetes-functions.ts'
import { greatest, isSorted, least, sum } from './list-functions.ts'
import { meterExpression, payingWith } from './metered-expression.ts'
import { charAt, find, findAll, replaced } from './text-functions.ts'

class SetsNamespace {}

const elsewhere = () => undefined

/** A deeper one is refused by the library, as its parser calls itself. */
const environment = new Environment({
  unlistedVariablesAreDyn: true,
  homogeneousAggregateLiterals: false,
  enableOptionalTypes: true,
})
  .registerFunction('string.charAt(int): string', charAt)
  .registerFunction('string.find(string): string', find)
  .registerFunction('string.findAll(string): list<string>', findAll)
  .registerFunction('string.findAll(string, int): list<string>', findAll)
  .registerFunction('string.replace(string, string): string', (text: string, old: string, by: string) =>
    replaced(text, old, by, -1),
  )
  .registerFunction(
    'string.replace(string, string, int): string',
    (text: string, old: string, by: string, most: bigint) => replaced(text, old, by, Number(most)),
  )
  .registerFunction('list.isSorted(): bool', isSorted)
  .registerFunction('list.sum(): dyn', sum)
  .registerFunction('list.min(): dyn', least)
  .registerFunction('list.max(): dyn', greatest)
  // What these do stands in ownFunctions.
  .registerFunction('list.indexOf(dyn): int', elsewhere)
  .registerFunction('list.lastIndexOf(dyn): int', elsewhere)
  .registerType('SetsNamespace', SetsNamespace)
  .registerConstant('sets', 'SetsNamespace', new SetsNamespace())
  .registerFunction('SetsNamespace.contains(list, list): bool', elsewhere)
  .registerFunction('SetsNamespace.intersects(list, list): bool', elsewhere)
  .registerFunction('SetsNamespace.equivalent(list, list): bool', elsewhere)

addKubernetesFunctions(environment)

const compiled = new Map<string, ParseResult>()

function compile(expression: string): ParseResult {
  const known = compiled.get(expression)
  if (known !== undefined) return known
  const parsed = environment.parse(expression)
  meterExpression(parsed)
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
