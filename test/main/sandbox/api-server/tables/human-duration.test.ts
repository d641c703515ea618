import { expect, it } from 'vitest'
import { humanDuration } from '../../../../../main/sandbox/api-server/tables/human-duration.ts'

const [second, minute, hour, day] = [1000, 60_000, 3_600_000, 86_400_000]

// From apimachinery's duration_test.go.
it.each([
  [-2 * second, '<invalid>'],
  [0, '0s'],
  [119 * second, '119s'],
  [2 * minute, '2m'],
  [2 * minute + 5 * second, '2m5s'],
  [10 * minute, '10m'],
  [179 * minute, '179m'],
  [3 * hour, '3h'],
  [3 * hour + 5 * minute, '3h5m'],
  [8 * hour + 1 * minute, '8h'],
  [47 * hour, '47h'],
  [2 * day, '2d'],
  [2 * day + 3 * hour, '2d3h'],
  [8 * day + 3 * hour, '8d'],
  [729 * day, '729d'],
  [2 * 365 * day + 40 * day, '2y40d'],
  [9 * 365 * day, '9y'],
])('%d ms are %s', (ms, text) => {
  expect(humanDuration(ms)).toBe(text)
})
