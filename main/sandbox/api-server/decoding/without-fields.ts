/** Objects without the fields that their kind does not have: a typed server drops them when it reads. */
import { isFields } from '#shared/model/fields.ts'

/** Each path as refusals write it: `spec.containers[0].imag`. */
export function withoutFields<T>(object: T, paths: readonly string[]): T {
  return paths.reduce<unknown>((left, path) => without(left, stepsOf(path)), object) as T
}

const stepsOf = (path: string): string[] => path.replaceAll(/\[(\d+)\]/g, '.$1').split('.')

function without(value: unknown, [step = '', ...rest]: readonly string[]): unknown {
  if (Array.isArray(value))
    return value.map((item, index) => (index === Number(step) ? without(item, rest) : item))
  if (!isFields(value) || !(step in value)) return value
  if (rest.length > 0) return { ...value, [step]: without(value[step], rest) }
  const { [step]: _, ...left } = value
  return left
}
