import { describe, expect, it } from 'vitest'
import { quantityProblem } from '../../../../../main/sandbox/api-server/decoding/quantity-problem.ts'

describe('a quantity', () => {
  it.each(['0', '100m', '1.5Gi', '2e3', '1E', '1E3', '.5', '1.', '+', 'Ki', 3, 0.5, 1e21])(
    '%j is one',
    (value) => {
      expect(quantityProblem(value)).toBeUndefined()
    },
  )

  it.each(['much', '', '1x', '1.2.3', '1e3.5', true, [], {}, '1 '])('%j is none', (value) => {
    expect(quantityProblem(value)).toMatch(/^quantities must match/)
  })

  it.each(['1K', '1e', '1mm', '1ki', '1Ki2', '1i'])('%j has no suffix that there is', (value) => {
    expect(quantityProblem(value)).toBe("unable to parse quantity's suffix")
  })
})
