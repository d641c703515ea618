/**
 * `has(e.f)` for any `e`, such as `has(self.matches[0].path)` of the Gateway API's HTTPRoute: the library's own takes
 * nothing but names and dots.
 */
interface Node {
  readonly op: string
  readonly args: unknown
  setMeta?(name: string, value: unknown): unknown
}
interface Checker {
  check(node: Node, context: unknown): unknown
  getType(name: string): unknown
}
interface Evaluator {
  run(node: Node, context: unknown): unknown
}

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && 'op' in value
const childrenOf = (value: unknown): Node[] =>
  isNode(value) ? [value] : Array.isArray(value) ? value.flatMap(childrenOf) : []

/** Of a tree that was neither checked nor evaluated before. */
export function takeAnyPresence(tree: unknown): void {
  if (!isNode(tree)) return
  const parts = childrenOf(tree.args)
  for (const part of parts) takeAnyPresence(part)
  const [field] = parts
  const isHas = tree.op === 'call' && (tree.args as [string])[0] === 'has'
  if (!isHas || field?.op !== '.' || isPlain(field)) return
  const [owner] = childrenOf(field.args)
  const name = String((field.args as [Node, string])[1])
  if (owner === undefined) return
  tree.setMeta?.('macro', {
    async: false,
    typeCheck: (checker: Checker, _: unknown, context: unknown) => {
      checker.check(field, context)
      return checker.getType('bool')
    },
    evaluate: (evaluator: Evaluator, _: unknown, context: unknown) => {
      const value = evaluator.run(owner, context)
      return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    },
  })
}

/** `a.b.c` */
function isPlain(node: Node): boolean {
  if (node.op === 'id') return true
  const [left] = childrenOf(node.args)
  return node.op === '.' && left !== undefined && isPlain(left)
}
