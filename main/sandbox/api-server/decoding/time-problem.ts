/** Times in RFC 3339, as Go's time.Parse reads them; those of leases and events have six digits after the second. */
const layouts = {
  Time: '2006-01-02T15:04:05Z07:00',
  MicroTime: '2006-01-02T15:04:05.000000Z07:00',
} as const

interface Part {
  readonly layout: string
  readonly form: RegExp
  readonly name?: string
  readonly range?: readonly [number, number]
}

const literal = (text: string): Part => ({ layout: text, form: new RegExp(`^${text}`) })
const number = (layout: string, name: string, from: number, to: number): Part => ({
  layout,
  form: /^\d\d/,
  name,
  range: [from, to],
})

const date: readonly Part[] = [
  { layout: '2006', form: /^\d{4}/ },
  literal('-'),
  number('01', 'month', 1, 12),
  literal('-'),
  number('02', 'day', 0, 99),
  literal('T'),
  number('15', 'hour', 0, 23),
  literal(':'),
  number('04', 'minute', 0, 59),
  literal(':'),
  number('05', 'second', 0, 59),
]
const zone: Part = { layout: 'Z07:00', form: /^(Z|[+-]\d\d:\d\d)/ }
const parts: Readonly<Record<keyof typeof layouts, readonly Part[]>> = {
  Time: [...date, { layout: '', form: /^([.,]\d+)?/ }, zone],
  MicroTime: [...date, { layout: '.000000', form: /^[.,]\d{6}/ }, zone],
}

/** As nearly all times are written; the others are read part by part. */
const plain: Readonly<Record<keyof typeof layouts, RegExp>> = {
  Time: /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\dZ$/,
  MicroTime: /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{6}Z$/,
}

/** Why it is no time, in Go's words. */
export function timeProblem(text: string, precision: keyof typeof layouts): string | undefined {
  if (plain[precision].test(text)) return undefined
  const quoted = JSON.stringify(text)
  let rest = text
  for (const { layout, form, name = '', range } of parts[precision]) {
    const [found] = form.exec(rest) ?? []
    if (found === undefined)
      return `parsing time ${quoted} as "${layouts[precision]}": cannot parse ${JSON.stringify(rest)} as "${layout}"`
    if (range !== undefined && (Number(found) < range[0] || Number(found) > range[1]))
      return `parsing time ${quoted}: ${name} out of range`
    rest = rest.slice(found.length)
  }
  if (rest !== '') return `parsing time ${quoted}: extra text: ${JSON.stringify(rest)}`
  const [year = 0, month = 0, day = 0] = text.slice(0, 10).split('-').map(Number)
  return day >= 1 && day <= daysIn(year, month) ? undefined : `parsing time ${quoted}: day out of range`
}

const longMonths = [1, 3, 5, 7, 8, 10, 12]

function daysIn(year: number, month: number): number {
  if (month !== 2) return longMonths.includes(month) ? 31 : 30
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28
}
