/**
 * Rules, what they come to and what they cost: all rows are what Kubernetes 1.35 gives for them (k8s.io/apiextensions-apiserver's
 * cel.Compile, with its base environment).
 */
import { describe, expect, it } from 'vitest'
import { CostMeter, perCallLimit } from '#main/sandbox/api-server/rules/cost-meter.ts'
import { evaluateRule } from '#main/sandbox/api-server/rules/rule-environment.ts'

const self = {
  ...{ n: 7n, s: 'hello world, this is a text', b: true, d: 1.5, x: 5n },
  l: ['alpha', 'beta', 'gamma', 'delta'],
  il: [3n, 1n, 2n],
  m: { a: 'one', bb: 'two' },
  o: { p: 'x', q: { r: 4n } },
  ol: ['a', 'b', 'c'].map((name, index) => ({ name, v: BigInt(index + 1) })),
}

/** Rule, what it comes to or why it fails, units. */
const rows: readonly (readonly [string, boolean | string, number])[] = [
  ['true', true, 0],
  ['self.n > 3', true, 3],
  ['self.n == 7', true, 3],
  ['self.s == "hello"', false, 3],
  ['self.o.q.r == 4', true, 5],
  ['has(self.n)', true, 1],
  ['has(self.o.q.r)', true, 3],
  ['!has(self.d) || true', true, 2],
  ['self.n in [1,2,7]', true, 2],
  ['self.s in self.l', false, 8],
  ['"a" in self.m', true, 3],
  ['self.n + 1 == 8', true, 4],
  ['self.s + "x" != "y"', true, 6],
  ['-self.n < 0', true, 4],
  ['!self.b || self.b', true, 5],
  ['self.b && self.n > 1', true, 5],
  ['self.b ? self.n > 1 : self.n < 1', true, 5],
  ['self.l.all(e, true)', true, 15],
  ['self.l.all(e, e != "")', true, 19],
  ['self.l.exists(e, e == "gamma")', true, 24],
  ['self.l.exists_one(e, e == "gamma")', true, 14],
  ['self.l.map(e, e + "x") == []', false, 59],
  ['self.l.map(e, e != "", e).size() == 4', true, 61],
  ['self.l.filter(e, e != "beta").size() == 3', true, 52],
  ['self.ol.all(e, e.v > 0)', true, 21],
  ['self.ol.all(e, self.ol.exists(f, f.v == e.v))', true, 81],
  ['self.m.all(k, self.m[k] != "")', true, 15],
  ['self.l[0] == "alpha"', true, 4],
  ['self.l[self.n - 7] == "alpha"', true, 7],
  ['self.ol[1].name == "b"', true, 5],
  ['self.l.size() == 4', true, 4],
  ['size(self.l) == 4', true, 4],
  ['self.s.size() > 3', true, 4],
  ['self.s.startsWith("hello")', true, 5],
  ['self.s.endsWith("text")', true, 5],
  ['self.s.contains("world")', true, 5],
  ['self.s.matches("^[a-z ,]+$")', true, 11],
  ['[self.n, 1].size() == 2', true, 14],
  ['[1,2].size() == 2', true, 2],
  ['{"a": self.n}.size() == 1', true, 34],
  ['{"a": 1}.size() == 1', true, 2],
  ['string(self.n) == "7"', true, 4],
  ['int(self.d) == 1', true, 4],
  ['double(self.n) > 1.0', true, 4],
  ['self.s.lowerAscii() == self.s', true, 10],
  ['self.s.split(" ").size() == 6', true, 10],
  ['self.l.join(",") == "x"', false, 8],
  ['self.s.replace("l", "L") == ""', false, 8],
  ['self.s.substring(2) != ""', true, 5],
  ['self.s.trim() != ""', true, 5],
  ['self.s.charAt(1) == "e"', true, 4],
  ['self.s.indexOf("w") == 6', true, 5],
  ['self.il.sum() == 6', true, 6],
  ['self.il.min() == 1', true, 6],
  ['self.il.max() == 3', true, 6],
  ['self.il.isSorted()', false, 5],
  ['self.il.indexOf(2) == 2', true, 6],
  ['self.s.find("[a-z]+") == "hello"', true, 9],
  ['self.s.findAll("[a-z]+").size() == 6', true, 10],
  ['sets.contains(self.il, [1,2])', true, 9],
  ['sets.intersects(self.l, ["beta"])', true, 7],
  ['sets.equivalent(self.il, [1,2,3])', true, 21],
  ['self.x == 5', true, 3],
  ['type(self.n) == int', true, 4],
  ['duration("1h") > duration("1m")', true, 1],
  ['timestamp("2020-01-01T00:00:00Z") < timestamp("2021-01-01T00:00:00Z")', true, 1],
  ['self.?n.hasValue()', true, 3],
  ['self.?n.orValue(1) == 7', true, 3],
  ['self.l.exists(e, e == "zzz")', false, 27],
  ['self.il.all(a, self.il.all(b, self.il.all(c, a+b+c > 0)))', true, 318],
  ['self.l == ["alpha"]', false, 3],
  ['self.o == self.o', true, 5],
  ['self.n != 7', false, 3],
  ['self.s < "z"', true, 3],
  ['dyn(self.n) == "x"', false, 4],
  ['self.l[7] == "a"', 'index out of bounds: 7', 4],
  ['self.n / 0 == 1', 'division by zero', 4],
  ['self.n % 0 == 1', 'modulus by zero', 4],
  ['9223372036854775807 + self.n > 0', 'integer overflow', 4],
  ['self.m["zz"] == "a"', 'no such key: zz', 4],
  ['self.l.exists(e, 1/0 == 1)', 'division by zero', 27],
  ['self.s.charAt(99) == ""', 'index out of range: 99', 3],
  ['self.s.substring(99) == ""', 'index out of range: 99', 5],
  [
    'self.s.matches(self.s + "(")',
    'error parsing regexp: missing closing ): `hello world, this is a text(`',
    28,
  ],
  ['""==""', true, 0],
  ['self.il.min() == self.n', false, 8],
  ['[].min() == 1', 'min called on empty list', 1],
  ['(self.b ? self.n : self.il[0]) == 7', true, 4],
  ['(self.b ? self.o.q.r : 1) == 4', true, 6],
  ['(self.n > 1 ? 1 : 2) == 1', true, 4],
  ['self.l[self.il[1]] == "beta"', true, 6],
  ['self.l[self.n - 7] == "a"', false, 7],
  ['self.m["a"] == "one"', true, 4],
  ['self.ol[self.il[1]].name == "b"', true, 7],
  ['self.l.map(e, e)[0] == "alpha"', true, 58],
  ['self.ol.filter(e, e.v > 1)[0].name == "b"', true, 42],
  ['self.l.max() == "gamma"', true, 3],
  ['self.l.min() == "x"', false, 3],
  ['self.l.isSorted()', false, 2],
  ['self.l.indexOf("beta") == 1', true, 3],
  ['self.s.split(" ")[0] == "hello"', true, 11],
  ['has(self.o.q) && self.o.q.r == 4', true, 7],
  ['self.ol.exists(e, has(e.v))', true, 11],
  ['[self.n, self.n] == [1, 2]', false, 15],
  ['[[1],[2]] == [[1],[2]]', true, 1],
  ['self.n in [self.n, 2]', true, 16],
  ['"x" in ["a","b"]', false, 0],
  ['!(self.n in [1,2])', true, 3],
  ['self.n in self.il', false, 7],
  ['self.o.p in {"x": 1}', true, 4],
  ['self.o.p in {"x": self.n}', true, 36],
  ['string(self.b) == "true"', true, 4],
  ['string(self.d) == "1.5"', true, 4],
  ['self.l.size() > 0 ? self.l[0] == "alpha" : false', true, 8],
  ['self.?o.?q.?r.orValue(0) == 4', true, 5],
  ['self.l[?0].orValue("") == "alpha"', true, 4],
  ['optional.of(self.n).hasValue()', true, 4],
  ['optional.none().hasValue()', false, 2],
  ['self.s.upperAscii() == "A"', false, 6],
  ['self.s.lastIndexOf("w") == 1', false, 5],
  ['self.s.replace("l", "L", 1) == "x"', false, 9],
  ['self.s.split(" ", 2) == ["a","b"]', false, 9],
  ['self.l.join() == "x"', false, 7],
  ['self.il.map(x, x * 2).sum() == 12', true, 49],
  ['type(self.s) == string', true, 4],
  ['bytes(self.s).size() == 1', false, 7],
  ['self.il.exists_one(e, e > 5)', false, 10],
  ['self.il.all(e, e > 2)', false, 15],
  ['self.m.map(k, k).size() == 2', true, 31],
  ['self.m.filter(k, k != "a").size() == 1', true, 22],
  ['uint(self.n) == 7u', true, 4],
  ['double(self.d) == 1.5', true, 4],
  ['self.n < self.d', false, 5],
  ['self.b == true', true, 3],
  ['null == null', true, 1],
  ['sets.contains(["a"],["b"])', false, 2],
  ['self.l.exists(e, e.startsWith("be"))', true, 18],
  ['self.ol.map(e, e.v).max() == 3', true, 49],
  ['isURL("https://a.b:80/c")', true, 1],
  ['url("https://a.b:80/c").getHost() == "a.b:80"', true, 4],
  ['quantity("1Gi").isGreaterThan(quantity("1Mi"))', true, 3],
  ['isQuantity("1Gi")', true, 1],
  ['isIP("1.2.3.4")', true, 1],
  ['ip("1.2.3.4").family() == 4', true, 3],
  ['cidr("10.0.0.0/8").containsIP("10.1.2.3")', true, 3],
  ['isCIDR("10.0.0.0/8")', true, 1],
  [
    'quantity("abc").isInteger()',
    "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
    2,
  ],
  ['ip("::1").isLoopback()', true, 2],
  ['ip("1.2.3.4") == ip("1.2.3.4")', true, 3],
  ['ip.isCanonical("1.2.3.4")', true, 2],
  ['string(ip("1.2.3.4")) == "1.2.3.4"', true, 3],
  ['cidr("10.0.0.0/8").containsCIDR("10.1.0.0/16")', true, 6],
  ['cidr("10.0.0.0/8").containsCIDR(cidr("10.1.0.0/16"))', true, 6],
  ['cidr("10.0.0.0/8").containsIP(ip("10.1.2.3"))', true, 3],
  ['cidr("10.0.0.0/8").masked() == cidr("10.0.0.0/8")', true, 4],
  ['cidr("10.0.0.0/8").prefixLength() == 8', true, 3],
  ['cidr("10.0.0.0/8").ip() == ip("10.0.0.0")', true, 4],
  ['quantity("1").add(quantity("2")) == quantity("3")', true, 5],
  ['quantity("1").compareTo(quantity("2")) == -1', true, 4],
  ['quantity("1").add(1).asInteger() == 2', true, 4],
  ['url("https://u@a.b:80/c?d=e").getQuery() == {"d": ["e"]}', true, 5],
  ['url("https://a.b/c%20d").getEscapedPath() == "/c%20d"', true, 4],
]

function outcome(rule: string, variables: Record<string, unknown>): [unknown, number] {
  const meter = new CostMeter()
  try {
    return [evaluateRule(rule, variables, meter), meter.spent]
  } catch (error) {
    return [error instanceof Error ? error.message : error, meter.spent]
  }
}

describe('a rule', () => {
  it.each(rows)('%s comes to %s and costs %d', (rule, result, cost) => {
    expect(outcome(rule, { self })).toEqual([result, cost])
  })

  it('pays the same each time', () => {
    const rule = 'self.l.all(e, self.il.exists(i, i > 1))'
    expect(outcome(rule, { self })).toEqual(outcome(rule, { self }))
  })
})

describe('a rule that is too dear', () => {
  const items = Array.from({ length: 100_000 }, (_, index) => BigInt(index))
  const large = { l: items, ll: [items], s: 'a'.repeat(1_000_000), texts: items.map(String) }

  // None of these would end within hours.
  it.each([
    'self.l.all(a, self.l.all(b, self.l.all(c, true)))',
    'self.l.all(a, self.l.exists(b, a == b + 1) || true)',
    'self.l.exists(a, self.l.all(b, self.l.exists_one(c, 1 / 0 == 1))) || true',
    'self.l.map(a, self.l + self.l).size() > 0',
    'self.l.map(a, self.l.filter(b, b > a)).size() > 0',
    'self.l.all(x, self.ll == [self.l + []])',
    'self.l.all(a, size(self.s) > 3)',
    'self.l.all(a, self.s.matches("(a|aa)+$b"))',
    'self.l.all(a, self.s.contains(self.s))',
    'self.l.all(a, a in self.l)',
    'self.l.all(a, self.l.indexOf(a) >= 0)',
    'self.l.all(x, self.l.sum() > 0)',
    'self.texts.all(t, !"x".matches(t))',
    'self.texts.all(t, !"x".matches("(x{900}|" + t + ")"))',
    'self.texts.all(t, "x".find("y" + t) == "")',
    'sets.contains(self.l, self.l)',
    'sets.equivalent(self.texts, self.texts)',
  ])('ends: %s', (rule) => {
    const [why, cost] = outcome(rule, { self: large })
    if (why === false) expect(cost).toBeLessThan(perCallLimit)
    else expect(why).toBe('operation cancelled: actual cost limit exceeded')
  })

  it('is none that reads an expression of each item of a usual list', () => {
    const self = { texts: items.slice(0, 1_000).map(String) }
    expect(outcome('self.texts.all(t, t.matches("^" + t + "$"))', { self })[0]).toBe(true)
  })

  it('makes no text that is larger than memory', () => {
    expect(outcome('self.s.replace("", self.s) == ""', { self: large })[0]).toBe(
      'the result of replace() is too long',
    )
  })
})
