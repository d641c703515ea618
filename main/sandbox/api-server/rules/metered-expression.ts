/**
 * An expression that pays for each of its steps. The library has no hook for that, but lets each node of its tree evaluate
 * itself: we stand before those.
 * 1. The tree is walked once; each node that costs gets an `evaluate` of ours around its own.
 * 2. After its own it pays, by what its arguments and its result were; before it, where the function is our own.
 * 3. A macro (`all`, `map`, …) becomes a loop of hidden steps; they are paid where its condition is evaluated.
 */
import type { ParseResult } from '@marcbachmann/cel-js'
import { readSoFar } from '../../re2.ts'
import { type CallCost, callCosts, operatorCosts } from './call-costs.ts'
import { CostExceeded, type CostMeter } from './cost-meter.ts'
import { ownFunctions } from './own-functions.ts'

type Evaluate = (this: Node, evaluator: Evaluator, node: Node, context: unknown) => unknown
interface Evaluator {
  run(node: Node, context: unknown): unknown
}
interface Node {
  readonly op: string
  readonly args: unknown
  evaluate: Evaluate
}

/** Evaluations do not wait for anything, so that there is one at a time. */
let meter: CostMeter | undefined

let paidReading = 0
/** Of a letter of an expression that has to be read first, about 1 µs. */
const workOfReading = 40

/** A real server has no limit for that, either. */
function payForReading(): void {
  const now = readSoFar()
  if (now === paidReading) return
  const letters = now - paidReading
  paidReading = now
  meter?.spend(0, letters * workOfReading)
}

/** `meter` is asked to pay for each step of what `evaluate` evaluates. */
export function payingWith<Result>(paying: CostMeter, evaluate: () => Result): Result {
  const before = meter
  meter = paying
  paidReading = readSoFar()
  const { stackTraceLimit } = Error
  // An item may fail, and be forgiven, a hundred thousand times; where in the library it did is never shown.
  Error.stackTraceLimit = 0
  try {
    return evaluate()
  } finally {
    meter = before
    Error.stackTraceLimit = stackTraceLimit
  }
}

/** From now on it pays. */
export function meterExpression({ ast }: Pick<ParseResult, 'ast'>): void {
  walk(ast as unknown as Node)
}

interface Paid {
  /** What the node was at last. */
  value: unknown
  /** How often it was evaluated. */
  times: number
  /** Beforehand, each time. */
  before: number
  /** Afterwards, when it was true. */
  whenTrue: number
}

/** What of a node is read while its parent pays. */
type Seen = () => unknown

const freeOperators = ['&&', '||', '?:']

function walk(node: Node): Paid {
  const paid: Paid = { value: undefined, times: 0, before: 0, whenTrue: 0 }
  const cost = costOf(node)
  const children = argumentsOf(node)
  const replaced = ownFunctionOf(node)
  const own = node.evaluate
  let resolved: Evaluate | undefined
  const evaluate: Evaluate = (evaluator, _, context) => {
    // The first time it looks for how to evaluate itself, sets that, and calls it.
    if (resolved === undefined) return own.call(node, evaluator, node, context)
    paid.times += 1
    meter?.spend(paid.before)
    payForReading()
    try {
      if (replaced === undefined) paid.value = resolved.call(node, evaluator, node, context)
      else {
        const values = children.map((one) => evaluator.run(one, context))
        cost(undefined)
        paid.value = replaced(values)
        return paid.value
      }
    } catch (error) {
      // What went wrong is a value in cel-go, and was paid for.
      if (error instanceof CostExceeded) throw error
      paid.value = error
      if (replaced === undefined) cost(error)
      throw error
    }
    cost(paid.value)
    if (paid.value === true) meter?.spend(paid.whenTrue)
    return paid.value
  }
  Object.defineProperty(node, 'evaluate', {
    get: () => evaluate,
    set: (found: Evaluate) => {
      resolved = found
    },
  })
  return paid
}

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && 'op' in value
const childrenOf = (value: unknown): Node[] =>
  isNode(value) ? [value] : Array.isArray(value) ? value.flatMap(childrenOf) : []
const nameOf = ({ op, args }: Node) => (op === 'call' || op === 'rcall' ? String((args as [string])[0]) : '')
const argumentsOf = ({ args }: Node) => childrenOf(args)

function ownFunctionOf(node: Node): ((values: readonly unknown[]) => unknown) | undefined {
  const name = nameOf(node)
  return name === '' ? undefined : (ownFunctions[namespaced(node, name)] ?? ownFunctions[name])
}

/** What is no variable, though it looks like one. */
const namespaces = [
  ...['sets', 'optional', 'ip', 'format', 'strings', 'google'],
  ...['bool', 'bytes', 'double', 'int', 'list', 'map', 'string', 'type', 'uint', 'null_type'],
]

/** What is known beforehand, and not paid for. */
function isConstant(node: Node): boolean {
  if (node.op === 'value') return true
  if (['list', 'map', '-_'].includes(node.op)) return argumentsOf(node).every(isConstant)
  return (
    node.op === 'call' &&
    ['duration', 'timestamp'].includes(nameOf(node)) &&
    argumentsOf(node).every(isConstant)
  )
}

const isAccess = (node: Node | undefined) =>
  node !== undefined && ['id', '.', '[]', '.?', '[?]'].includes(node.op)

/** `a`, `a.b`, `a[0].b`. */
function isPath(node: Node | undefined): boolean {
  return node?.op === 'id' || (node !== undefined && isAccess(node) && isPath(argumentsOf(node)[0]))
}

type Pay = (value: unknown) => void
const free: Pay = () => undefined
const fixed =
  (cost: number): Pay =>
  () =>
    meter?.spend(cost)

function costOf(node: Node): Pay {
  const { op } = node
  if (isConstant(node)) {
    return free
  }
  if (op === 'call' && nameOf(node) === 'has') return presenceCost(node)
  const children = argumentsOf(node)
  const paid = children.map(walk)
  const seen: Seen[] = paid.map(
    (one, index) => () => (children[index]?.op === 'value' ? children[index].args : one.value),
  )
  switch (op) {
    case 'id':
      return namespaces.includes(String(node.args)) ? free : fixed(1)
    case '.':
    case '.?':
    case '[]':
    case '[?]':
      // What is no variable becomes one first; a variable as index is not paid for by itself.
      return fixed(1 + (isAccess(children[0]) ? 0 : 1) - (isPath(children[1]) ? 1 : 0))
    case '?:':
      return branchCost(children, seen)
    case 'list':
      return fixed(10)
    case 'map':
      return fixed(30)
    case 'rcall': {
      const loop = loopCost(node, paid, seen)
      if (loop !== undefined) return loop
    }
  }
  if (freeOperators.includes(op)) return free
  if (op === 'in' && children[1] !== undefined && isConstant(children[1])) {
    return Array.isArray((children[1] as Node).args) && children[1].op === 'list' ? free : fixed(1)
  }
  return callCost(priceOf(node), seen, thorough[nameOf(node) || op] ?? 0)
}

function priceOf(node: Node): CallCost {
  const name = nameOf(node)
  const price = name === '' ? operatorCosts[node.op] : (callCosts[namespaced(node, name)] ?? callCosts[name])
  return price ?? (() => 1)
}

/** `sets.contains` is another than that of texts. */
function namespaced(node: Node, name: string): string {
  const [receiver] = argumentsOf(node)
  return receiver?.op === 'id' ? `${String(receiver.args)}.${name}` : name
}

/** Calls and operators that look at each item of a list, and how long; a real server copies none. */
const thorough: Readonly<Record<string, number | undefined>> = {
  ...{ '==': 1, '!=': 1, in: 1, '+': 4, indexOf: 1, lastIndexOf: 1, join: 1 },
}

function callCost(price: CallCost, seen: readonly Seen[], perItem: number): Pay {
  return (result) => {
    const values = seen.map((value) => value())
    meter?.spend(
      price(values, result),
      values.reduce<number>((sum, value) => sum + workOf(value, perItem), 0),
    )
  }
}

/** Texts are gone through sixteen letters in a step. */
function workOf(value: unknown, perItem = 1): number {
  if (typeof value === 'string') return value.length / 16
  return perItem > 0 && typeof value === 'object' && value !== null ? itemsIn(value) * perItem : 0
}

const counted = new WeakMap<object, number>()

function itemsIn(value: object): number {
  const known = counted.get(value)
  if (known !== undefined) return known
  const inside = Array.isArray(value) ? value : Object.values(value)
  const items = inside.reduce<number>((sum, item) => sum + 1 + workOf(item), 0)
  counted.set(value, items)
  return items
}

/** `has(a.b.c)` reads all but the last; what is more than names and dots pays for itself. */
function presenceCost(node: Node): Pay {
  const [field] = argumentsOf(node)
  let [at, steps] = [field, 0]
  for (; at !== undefined && ['.', '.?'].includes(at.op); [at] = argumentsOf(at)) steps += 1
  if (at?.op === 'id') return fixed(Math.max(steps, 1))
  for (const owner of field === undefined ? [] : argumentsOf(field)) walk(owner)
  return free
}

/** The variable at the root of the branch that is taken is not paid for by itself. */
function branchCost(children: readonly Node[], seen: readonly Seen[]): Pay {
  const [, yes, no] = children.map(isPath)
  return () => meter?.spend((seen[0]?.() === true ? yes : no) ? -1 : 0)
}

interface Loop {
  /** Hidden steps each time that the condition is evaluated, and when it is true. */
  readonly before: number
  readonly whenTrue?: number
  /** Of what is then made of an item. */
  readonly made?: number
  /** Of the look whether it is over, where it is over early. */
  readonly stop?: number
  readonly result: number
}

const loops: Readonly<Record<string, Loop | undefined>> = {
  all: { before: 3, stop: 2, result: 1 },
  exists: { before: 4, stop: 3, result: 1 },
  exists_one: { before: 0, whenTrue: 2, result: 2 },
  filter: { before: 0, whenTrue: 13, result: 1 },
  map: { before: 0, made: 12, result: 1 },
}

function loopCost(node: Node, paid: readonly Paid[], seen: readonly Seen[]): Pay | undefined {
  const loop = loops[nameOf(node)]
  const [, , condition, made] = paid
  if (loop === undefined || condition === undefined) return undefined
  const last = loop.made === undefined ? undefined : (made ?? condition)
  if (last === undefined) Object.assign(condition, { before: loop.before, whenTrue: loop.whenTrue ?? 0 })
  else last.before = loop.made ?? 0
  let timesBefore = 0
  return () => {
    const times = condition.times - timesBefore
    timesBefore = condition.times
    const all = seen[0]?.()
    const items = Array.isArray(all) ? all.length : Object.keys(all as object).length
    meter?.spend(loop.result + (times < items ? (loop.stop ?? 0) : 0))
  }
}
