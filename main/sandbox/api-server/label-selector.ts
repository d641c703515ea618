/**
 * Label selectors as text: `a=b,c!=d,e in (f,g),!h,i,j>1`, read as apimachinery's parser reads them (pkg/labels/selector.go),
 * so that what cannot be read is refused in the same words.
 */
import { badRequest } from './api-error.ts'
import type { Matcher } from './selectors.ts'
import { labelValueCauses, qualifiedNameCauses } from './validation/names.ts'

type Labels = Readonly<Record<string, string>>

interface Requirement {
  readonly key: string
  readonly operator: 'exists' | '!' | '=' | '==' | '!=' | 'in' | 'notin' | '>' | '<'
  readonly values: readonly string[]
}

export function labelMatcher(selector: string): Matcher {
  const requirements = parseLabelSelector(selector)
  return ({ metadata: { labels = {} } }) => requirements.every((one) => meets(one, labels))
}

function parseLabelSelector(text: string): readonly Requirement[] {
  const tokens = new Tokens(text)
  const requirements: Requirement[] = []
  for (let next = tokens.peek(); ; next = tokens.peek()) {
    if (next.is === 'end') return requirements
    if (next.is !== 'name' && next.is !== '!')
      throw badRequest(
        requirements.length === 0
          ? `found '${next.text}', expected: !, identifier, or 'end of string'`
          : `found '${next.text}', expected: identifier after ','`,
      )
    requirements.push(requirement(tokens))
    const after = tokens.take()
    if (after.is === 'end') return requirements
    if (after.is !== ',') throw badRequest(`found '${after.text}', expected: ',' or 'end of string'`)
    const { is, text: found } = tokens.peek()
    if (is !== 'name' && is !== '!') throw badRequest(`found '${found}', expected: identifier after ','`)
  }
}

const symbols = ['!', '=', '==', '!=', '>', '<', '(', ')', ','] as const
const keywords = ['in', 'notin'] as const
type Kind = (typeof symbols)[number] | (typeof keywords)[number] | 'name' | 'end'

interface Token {
  readonly is: Kind
  readonly text: string
}

const operators = ['in', 'notin', '=', '==', '!=', '>', '<'] as const
const isOperator = (kind: Kind): kind is (typeof operators)[number] =>
  (operators as readonly Kind[]).includes(kind)

class Tokens {
  readonly #tokens: readonly Token[]
  #at = 0

  constructor(text: string) {
    const found = text.match(/==|!=|[=!()<>,]|[^\s=!()<>,]+/g) ?? []
    this.#tokens = found.map((one) => ({
      is: [...symbols, ...keywords].find((kind) => kind === one) ?? 'name',
      text: one,
    }))
  }

  /** Where no operator is wanted, `in` and `notin` are names like others. */
  peek(): Token {
    const token = this.#tokens[this.#at] ?? { is: 'end', text: '' }
    return token.is === 'in' || token.is === 'notin' ? { ...token, is: 'name' } : token
  }

  take(): Token {
    const token = this.peek()
    this.#at += 1
    return token
  }

  takeOperator(): Token {
    const token = this.#tokens[this.#at] ?? { is: 'end', text: '' }
    this.#at += 1
    return token
  }
}

const refuse = (why: string) => badRequest(`unable to parse requirement: ${why}`)

function requirement(tokens: Tokens): Requirement {
  const isNegated = tokens.peek().is === '!'
  if (isNegated) tokens.take()
  const { is, text: key } = tokens.take()
  if (is !== 'name') throw refuse(`found '${key}', expected: identifier`)
  checkCauses(qualifiedNameCauses('<nil>', key))
  if (isNegated) return { key, operator: '!', values: [] }
  const next = tokens.peek().is
  if (next === 'end' || next === ',') return { key, operator: 'exists', values: [] }
  const operator = tokens.takeOperator()
  if (!isOperator(operator.is))
    throw refuse(`found '${operator.text}', expected: in, notin, =, ==, !=, gt, lt`)
  const isSet = operator.is === 'in' || operator.is === 'notin'
  const values = isSet ? setOf(tokens) : [oneValue(tokens)]
  checkValues(key, operator.is, values)
  return { key, operator: operator.is, values }
}

function oneValue(tokens: Tokens): string {
  const { is } = tokens.peek()
  if (is === 'end' || is === ',') return ''
  const { is: kind, text } = tokens.take()
  if (kind !== 'name') throw refuse(`found '${text}', expected: identifier`)
  return text
}

/** `(a, b)`; what is left out between commas is the empty value. */
function setOf(tokens: Tokens): string[] {
  const open = tokens.take()
  if (open.is !== '(') throw refuse(`found '${open.text}' expected: '('`)
  const first = tokens.peek()
  if (first.is === ')') {
    tokens.take()
    return ['']
  }
  if (first.is !== 'name' && first.is !== ',')
    throw refuse(`found '${first.text}', expected: ',', ')' or identifier`)
  const values = new Set<string>()
  for (;;) {
    const { is, text } = tokens.take()
    if (is === 'name') {
      values.add(text)
      const after = tokens.peek()
      if (after.is === ')') break
      if (after.is !== ',') throw refuse(`found '${after.text}', expected: ',' or ')'`)
    } else if (is === ',') {
      if (values.size === 0) values.add('')
      const after = tokens.peek().is
      if (after === ')') {
        values.add('')
        break
      }
      if (after === ',') {
        tokens.take()
        values.add('')
      }
    } else throw refuse(`found '${text}', expected: ',', or identifier`)
  }
  tokens.take()
  return [...values].sort()
}

function checkValues(key: string, operator: Requirement['operator'], values: readonly string[]): void {
  const [first = ''] = values
  if ((operator === '>' || operator === '<') && integer(first) === undefined)
    throw refuse(
      `values[0]: Invalid value: ${JSON.stringify(first)}: for 'Gt', 'Lt' operators, the value must be an integer`,
    )
  checkCauses(values.flatMap((value, index) => labelValueCauses(`values[${index}][${key}]`, value)))
}

function checkCauses(causes: readonly { readonly field?: string; readonly message: string }[]): void {
  const texts = causes.map(({ field, message }) => `${field}: ${message}`)
  if (texts.length > 0) throw refuse(texts.length === 1 ? `${texts[0]}` : `[${texts.join(', ')}]`)
}

const integer = (text: string): bigint | undefined => (/^[+-]?\d+$/.test(text) ? BigInt(text) : undefined)

function meets({ key, operator, values }: Requirement, labels: Labels): boolean {
  const label = labels[key]
  const [first = ''] = values
  switch (operator) {
    case 'exists':
      return label !== undefined
    case '!':
      return label === undefined
    case 'in':
    case '=':
    case '==':
      return label !== undefined && values.includes(label)
    case 'notin':
    case '!=':
      return label === undefined || !values.includes(label)
    default: {
      const number = integer(label ?? '')
      const bound = integer(first)
      if (number === undefined || bound === undefined) return false
      return operator === '>' ? number > bound : number < bound
    }
  }
}
