/** Patterns of users' schemas, which are Go's expressions. */
import { type Case, del, differential, post, until } from '../case.ts'
import { custom, definition, definitions, inNamespace } from '../objects.ts'

/** What fits, and what does not. */
type Texts = readonly [fits: readonly string[], others: readonly string[]]

/** A definition of its own, with one field for each pattern; an object for each text, so that it breaks one alone. */
function patterned(name: string, plural: string, texts: Readonly<Record<string, Texts>>): Case {
  const kind = `${plural.charAt(0).toUpperCase()}${plural.slice(1)}`
  const all = inNamespace('birds.example/v1', plural)
  const entries = Object.entries(texts)
  const properties = Object.fromEntries(
    entries.map(([pattern], index) => [`p${index}`, { type: 'string', pattern }]),
  )
  const openAPIV3Schema = { type: 'object', properties: { spec: { type: 'object', properties } } }
  const make = (index: number, text: string, status: number) =>
    post(all, custom(kind, `one-${index}-${status}`, { [`p${index}`]: text }), { status })
  const objects = entries.flatMap(([, [fits, others]], index) => [
    ...fits.slice(0, 1).map((text) => make(index, text, 201)),
    ...others.map((text) => make(index, text, 422)),
  ])
  return differential(
    name,
    post(definitions, definition(plural, kind, { schema: { openAPIV3Schema } }), { prepares: true }),
    until(all),
    ...objects,
    del(`${definitions}/${plural}.birds.example`, undefined, { prepares: true }),
  )
}

const raw = String.raw

const unreadable = ['(', '[a', 'a**', '(?=a)', raw`(a)\1`, 'a{1001}', '\\', raw`\u0041`, '(?<=a)b', 'a\n(']

const withPattern = (pattern: string) => ({
  type: 'object',
  properties: { spec: { type: 'object', properties: { a: { type: 'string', pattern } } } },
})

export const patterns: readonly Case[] = [
  patterned('fit anywhere, unless they say where', 'crakes', {
    b: [['abc'], ['a', '']],
    '^b': [['bc'], ['ab', 'a\nb']],
    b$: [['a\nb'], ['b\n', 'ba']],
    '^b$': [['b'], ['b\n', 'ab']],
    '^$': [[''], [' ', '\n']],
    '.': [['\na'], ['\n', '']],
    '(?s).': [['\n'], ['']],
    '(?m)^b$': [['a\nb\n'], ['ab']],
  }),
  patterned('as Go reads them', 'rails', {
    '(?i)ABC': [['abc'], ['ab']],
    '(?i)^k$': [['\u212a'], ['c']],
    '^[[:alpha:]]+$': [['abc'], ['é', '']],
    '^\\pL+$': [['é'], ['1']],
    '^\\p{Greek}$': [['α'], ['a']],
    '^\\d+$': [['12'], ['٣']],
    '^\\w+$': [['a_1'], ['é', 'a-b']],
    '^\\s$': [['\t'], ['\u00a0', '\v']],
    '^\\Qa.b\\E$': [['a.b'], ['a-b']],
    '^\\x{61}': [['abc'], ['x']],
    '^(?P<name>a)b': [['ab'], ['b']],
    '^(?<name>a)b': [['ab'], ['b']],
    '^.{1}$': [['😀'], ['ab']],
    '(?U)^a+$': [['aa'], ['b']],
    '\\Aa\\z': [['a'], ['a\n']],
    '^(a+)+$': [['aaa'], [`${'a'.repeat(5000)}!`]],
  }),
  ...unreadable.map((pattern) =>
    differential(
      `that Go cannot read: ${pattern}`,
      post(definitions, definition('coots', 'Coots', { schema: { openAPIV3Schema: withPattern(pattern) } }), {
        status: 422,
      }),
    ),
  ),
  differential(
    'that Go cannot read, in alternatives',
    post(
      definitions,
      definition('coots', 'Coots', {
        schema: {
          openAPIV3Schema: {
            ...withPattern('a'),
            not: { properties: { spec: { properties: { a: { pattern: ')' } } } } },
          },
        },
      }),
      { status: 422 },
    ),
  ),
]
