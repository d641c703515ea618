/** Numbers as Prometheus writes them in answers: `+Inf`, and Go's two-digit exponents. */
export function formatNumber(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return '+Inf'
  if (value === Number.NEGATIVE_INFINITY) return '-Inf'
  if (Object.is(value, -0)) return '-0'
  return String(value).replace(/e([+-])(\d)$/, 'e$10$2')
}

/** Without exponent, as count_values writes its label. */
export function formatPlain(value: number): string {
  const text = formatNumber(value)
  const match = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(text)
  if (match === null) return text
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match
  const power = Number(exponent)
  if (power < 0) return `${sign}0.${'0'.repeat(-power - 1)}${whole}${fraction}`
  return `${sign}${whole}${fraction.padEnd(power, '0')}`
}

/** As Go prints a float64 by default, and a Prometheus in its exposition: with an exponent below -4 and from 6 on. */
export function shortestNumber(value: number): string {
  if (!Number.isFinite(value) || value === 0) return formatNumber(value)
  const text = value.toExponential()
  const exponent = Number(text.slice(text.indexOf('e') + 1))
  if (exponent >= -4 && exponent < 6) return String(value)
  return text.replace(/e([+-])(\d)$/, 'e$10$2')
}
