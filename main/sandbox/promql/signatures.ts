/** The functions of Prometheus 2.42 and their arguments; native histograms apart, whose functions find none here. */
import type { ValueType } from './ast.ts'

export interface Signature {
  readonly args: readonly ValueType[]
  /** How many more arguments of the last kind there may be than `args` less one; -1: any number. */
  readonly variadic: number
  readonly returns: ValueType
}

const signature = (args: readonly ValueType[], variadic = 0, returns: ValueType = 'vector'): Signature => ({
  args,
  variadic,
  returns,
})

const named = (names: string, one: Signature) => names.split(' ').map((name) => [name, one] as const)

export const signatures: ReadonlyMap<string, Signature> = new Map([
  ...named(
    'abs absent acos acosh asin asinh atan atanh ceil cos cosh deg exp floor histogram_count histogram_sum ln log10 log2 rad sgn sin sinh sort sort_desc sqrt tan tanh timestamp',
    signature(['vector']),
  ),
  ...named(
    'absent_over_time avg_over_time changes count_over_time delta deriv idelta increase irate last_over_time max_over_time min_over_time present_over_time rate resets stddev_over_time stdvar_over_time sum_over_time',
    signature(['matrix']),
  ),
  ...named(
    'day_of_month day_of_week day_of_year days_in_month hour minute month year',
    signature(['vector'], 1),
  ),
  ...named('clamp_max clamp_min', signature(['vector', 'scalar'])),
  ...named('clamp', signature(['vector', 'scalar', 'scalar'])),
  ...named('histogram_fraction', signature(['scalar', 'scalar', 'vector'])),
  ...named('histogram_quantile', signature(['scalar', 'vector'])),
  ...named('holt_winters', signature(['matrix', 'scalar', 'scalar'])),
  ...named('label_join', signature(['vector', 'string', 'string', 'string'], -1)),
  ...named('label_replace', signature(['vector', 'string', 'string', 'string', 'string'])),
  ...named('pi time', signature([], 0, 'scalar')),
  ...named('predict_linear', signature(['matrix', 'scalar'])),
  ...named('quantile_over_time', signature(['scalar', 'matrix'])),
  ...named('round', signature(['vector', 'scalar'], 1)),
  ...named('scalar', signature(['vector'], 0, 'scalar')),
  ...named('vector', signature(['scalar'])),
])
