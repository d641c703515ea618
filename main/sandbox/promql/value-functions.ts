/** Functions from one value to one value. `args` are the scalar arguments in order. */
export type ValueFunction = (value: number, args: readonly number[]) => number

export const valueFunctions: Readonly<Record<string, ValueFunction>> = {
  abs: Math.abs,
  ceil: Math.ceil,
  floor: Math.floor,
  exp: Math.exp,
  sqrt: Math.sqrt,
  ln: Math.log,
  log2: Math.log2,
  log10: Math.log10,
  sgn: (value) => (value < 0 ? -1 : value > 0 ? 1 : value),
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  asin: Math.asin,
  acos: Math.acos,
  atan: Math.atan,
  sinh: Math.sinh,
  cosh: Math.cosh,
  tanh: Math.tanh,
  asinh: Math.asinh,
  acosh: Math.acosh,
  atanh: Math.atanh,
  rad: (value) => (value * Math.PI) / 180,
  deg: (value) => (value * 180) / Math.PI,
  clamp: (value, [min = 0, max = 0]) => Math.max(min, Math.min(max, value)),
  clamp_min: (value, [min = 0]) => Math.max(min, value),
  clamp_max: (value, [max = 0]) => Math.min(max, value),
  /** Ties go up, also below zero. */
  round: (value, [to = 1]) => Math.floor(value * (1 / to) + 0.5) / (1 / to),
  minute: date((day) => day.getUTCMinutes(), 30),
  hour: date((day) => day.getUTCHours(), 15),
  day_of_week: date((day) => day.getUTCDay(), 0),
  day_of_month: date((day) => day.getUTCDate(), 4),
  day_of_year: date(
    (day) => Math.floor((day.getTime() - Date.UTC(day.getUTCFullYear(), 0, 1)) / 86_400_000) + 1,
    339,
  ),
  days_in_month: date(
    (day) => 32 - new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth(), 32)).getUTCDate(),
    31,
  ),
  month: date((day) => day.getUTCMonth() + 1, 12),
  year: date((day) => day.getUTCFullYear(), 292277026596),
}

/**
 * The value is seconds since the epoch. NaN and the infinities become Go's smallest integer, which is 15:30 on
 * Sunday, the 4th of December 292277026596; no Date of JavaScript reaches so far.
 */
function date(part: (day: Date) => number, ofNoNumber: number): ValueFunction {
  return (value) => (Number.isFinite(value) ? part(new Date(Math.trunc(value) * 1000)) : ofNoNumber)
}

/** Take `vector(time())` when called without an argument. */
export const dateFunctions: ReadonlySet<string> = new Set([
  'minute',
  'hour',
  'day_of_week',
  'day_of_month',
  'day_of_year',
  'days_in_month',
  'month',
  'year',
])
