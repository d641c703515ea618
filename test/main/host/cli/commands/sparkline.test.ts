import { expect, it } from 'vitest'
import { sparkline } from '../../../../../main/host/cli/commands/sparkline.ts'

it.each<[string, (number | null)[], number, string]>([
  ['from nothing to the greatest', [0, 1, 2, 3, 4, 5, 6, 7], 20, '▁▂▃▄▅▆▇█'],
  ['a gap where a value is not known', [7, null, 7], 20, '█ █'],
  ['the last ones where there is no room for all', [9, 9, 0, 7], 2, '▁█'],
  ['nothing but zeros', [0, 0], 20, '▁▁'],
  ['no room', [1, 2], 0, ''],
])('%s', (_name, values, width, line) => {
  expect(sparkline(values, width)).toBe(line)
})
