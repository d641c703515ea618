/** Expressions that Prometheus 2.42 reads, short and very long ones, as somebody might type them. */
import fc from 'fast-check'

const name = fc.constantFrom(
  'up',
  'http_requests_total',
  'node:cpu:rate5m',
  'istio_request_duration_milliseconds_bucket',
)
const label = fc.constantFrom('job', 'instance', 'le', 'destination_service_name', '__name__x', 'on')
const value = fc.oneof(
  fc.constantFrom(
    '',
    'a',
    '5..',
    'it\'s "quoted"',
    'a\\b',
    'tab\there',
    'straße',
    '\u0001',
    '\u00a0',
    '😀',
    '\u200b',
  ),
  fc.string({ maxLength: 8 }).filter((one) => one.isWellFormed()),
)
const literal = fc.tuple(value, fc.boolean()).map(([text, single]) => {
  if (!single || /['\\\n]/.test(text)) return JSON.stringify(text).replaceAll('\x7f', '\\x7f')
  return `'${text}'`
})
const duration = fc.constantFrom(
  '5m',
  '90s',
  '1h30m',
  '7d',
  '8d',
  '1w',
  '1y',
  '1y2w3d4h5m6s7ms',
  '1500ms',
  '36h',
)
const number = fc.oneof(
  fc.constantFrom(
    '1',
    '0',
    '.5',
    '1e3',
    '1e6',
    '123456',
    '1234567.5',
    '0.0001',
    '0.00001',
    '1e21',
    '0x1F',
    'Inf',
    '-Inf',
    'NaN',
    '-3',
    '1e-7',
  ),
  fc.double({ noNaN: true, noDefaultInfinity: true, min: 0 }).map(String),
)
const modifier = fc.oneof(
  { weight: 4, arbitrary: fc.constant('') },
  duration.map((one) => ` offset ${one}`),
  duration.map((one) => ` offset -${one}`),
  fc.constantFrom(
    ' @ 1609746000',
    ' @ 1.5',
    ' @ start()',
    ' @ end()',
    ' @ 5 offset 1m',
    ' offset 1m @ 0.001',
  ),
)
const matchers = fc
  .array(
    fc
      .tuple(label, fc.constantFrom('=', '!=', ' = '), literal)
      .map(([name, op, text]) => `${name}${op}${text}`),
    { maxLength: 3 },
  )
  .map((all) => (all.length === 0 ? '' : `{${all.join(', ')}}`))
const bare = fc.oneof(
  fc.tuple(name, matchers).map(([metric, some]) => metric + some),
  fc.constantFrom('{__name__="up"}', '{__name__=~"u.*"}', 'up{__name__!="x"}'),
)
const selector = fc.tuple(bare, modifier).map(([one, more]) => one + more)
const range = fc.tuple(bare, duration, modifier).map(([one, window, more]) => `${one}[${window}]${more}`)
const labels = fc.array(label, { maxLength: 3 }).map((all) => `(${all.join(',')})`)
const grouping = fc.oneof(
  fc.constant(''),
  labels.map((all) => ` by ${all} `),
  labels.map((all) => `without${all}`).map((one) => ` ${one}`),
)
const joining = fc.oneof(
  { weight: 2, arbitrary: fc.constant('') },
  labels.map((all) => ` on ${all}`),
  labels.map((all) => ` ignoring${all}`),
  fc.constantFrom(' on(job) group_left', ' ignoring(le) group_right(instance)', ' on() group_left()'),
)

const { vector } = fc.letrec<{ vector: string; window: string }>((tie) => ({
  window: fc.oneof(
    { maxDepth: 4 },
    range,
    fc
      .tuple(tie('vector'), duration, fc.oneof(fc.constant(''), duration), modifier)
      .map(([inner, window, step, more]) => `(${inner})[${window}:${step}]${more}`),
    fc.tuple(bare, duration, modifier).map(([inner, window, more]) => `${inner}[${window}:]${more}`),
  ),
  vector: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    selector,
    fc
      .tuple(fc.constantFrom('rate', 'sum_over_time', 'max_over_time', 'absent_over_time'), tie('window'))
      .map(([call, inner]) => `${call}(${inner})`),
    fc
      .tuple(fc.constantFrom('sum', 'AVG', 'count', 'group'), grouping, tie('vector'), fc.boolean())
      .map(([op, by, inner, isLast]) => (isLast ? `${op}(${inner})${by}` : `${op}${by}(${inner})`)),
    fc
      .tuple(fc.constantFrom('topk', 'quantile'), grouping, number, tie('vector'))
      .map(([op, by, parameter, inner]) => `${op}${by}(${parameter}, ${inner})`),
    fc
      .tuple(grouping, literal, tie('vector'))
      .map(([by, text, inner]) => `count_values${by}(${text}, ${inner})`),
    fc
      .tuple(tie('vector'), fc.constantFrom('+', '-', '*', '/', '%', '^', ' atan2 '), joining, tie('vector'))
      .map(([left, op, on, right]) => `(${left}) ${op}${on} (${right})`),
    fc
      .tuple(
        tie('vector'),
        fc.constantFrom('==', '!=', '>', '<='),
        fc.constantFrom('', ' bool'),
        tie('vector'),
      )
      .map(([left, op, bool, right]) => `(${left})${op}${bool} (${right})`),
    fc
      .tuple(
        tie('vector'),
        fc.constantFrom('and', 'OR', 'unless'),
        fc.constantFrom('', ' on(job)', ' ignoring(le)'),
        tie('vector'),
      )
      .map(([left, op, on, right]) => `${left} ${op}${on} ${right}`),
    tie('vector').map((inner) => `-(${inner})`),
    tie('vector').map((inner) => `-${inner}`),
    tie('vector').map((inner) => `( ${inner} )`),
    number.map((one) => `vector(${one})`),
    fc
      .tuple(tie('vector'), literal, literal)
      .map(([inner, to, separator]) => `label_replace(${inner}, "job", ${to}, "job", ${separator})`),
    fc.tuple(number, tie('vector')).map(([quantile, inner]) => `histogram_quantile(${quantile}, ${inner})`),
  ),
}))

export const promqlTexts = fc.oneof(vector, number, literal)
