/** Rules in users' definitions, in CEL. */
import { type Case, del, differential, merge, post, until } from '../case.ts'
import { custom, definition, definitions, inNamespace } from '../objects.ts'

type Fields = Readonly<Record<string, unknown>>

/** A definition of its own for each case, whose specs are held to the rules. */
function ruled(
  name: string,
  plural: string,
  spec: Fields,
  rules: readonly Fields[],
  ...steps: Case['steps']
) {
  const kind = `${plural.charAt(0).toUpperCase()}${plural.slice(1)}`
  const openAPIV3Schema = {
    type: 'object',
    properties: { spec: { type: 'object', properties: spec, 'x-kubernetes-validations': rules } },
  }
  const version = { schema: { openAPIV3Schema } }
  return differential(
    name,
    post(definitions, definition(plural, kind, version), { prepares: true }),
    until(inNamespace('birds.example/v1', plural)),
    ...steps,
    del(`${definitions}/${plural}.birds.example`, undefined, { prepares: true }),
  )
}

const at = (plural: string, name?: string) => inNamespace('birds.example/v1', plural, name)
const integers = { low: { type: 'integer' }, high: { type: 'integer' } }

export const rules: readonly Case[] = [
  ruled(
    'one number below another',
    'siskins',
    integers,
    [{ rule: 'self.low <= self.high', message: 'low must not be above high' }],
    post(at('siskins'), custom('Siskins', 'one', { low: 1, high: 2 })),
    post(at('siskins'), custom('Siskins', 'two', { low: 3, high: 2 }), { status: 422 }),
    merge(at('siskins', 'one'), { spec: { low: 5 } }, { status: 422, type: 'application/merge-patch+json' }),
  ),
  ruled(
    'a rule without a message, at a field, with a reason',
    'serins',
    integers,
    [
      { rule: 'has(self.low) || has(self.high)' },
      {
        rule: '!has(self.low) || self.low > 0',
        fieldPath: '.low',
        reason: 'FieldValueForbidden',
        message: 'no',
      },
      { rule: '!has(self.high) || self.high < 10', messageExpression: "'not ' + 'so high'" },
    ],
    post(at('serins'), custom('Serins', 'one', {}), { status: 422 }),
    post(at('serins'), custom('Serins', 'one', { low: 0 }), { status: 422 }),
    post(at('serins'), custom('Serins', 'one', { low: 1, high: 12 }), { status: 422 }),
  ),
  ruled(
    'what does not change',
    'twites',
    { ...integers, name: { type: 'string', 'x-kubernetes-validations': [{ rule: 'self == oldSelf' }] } },
    [{ rule: '!has(oldSelf.low) || has(self.low)', message: 'low stays' }],
    post(at('twites'), custom('Twites', 'one', { low: 1, name: 'a' })),
    merge(at('twites', 'one'), { spec: { low: 2 } }),
    merge(at('twites', 'one'), { spec: { low: null } }, { status: 422 }),
    merge(at('twites', 'one'), { spec: { name: 'b' } }, { status: 422 }),
  ),
  ruled(
    'lists, maps and texts',
    'linnets',
    {
      names: { type: 'array', maxItems: 5, items: { type: 'string', maxLength: 20 } },
      labels: { type: 'object', maxProperties: 5, additionalProperties: { type: 'string', maxLength: 20 } },
    },
    [
      { rule: "!has(self.names) || self.names.all(x, x.startsWith('a'))", message: 'all with a' },
      {
        rule: "!has(self.names) || self.names.exists(x, x.matches('^a[0-9]$'))",
        message: 'one with a number',
      },
      { rule: "!has(self.labels) || 'app' in self.labels", message: 'an app' },
    ],
    post(at('linnets'), custom('Linnets', 'one', { names: ['a1', 'ab'], labels: { app: 'x' } })),
    post(at('linnets'), custom('Linnets', 'two', { names: ['b'], labels: { a: 'x' } }), { status: 422 }),
  ),
]
