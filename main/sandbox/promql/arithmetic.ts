/** Binary operators on two numbers. */
export function arithmetic(op: string, a: number, b: number): number {
  switch (op) {
    case '+':
      return a + b
    case '-':
      return a - b
    case '*':
      return a * b
    case '/':
      return a / b
    case '%':
      return a % b
    case '^':
      return power(a, b)
    case 'atan2':
      return Math.atan2(a, b)
    default:
      throw new Error(`no arithmetic operator ${op}`)
  }
}

/** Go's math.Pow has 1^x = 1 for any x, and (-1)^±Inf = 1; JavaScript has NaN. */
function power(a: number, b: number): number {
  if (a === 1) return 1
  return a === -1 && Math.abs(b) === Number.POSITIVE_INFINITY ? 1 : a ** b
}

export function compare(op: string, a: number, b: number): boolean {
  switch (op) {
    case '==':
      return a === b
    case '!=':
      return a !== b
    case '>':
      return a > b
    case '<':
      return a < b
    case '>=':
      return a >= b
    case '<=':
      return a <= b
    default:
      throw new Error(`no comparison operator ${op}`)
  }
}
