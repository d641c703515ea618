/**
 * What a real server finds wrong with a rule when its definition is made, in cel-go's words. Only what is sure is told:
 * names that are not there, and types that do not go together.
 */
import { Environment, type ParseResult } from '@marcbachmann/cel-js'
import { BadRegex, re2 } from '../../re2.ts'
import { addFunctions } from './add-functions.ts'
import { takeAnyPresence } from './presence.ts'
import { declareType } from './rule-types.ts'

/** A node of the library's tree, where the mistake is. */
interface Node {
  readonly op: string
  readonly args: unknown
  readonly start: number
  readonly end: number
  readonly checkedType?: { readonly name: string }
}

interface Mistake {
  readonly name: string
  readonly code: string
  readonly summary: string
  readonly range?: { readonly start: number }
  readonly node?: Node
}

export interface RuleChecker {
  /** Undefined when nothing is wrong with it. */
  problemOf(expression: string, wanted: 'bool' | 'string', oldSelf: 'optional' | 'plain'): string | undefined
}

const base = new Environment({ homogeneousAggregateLiterals: true, enableOptionalTypes: true })
addFunctions(base)
const known = new Set(base.getDefinitions().functions.map(({ name }) => name))

/** Of a real server, and not here: a rule that calls one is taken, and refused when it is evaluated. */
const missing = [
  ...['transformList', 'transformMap', 'transformMapEntry', 'optMap', 'optFlatMap', 'ofNonZeroValue'],
  ...['format', 'quote', 'reverse'],
  ...['distinct', 'flatten', 'slice', 'sort', 'first', 'last'],
]
/** With two variables. */
const loops = ['all', 'exists', 'existsOne', 'exists_one']
const namespaces = ['strings']

export function createRuleChecker(schema: unknown, isRoot: boolean): RuleChecker {
  const typed = base.clone()
  const self = declareType(typed, schema, isRoot)
  const withOld = (type: string) =>
    typed.clone().registerVariable('self', self).registerVariable('oldSelf', type)
  const plain = withOld(self)
  return {
    problemOf(expression, wanted, oldSelf) {
      const environment = oldSelf === 'plain' ? plain : withOld(`optional<${self}>`)
      let parsed: ParseResult
      try {
        parsed = environment.parse(expression)
      } catch (error) {
        return compilationProblem(expression, error as Mistake)
      }
      const tree = parsed.ast as unknown as Node
      if (usesMissing(tree)) return undefined
      takeAnyPresence(tree)
      const { valid, type, error } = parsed.check()
      if (!valid) return compilationProblem(expression, error as unknown as Mistake)
      const badPattern = patternProblem(expression, tree)
      if (badPattern !== undefined) return badPattern
      return type === wanted || type === 'dyn' ? undefined : `must evaluate to a ${wanted}`
    },
  }
}

/** What a real server knows may mean something else than the library makes of it. */
function usesMissing(node: Node): boolean {
  const parts = childrenOf(node.args)
  const name = nameOf(node)
  const isTwofold = node.op === 'rcall' && loops.includes(name) && parts.length === 4
  const isElsewhere = node.op === 'id' && namespaces.includes(String(node.args))
  return missing.includes(name) || isTwofold || isElsewhere || parts.some(usesMissing)
}

function compilationProblem(expression: string, mistake: Mistake): string | undefined {
  const found = described(expression, mistake)
  return found === undefined ? undefined : shown(expression, ...found)
}

/** With the line, and a mark below the place. */
function shown(expression: string, at: number, what: string): string {
  const before = expression.slice(0, at).split('\n')
  const column = (before.at(-1) ?? '').length
  const line = expression.split('\n')[before.length - 1] ?? ''
  return `compilation failed: ERROR: <input>:${before.length}:${column + 1}: ${what}\n | ${line}\n | ${'.'.repeat(column)}^`
}

const starts =
  "'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER"
const endTooEarly = `mismatched input '<EOF>' expecting {${starts}}`

type Found = readonly [at: number, what: string]

function described(text: string, { name, code, summary, range, node }: Mistake): Found | undefined {
  if (name === 'ParseError')
    return [range?.start ?? 0, `Syntax error: ${summary === 'Unexpected token: EOF' ? endTooEarly : summary}`]
  if (node === undefined) return undefined
  const at = placeOf(text, node)
  const noOverload = (shownName: string, types: readonly (Node | undefined)[]): Found => [
    at,
    `found no matching overload for '${shownName}' applied to '(${types.map(typeName).join(', ')})'`,
  ]
  const parts = childrenOf(node.args)
  switch (code) {
    case 'unknown_variable':
      return [at, `undeclared reference to '${String(node.args)}' (in container '')`]
    case 'no_such_key':
      return [at, `undefined field '${summary.replace(/^No such key: /, '')}'`]
    case 'cannot_index_type':
    case 'invalid_index_type':
      return node.op === '[]'
        ? noOverload('_[_]', parts)
        : [at, `type '${typeName(parts[0])}' does not support field selection`]
    case 'no_such_overload':
      // The library does not compare objects by their types.
      if (parts.some((part) => typeName(part).includes('selfType'))) return undefined
      return node.op.endsWith('_') ? noOverload(node.op, parts) : noOverload(`_${node.op}_`, parts)
    case 'incompatible_ternary_branches':
      return noOverload('_?_:_', parts)
    case 'no_matching_overload':
      return missingFunction(node, at, parts)
    case 'invalid_condition_type':
      return [at, `expected type 'bool' but found '${typeName(node)}'`]
    case 'invalid_logical_operand': {
      const wrong = parts.find((part) => !['bool', 'dyn'].includes(typeName(part)))
      return wrong === undefined
        ? undefined
        : [placeOf(text, wrong), `expected type 'bool' but found '${typeName(wrong)}'`]
    }
    case 'heterogeneous_list_element':
      return [at, /expected type .*$/.exec(summary)?.[0] ?? summary]
    case 'invalid_macro_argument':
      return [at, 'invalid argument to has() macro']
    case 'invalid_comprehension_range':
      return [
        at,
        `expression of type '${typeName(node)}' cannot be range of a comprehension (must be list, map, or dynamic)`,
      ]
    default:
      return undefined
  }
}

function missingFunction(node: Node, at: number, parts: readonly Node[]): Found | undefined {
  const name = nameOf(node)
  if (missing.includes(name)) return undefined
  if (!known.has(name)) return [at, `undeclared reference to '${name}' (in container '')`]
  const [first, ...rest] = parts.map(typeName)
  const types = node.op === 'rcall' ? `${first}.(${rest.join(', ')})` : `(${parts.map(typeName).join(', ')})`
  return [at, `found no matching overload for '${name}' applied to '${types}'`]
}

/** An expression that stands in the rule itself is looked at beforehand. */
function patternProblem(text: string, node: Node): string | undefined {
  const parts = childrenOf(node.args)
  const [, pattern] = parts
  if (nameOf(node) === 'matches' && pattern?.op === 'value' && typeof pattern.args === 'string') {
    try {
      re2(pattern.args)
    } catch (error) {
      if (!(error instanceof BadRegex)) throw error
      return shown(text, pattern.start, 'invalid matches argument')
    }
  }
  for (const part of parts) {
    const found = patternProblem(text, part)
    if (found !== undefined) return found
  }
  return undefined
}

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && 'op' in value
const childrenOf = (value: unknown): Node[] =>
  isNode(value) ? [value] : Array.isArray(value) ? value.flatMap(childrenOf) : []
const nameOf = ({ op, args }: Node) => (op === 'call' || op === 'rcall' ? String((args as [string])[0]) : '')
/** `list(string)`, as cel-go writes it. */
const typeName = (node: Node | undefined) =>
  (node?.checkedType?.name ?? 'dyn')
    .replaceAll('<', '(')
    .replaceAll('>', ')')
    .replaceAll(/google\.protobuf\.(\w+)/g, (_, name: string) => name.toLowerCase())

/** Where cel-go says that a node is: at its operator, its dot, its parenthesis. */
function placeOf(text: string, node: Node): number {
  const [left] = childrenOf(node.args)
  const behind = (sign: string) => text.indexOf(sign, left?.end ?? node.start)
  switch (node.op) {
    case 'call':
      return text.indexOf('(', node.start)
    case 'rcall':
      return behind('(')
    case '.':
      return behind('.')
    case '[]':
      return behind('[')
    case '?:':
      return behind('?')
    case '!_':
    case '-_':
    case 'id':
    case 'value':
    case 'list':
    case 'map':
      return node.start
    default:
      return behind(node.op)
  }
}
