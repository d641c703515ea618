import { expect, it } from 'vitest'
import { csvLine } from '#shared/flight/csv-line.ts'

it.each([
  ['what is not known is empty', [null, undefined, 0], ',,0'],
  [
    'quotes what a reader would take apart',
    ['a,b', 'say "x"', 'two\r\nlines'],
    '"a,b","say ""x""","two\r\nlines"',
  ],
  [
    'numbers have no noise of summing',
    [1.0000000000000002, 0.1 + 0.2, 123_456_789_012, 1e-7],
    '1,0.3,123456789012,1e-7',
  ],
])('%s', (_, cells, line) => {
  expect(csvLine(cells)).toBe(line)
})
