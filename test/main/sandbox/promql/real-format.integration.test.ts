/** How expressions are printed, against a real Prometheus 2.42: its own test cases, our queries, and generated ones. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parsePromql } from '#main/sandbox/promql/parse.ts'
import { formatPromql } from '#main/sandbox/promql/print.ts'
import { PromqlError } from '#main/sandbox/promql/promql-error.ts'
import { noPrometheus, type RealPrometheus, startRealPrometheus } from '../../../support/real-prometheus.ts'
import { promqlTexts } from './arbitrary-promql.ts'
import { queries } from './compared-queries.ts'
import { readPromqlTest } from './promql-test-format.ts'

const folder = new URL('../../../../../shared/data/promqltest/', import.meta.url)
const files = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith('.test')) : []

const expressionsIn = (file: string) =>
  readPromqlTest(readFileSync(new URL(file, folder), 'utf8')).flatMap((one) =>
    one.do === 'eval' && one.mode !== 'fail' ? [one.expr] : [],
  )

describe.skipIf(noPrometheus !== undefined)(`formatted by Prometheus 2.42 ${noPrometheus ?? ''}`, () => {
  let real: RealPrometheus
  beforeAll(async () => {
    real = await startRealPrometheus({ config: 'global: {}\n' })
  })
  afterAll(() => real?.close())

  /** Undefined for what is refused. */
  async function formatted(query: string): Promise<string | undefined> {
    const response = await fetch(`${real.url}/api/v1/format_query`, {
      method: 'POST',
      body: new URLSearchParams({ query }),
    })
    const { data } = (await response.json()) as { data?: string }
    return data
  }

  function ownFormatted(query: string): string | undefined {
    try {
      return formatPromql(parsePromql(query))
    } catch (error) {
      if (!(error instanceof PromqlError)) throw error
      return undefined
    }
  }

  async function same(expressions: readonly string[]): Promise<number> {
    let compared = 0
    for (const expression of expressions) {
      const wanted = await formatted(expression)
      expect({ expression, formatted: ownFormatted(expression) }).toEqual({ expression, formatted: wanted })
      if (wanted !== undefined) compared += 1
    }
    return compared
  }

  it.skipIf(files.length === 0)('are its own cases (skipped without ../shared/data/promqltest)', async () => {
    expect(await same(files.flatMap(expressionsIn))).toBeGreaterThan(400)
  })

  it('are our queries, and a long one around each', async () => {
    const around = (query: string) => `sum by (zone) (${query}) / ignoring(zone) group_left() (${query})`
    expect(await same(queries.flatMap((query) => [query, around(query)]))).toBeGreaterThan(queries.length)
  })

  it('are generated ones', async () => {
    expect(await same(fc.sample(promqlTexts, { seed: 4, numRuns: 500 }))).toBeGreaterThan(300)
  })
})
