/** Envoy's /stats: a line for each; those whose names match, where a filter is given. */
import type { Re2 } from '../re2.ts'
import type { Stat } from './envoy-stats.ts'

export function statsText(stats: readonly Stat[], filter?: Pick<Re2, 'test'>): string {
  return stats
    .filter(({ name }) => filter === undefined || filter.test(name))
    .map(({ name, value }) => `${name}: ${value}\n`)
    .join('')
}
