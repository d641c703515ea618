/** Adds up what the runners of a CI run left behind. A runner whose report is missing or broken counts as one failed. */

interface Counts {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

const nothing = { passed: 0, skipped: 0 }

interface Runner {
  readonly name: string
  /** In test-results. */
  readonly report: string
  readonly read: (text: string) => Counts
}

const runners: readonly Runner[] = [
  { name: 'check', report: 'unit.json', read: vitest },
  { name: 'integration', report: 'integration.json', read: vitest },
  { name: 'e2e', report: 'e2e.json', read: playwright },
  { name: 'demo', report: 'demo.jsonl', read: demo },
]

/** Written by scripts/test.ts: `{"check":0,"integration":1,"e2e":0}`. */
export const exitCodesFile = 'exit-codes.json'

/** What `.ci/run` itself saw end, with the exit codes. */
export interface Ended {
  /** `npm ci` and `npm test`, or the first of them that ended badly. */
  readonly tests: number
  readonly demo: number
}

export interface Closing extends Counts {
  /** `N passed, N failed, N skipped` */
  readonly line: string
  /** A sentence for each runner that failed otherwise than by a test. */
  readonly complaints: readonly string[]
}

/** `textOf` gives a file of test-results, undefined where there is none. */
export function closingLine(textOf: (file: string) => string | undefined, ended: Ended): Closing {
  const complaints: string[] = []
  const codes: Readonly<Record<string, number>> = { ...exitCodes(textOf(exitCodesFile)), demo: ended.demo }
  const failing = (sentence: string, { passed, skipped }: Omit<Counts, 'failed'> = nothing): Counts => {
    complaints.push(sentence)
    return { passed, failed: 1, skipped }
  }

  function countsOf({ name, report, read }: Runner): Counts {
    const text = textOf(report)
    if (text === undefined) return failing(`${name} left no report (test-results/${report}).`)
    let counts: Counts
    try {
      counts = read(text)
      if (!Object.values(counts).every(Number.isInteger)) throw new Error('it has no counts')
    } catch (error) {
      return failing(`${name} left a report that cannot be read (test-results/${report}): ${String(error)}.`)
    }
    const code = codes[name] ?? 0
    if (code === 0 || counts.failed > 0) return counts
    return failing(`${name} ended with ${code}, though none of its tests failed.`, counts)
  }

  const all = runners.map(countsOf)
  // As when it was ended for its time, at a moment when all reports were there.
  if (ended.tests !== 0 && all.every(({ failed }) => failed === 0))
    all.push(failing(`npm test ended with ${ended.tests}, though nothing in it failed.`))
  const sum = (pick: (one: Counts) => number) => all.reduce((total, one) => total + pick(one), 0)
  const total = {
    passed: sum(({ passed }) => passed),
    failed: sum(({ failed }) => failed),
    skipped: sum(({ skipped }) => skipped),
  }
  return {
    ...total,
    line: `${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`,
    complaints,
  }
}

/** None where `npm test` did not come to its end: what it lacks is then told by the missing reports. */
function exitCodes(text: string | undefined): Readonly<Record<string, number>> {
  return text === undefined ? {} : (JSON.parse(text) as Record<string, number>)
}

function vitest(text: string): Counts {
  const report = JSON.parse(text) as {
    numPassedTests: number
    numFailedTests: number
    numPendingTests: number
    numTodoTests: number
    numFailedTestSuites: number
  }
  // A file that could not be loaded has no tests of its own to fail.
  const failed = Math.max(report.numFailedTests, report.numFailedTestSuites > 0 ? 1 : 0)
  return { passed: report.numPassedTests, failed, skipped: report.numPendingTests + report.numTodoTests }
}

function playwright(text: string): Counts {
  const { stats } = JSON.parse(text) as {
    stats: { expected: number; unexpected: number; flaky: number; skipped: number }
  }
  return { passed: stats.expected, failed: stats.unexpected + stats.flaky, skipped: stats.skipped }
}

function demo(text: string): Counts {
  const lines = text.trim().split('\n')
  const { checks } = JSON.parse(lines.at(-1) ?? '') as { checks: { ok: boolean }[] }
  const passed = checks.filter((check) => check.ok).length
  return { passed, failed: checks.length - passed, skipped: 0 }
}
