/** Prometheus 2.42's own cases, read in place; each evaluation also as a range query. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { complaint, evaluations } from './promql-suite.ts'
import { readPromqlTest } from './promql-test-format.ts'

const folder = new URL('../../../../../shared/data/promqltest/', import.meta.url)
const files = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith('.test')) : []

describe.skipIf(files.length === 0)(
  'PromQL as Prometheus 2.42 (skipped without ../shared/data/promqltest)',
  () => {
    describe.each(files)('%s', (file) => {
      const cases = evaluations(readPromqlTest(readFileSync(new URL(file, folder), 'utf8')))
      it.each(cases.map((one) => [`line ${one.eval.line}: ${one.eval.expr}`, one] as const))(
        '%s',
        (_name, one) => {
          expect(complaint(one.eval, one.store)).toBeUndefined()
        },
      )
    })
  },
)
