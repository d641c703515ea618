/** `$((…))`: whole numbers, + - * / %, comparisons, && and ||, parentheses, names of variables. */
import { ShellSyntaxError } from './source.ts'

const levels: readonly (readonly string[])[] = [
  ['||'],
  ['&&'],
  ['==', '!='],
  ['<=', '>=', '<', '>'],
  ['+', '-'],
  ['*', '/', '%'],
]

export function sumOf(text: string, variable: (name: string) => string): number {
  const tokens = text.match(/\d+|[A-Za-z_]\w*|\|\||&&|[=!<>]=|[-+*/%()<>!]|\S/g) ?? []
  let at = 0
  const wrong = () => new ShellSyntaxError('arithmetic syntax error', false)

  function level(index: number): number {
    const operators = levels[index]
    if (operators === undefined) return unary()
    let value = level(index + 1)
    for (
      let operator = tokens[at];
      operator !== undefined && operators.includes(operator);
      operator = tokens[at]
    ) {
      at += 1
      value = combined(operator, value, level(index + 1))
    }
    return value
  }

  function unary(): number {
    const token = tokens[at] ?? ''
    at += 1
    if (token === '-') return -unary()
    if (token === '+') return unary()
    if (token === '!') return unary() === 0 ? 1 : 0
    if (token === '(') {
      const value = level(0)
      if (tokens[at] !== ')') throw wrong()
      at += 1
      return value
    }
    if (/^\d+$/.test(token)) return Number(token)
    if (!/^[A-Za-z_]/.test(token)) throw wrong()
    const value = variable(token) || '0'
    if (!/^-?\d+$/.test(value)) throw wrong()
    return Number(value)
  }

  if (tokens.length === 0) return 0
  const value = level(0)
  if (at < tokens.length) throw wrong()
  return value
}

function combined(operator: string, left: number, right: number): number {
  switch (operator) {
    case '+':
      return left + right
    case '-':
      return left - right
    case '*':
      return left * right
    case '/':
    case '%':
      if (right === 0) throw new ShellSyntaxError('divide by zero', false)
      return operator === '%' ? left % right : Math.trunc(left / right)
    default:
      return compared(operator, left, right) ? 1 : 0
  }
}

function compared(operator: string, left: number, right: number): boolean {
  switch (operator) {
    case '==':
      return left === right
    case '!=':
      return left !== right
    case '<':
      return left < right
    case '<=':
      return left <= right
    case '>':
      return left > right
    case '>=':
      return left >= right
    case '&&':
      return left !== 0 && right !== 0
    default:
      return left !== 0 || right !== 0
  }
}
