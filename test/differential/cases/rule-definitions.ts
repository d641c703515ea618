/** Rules that are refused when their definition is made, and rules that are too dear or fail when they are asked. */
import { type Case, del, differential, post, until } from '../case.ts'
import { custom, definition, definitions, inNamespace } from '../objects.ts'

type Fields = Readonly<Record<string, unknown>>

const spec: Fields = {
  n: { type: 'integer' },
  s: { type: 'string', maxLength: 100 },
  b: { type: 'boolean' },
  l: { type: 'array', maxItems: 1000, items: { type: 'string', maxLength: 10 } },
  m: { type: 'object', maxProperties: 10, additionalProperties: { type: 'string', maxLength: 10 } },
  o: { type: 'object', properties: { 'a-b': { type: 'string', maxLength: 10 }, if: { type: 'integer' } } },
  at: { type: 'string', format: 'date-time' },
}

const withRules = (rules: readonly Fields[], properties = spec) => ({
  schema: {
    openAPIV3Schema: {
      type: 'object',
      properties: { spec: { type: 'object', properties, 'x-kubernetes-validations': rules } },
    },
  },
})

const refused = (name: string, ...rules: readonly Fields[]): Case =>
  differential(
    `refused: ${name}`,
    post(definitions, definition('pipits', 'Pipits', withRules(rules)), { status: 422 }),
  )

const refusedRules: readonly string[] = [
  'self.zz == 1',
  'self.o.zz == 1',
  'self.n',
  'self.l',
  'bogus == 1',
  'foo(self.n)',
  'self.s.foo()',
  'self.n == "x"',
  'self.n + self.s == ""',
  'self.n == 7.0',
  '!self.n',
  'self.b && self.n',
  'self.b ? 1 : "a"',
  'self.l.all(e, e)',
  'self.n.all(e, true)',
  'self.s.all(e, true)',
  'size(self.n) == 1',
  'self.s[0] == "h"',
  'self.s.x == 1',
  'has(self)',
  '[1, "a"] == [1]',
  'self.l.exists(e, e > 1)',
  'self.s.matches("(")',
  'self.n > ',
  'self.at == "now"',
]

/** One object, whose answer is compared. */
function asked(name: string, plural: string, rules: readonly Fields[], object: Fields, status: number): Case {
  const kind = `${plural.charAt(0).toUpperCase()}${plural.slice(1)}`
  const all = inNamespace('birds.example/v1', plural)
  return differential(
    name,
    post(definitions, definition(plural, kind, withRules(rules)), { prepares: true }),
    until(all),
    post(all, custom(kind, 'one', object), { status }),
    del(`${definitions}/${plural}.birds.example`, undefined, { prepares: true }),
  )
}

const names = (count: number) => Array.from({ length: count }, (_, index) => `n${index}`)
const dear = 'self.l.all(a, self.l.all(b, size(a) > 0))'
const pairs = 'self.l.all(a, self.l.all(b, true))'

export const ruleDefinitions: readonly Case[] = [
  ...refusedRules.map((rule) => refused(rule, { rule })),
  refused('no rule', { rule: ' ' }),
  refused('an empty message', { rule: 'self.n > 1', message: ' ' }),
  refused('a message of two lines', { rule: 'self.n > 1', message: 'a\nb' }),
  refused('a rule of two lines without a message', { rule: 'self.n >\n1' }),
  refused('a mistake in the second line', { rule: 'self.n > 1\n&& self.zz', message: 'no' }),
  refused('an unknown reason', { rule: 'self.n > 1', reason: 'Because' }),
  refused('a path that leads nowhere', { rule: 'self.n > 1', fieldPath: '.zz' }),
  refused('a message that is a number', { rule: 'self.n > 1', messageExpression: 'self.n' }),
  refused('a message that is none', { rule: 'self.n > 1', messageExpression: 'bogus' }),
  refused('an optional old self that is not asked', { rule: 'self.n > 1', optionalOldSelf: true }),
  refused('several', { rule: 'self.zz > 1' }, { rule: 'self.n > 1' }, { rule: 'self.yy > 1' }),
  asked('too dear', 'larids', [{ rule: dear }], { l: names(500) }, 422),
  asked(
    'too dear, with a message, and not the next one',
    'noddies',
    [{ rule: dear, message: 'no' }, { rule: 'size(self.l) == 1' }],
    { l: names(500) },
    422,
  ),
  asked('dear enough', 'skuas', [{ rule: pairs }], { l: names(500) }, 201),
  asked(
    'too dear together',
    'kittiwakes',
    Array.from({ length: 14 }, () => ({ rule: pairs })),
    { l: names(500) },
    422,
  ),
  asked('that divides by zero', 'auks', [{ rule: '1 / self.n == 1' }], { n: 0 }, 422),
  asked('that looks past the end', 'puffins', [{ rule: 'self.l[9] == "a"' }], { l: ['a'] }, 422),
  asked('that misses a key', 'dovekies', [{ rule: 'self.m["b"] == "a"', message: 'no b' }], { m: {} }, 422),
  asked('that misses a field', 'murres', [{ rule: 'self.n > 1' }], { s: '' }, 422),
  asked(
    'with functions of Kubernetes',
    'petrels',
    [
      { rule: 'isURL(self.s) && url(self.s).getHost() == "a.b"' },
      { rule: 'self.l.all(q, isQuantity(q)) && quantity(self.l[0]).isLessThan(quantity(self.l[1]))' },
      { rule: 'cidr("10.0.0.0/8").containsIP(self.m["ip"])' },
      { rule: 'self.l.isSorted() && self.s.find("[a-z]+") == "https"' },
      { rule: 'self.o.a__dash__b == "x" && self.o.__if__ == 1' },
      { rule: 'self.at > timestamp("2020-01-01T00:00:00Z")' },
      { rule: 'self.m["ip"].matches("^(1[0-9]*)+[.]")', message: 'not ten' },
    ],
    {
      ...{ s: 'https://a.b/c', l: ['100m', '1Gi'], m: { ip: '11.0.0.1' }, o: { 'a-b': 'x', if: 1 } },
      at: '2026-01-01T00:00:00Z',
    },
    422,
  ),
]
