/** Regular expressions for comparing with a real Prometheus: what they fit, what their groups hold, and how bad ones are refused. */
const texts = [
  '',
  'a',
  'aa',
  'ab',
  'abc',
  'bc',
  'A',
  'k',
  '\u212a',
  'straße',
  'STRASSE',
  'a\nb',
  '\n',
  '1',
  '٣',
  'é',
  'αβγ',
  '😀',
  'a-b_c:d',
  'a.b',
  ' ',
  '\t',
  '\u00a0',
  '$',
  '\\',
  ']a-',
  '{2}',
  '10.0.0.1:9090',
  'reviews-v1',
  'reviews-v12',
  'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!',
]

const raw = String.raw

const patterns: readonly string[] = [
  '',
  '.',
  '.*',
  '.+',
  '(?s).*',
  '(?s:.+)',
  '(?m)^a$',
  '(?m)a$\n^b',
  'a$',
  '^a',
  '^^a$$',
  'a|b|',
  '|a',
  '(a|ab)(c|bcd)?',
  '(a*)(a*)',
  '(a*?)(a*)',
  '(?U)(a*)(a*)',
  '(?:(a)|b)+',
  '(a)?b?.*',
  '(?P<x>a+)(?P<y>b*)',
  '(?i)straSSe',
  '(?i)straße',
  '(?i)K',
  '(?i)[a-c]+',
  '(?i)a(?-i)B',
  'A(?i)|b',
  '(?i:a)b',
  '[[:alpha:]]+',
  '[[:^alpha:]]+',
  '[^[:space:]]+',
  '[[:word:]-]+',
  '[]a-]+',
  '[^]a]+',
  '[a-]+',
  raw`[\d.]+:\d+`,
  raw`[^\d]+`,
  raw`\d`,
  raw`\D+`,
  raw`\w+`,
  raw`\W+`,
  raw`\s`,
  raw`\S+`,
  raw`.\b.*`,
  raw`.+\B.+`,
  raw`\pL+`,
  raw`\PL+`,
  raw`\p{Greek}+`,
  raw`\p{^Greek}+`,
  raw`\P{^Lu}+`,
  raw`\p{Nd}`,
  raw`[\pL\pN]+`,
  raw`\Aa\z`,
  raw`\Qa.b\E`,
  raw`\Q{2}\E`,
  raw`\x61\x{62}`,
  raw`\x{1F600}`,
  raw`\a|\f|\t|\n|\r|\v`,
  raw`\141`,
  raw`\.|\$|\\`,
  raw`a\.b`,
  raw`reviews-v1|reviews\-v12`,
  'reviews-v1|productpage|ratings',
  'reviews-v[0-9]+',
  'reviews-.*',
  '.*-v1',
  '.*view.*',
  '{2}|a{,2}',
  '{,2}',
  'a{2}|a{3,}',
  'a{0}',
  'a{0,2}',
  'a{1,2}?(a?)',
  '(?:a{100}){0,10}!?',
  '(a+)+!',
  '(a|aa)+!',
  '(a*)*',
  '(|a)*',
  '(|a)+',
  '(.*a){10}!',
]

const pods = (stride: number) =>
  Array.from({ length: 3000 }, (_, index) => `pod-${(index * stride) % 100_003}`).join('|')

/** Tried on few texts, as each costs a copy of the expression. */
const longPatterns: readonly string[] = [`(?:${pods(7919)}|ab+)`, `${pods(1)}|reviews-v1`, `${pods(3)}|(`]

const bad: readonly string[] = [
  '(',
  ')',
  'a)',
  '(a',
  '(?',
  '(?:',
  '(?i',
  '(?x)a',
  '(?P<n',
  '(?P<n>',
  '(?P<1n>a)',
  '(?P<>a)',
  '(?P=n)',
  '(?P>n)',
  '*',
  '+',
  '?a',
  'a|*',
  '^*',
  'a**',
  'a*+',
  'a++',
  'a??+',
  '(|*)',
  '[',
  '[a',
  '[a-',
  '[b-a]',
  raw`[a-\d]`,
  '[[:foo:]]',
  '[]',
  '[^]',
  raw`\8`,
  raw`(a)\1`,
  raw`\q`,
  raw`\Z`,
  raw`\u0041`,
  raw`\cA`,
  raw`\pX`,
  raw`\p`,
  raw`\p{Foo}`,
  raw`\p{Greek`,
  raw`\x`,
  raw`\xg`,
  raw`\x{110000}`,
  raw`\x{41`,
  raw`\Qa`,
  '\\',
  'a{1001}',
  'a{2,1}',
  'a{1,1001}',
  '(a{100}){11}',
  '((a{10}){10}){11}',
  'a(?=b)',
  'a(?!b)',
  '(?>a)',
  '(?#comment)',
]

const quoted = (text: string) => JSON.stringify(text)

/** The groups that the expression finds in each of the texts. */
const groupsIn = (pattern: string, among = texts) =>
  among
    .map((text, index) => {
      const numbered = `label_replace(vector(1), "n", "${index}", "", "")`
      const named = `label_replace(${numbered}, "text", ${quoted(text.replaceAll('$', '$$$$'))}, "", "")`
      const groups = quoted(`<$0|$1|$2|$\{x}|$y|$1x|$\{3}|$$>`)
      return `label_replace(${named}, "groups", ${groups}, "text", ${quoted(pattern)})`
    })
    .join(' or ')

export const expressions: readonly (readonly [string, string])[] = [
  ...patterns.map((pattern) => [pattern, groupsIn(pattern)] as const),
  ...longPatterns.map(
    (pattern) => [pattern.slice(-20), groupsIn(pattern, ['ab', 'reviews-v1', 'pod-3'])] as const,
  ),
]

/** As matchers, of which the store has an index. */
export const matchedExpressions: readonly string[] = [
  '.*',
  '.+',
  '',
  '|x',
  'x|y',
  'x|y|',
  '(x|y)',
  'x|.*',
  '[^x]*',
  '(?i)X',
  'X',
  raw`x|\x79`,
  raw`\x78`,
  'x$|^y',
  'xx?|y{1}',
].flatMap((pattern) => {
  const text = quoted(pattern)
  return [
    `{__name__=~"temperature|capacity",zone=~${text}}`,
    `temperature{zone!~${text}}`,
    `temperature{nothing=~${text}}`,
  ]
})

/** Go 1.19, of which Prometheus 2.42 is made, knows no names behind `(?<`, later ones do. */
export const newerExpressions: readonly string[] = [
  'temperature{zone=~"(?<=a)b"}',
  'temperature{zone=~"(?<!a)b"}',
]

export const badExpressions: readonly string[] = bad.flatMap((pattern) => [
  `temperature{zone=~${quoted(pattern)}}`,
  `label_replace(temperature, "a", "$1", "zone", ${quoted(pattern)})`,
])
