/** Literal cases in Prometheus's test format. */
import { expect } from 'vitest'
import { complaint, evaluations } from './promql-suite.ts'
import { readPromqlTest } from './promql-test-format.ts'

export function expectPromql(text: string): void {
  const cases = evaluations(readPromqlTest(text))
  expect(cases.length).toBeGreaterThan(0)
  const complaints = cases.flatMap(({ eval: test, store }) => {
    const wrong = complaint(test, store)
    return wrong === undefined ? [] : [`${test.expr}: ${wrong}`]
  })
  expect(complaints).toEqual([])
}
