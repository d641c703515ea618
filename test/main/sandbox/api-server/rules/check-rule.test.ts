/** What is wrong with rules by their schemas: each row as Kubernetes 1.35 says it. */
import { describe, expect, it } from 'vitest'
import { createRuleChecker } from '#main/sandbox/api-server/rules/check-rule.ts'

const schema = {
  type: 'object',
  properties: {
    n: { type: 'integer' },
    s: { type: 'string' },
    b: { type: 'boolean' },
    l: { type: 'array', items: { type: 'string' } },
    o: { type: 'object', properties: { p: { type: 'string' }, 'a-b': { type: 'integer' } } },
    ol: { type: 'array', items: { type: 'object', properties: { name: { type: 'string' } } } },
    any: { 'x-kubernetes-preserve-unknown-fields': true },
    x: { 'x-kubernetes-int-or-string': true },
    at: { type: 'string', format: 'date-time' },
  },
}
const checker = createRuleChecker(schema, false)

describe('a rule', () => {
  it.each([
    ['self.zz == 1', 5, "undefined field 'zz'"],
    ['self.s.x == 1', 7, "type 'string' does not support field selection"],
    ['bogus == 1', 1, "undeclared reference to 'bogus' (in container '')"],
    ['foo(self.n)', 4, "undeclared reference to 'foo' (in container '')"],
    ['self.s.foo()', 11, "undeclared reference to 'foo' (in container '')"],
    ['self.n == "x"', 8, "found no matching overload for '_==_' applied to '(int, string)'"],
    ['!self.n', 1, "found no matching overload for '!_' applied to '(int)'"],
    ['size(self.n) == 1', 5, "found no matching overload for 'size' applied to '(int)'"],
    ['self.s[0] == "h"', 7, "found no matching overload for '_[_]' applied to '(string, int)'"],
    ['self.b && self.n', 15, "expected type 'bool' but found 'int'"],
    ['self.l.all(e, e)', 15, "expected type 'bool' but found 'string'"],
    ['self.b ? 1 : "a"', 8, "found no matching overload for '_?_:_' applied to '(bool, int, string)'"],
    ['has(self)', 5, 'invalid argument to has() macro'],
    ['self.s.matches("(")', 16, 'invalid matches argument'],
    ['self.at == "x"', 9, "found no matching overload for '_==_' applied to '(timestamp, string)'"],
    [
      'self.n.all(e, true)',
      5,
      "expression of type 'int' cannot be range of a comprehension (must be list, map, or dynamic)",
    ],
  ])('%s is wrong at %d: %s', (rule, column, what) => {
    const shown = `compilation failed: ERROR: <input>:1:${column}: ${what}\n | ${rule}\n | ${'.'.repeat(column - 1)}^`
    expect(checker.problemOf(rule, 'bool', 'plain')).toBe(shown)
  })

  it('shows the line of the mistake', () => {
    expect(checker.problemOf('self.n > 1\n&& self.zz', 'bool', 'plain')).toBe(
      "compilation failed: ERROR: <input>:2:8: undefined field 'zz'\n | && self.zz\n | .......^",
    )
  })

  it('comes to what is wanted', () => {
    expect(checker.problemOf('self.n', 'bool', 'plain')).toBe('must evaluate to a bool')
    expect(checker.problemOf('self.n > 1', 'string', 'plain')).toBe('must evaluate to a string')
    expect(checker.problemOf('self.s + "!"', 'string', 'plain')).toBeUndefined()
  })

  it.each([
    'self.n > 1 && self.b',
    'self.any.whatever == 1 || self.x == 5 || self.x == "a"',
    'self.o.a__dash__b == 1',
    'has(self.ol[0].name) && self.ol[0].name == "a"',
    'self.ol.all(a, self.ol.exists_one(b, a.name == b.name))',
    'self.o == self.o',
    'matches(self.s, "^a")',
    'self.at > timestamp("2020-01-01T00:00:00Z")',
    'self == oldSelf',
    'self.l.all(i, e, i >= 0 && e != "")',
    '"%s-%d".format([self.s, self.n]) != ""',
    '!format.dns1123Label().validate(self.s).hasValue()',
  ])('is right: %s', (rule) => expect(checker.problemOf(rule, 'bool', 'plain')).toBeUndefined())

  it('knows the old self as optional where that is asked for', () => {
    const rule = '!oldSelf.hasValue() || oldSelf.value().n == self.n'
    expect(checker.problemOf(rule, 'bool', 'optional')).toBeUndefined()
  })

  it('of the whole object knows its kind and name', () => {
    const root = createRuleChecker(schema, true)
    expect(root.problemOf('self.metadata.name == self.kind', 'bool', 'plain')).toBeUndefined()
    expect(root.problemOf('self.metadata.labels == {}', 'bool', 'plain')).toContain(
      "undefined field 'labels'",
    )
  })
})
