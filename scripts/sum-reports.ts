/** Adds up what the runners reported and prints the one closing line of a CI run. */
import { readdirSync, readFileSync } from 'node:fs'

interface Counts {
  passed: number
  failed: number
  skipped: number
}

const readers: Readonly<Record<string, (text: string) => Counts>> = {
  'unit.json': vitest,
  'integration.json': vitest,
  'e2e.json': playwright,
  'demo.jsonl': demo,
}

const counts = Object.entries(readers).map(([file, read]) => {
  if (!readdirSync('test-results').includes(file))
    throw new Error(`test-results/${file} is missing: its runner did not finish`)
  return read(readFileSync(`test-results/${file}`, 'utf8'))
})
const sum = (pick: (one: Counts) => number) => counts.reduce((total, one) => total + pick(one), 0)
const failed = sum((one) => one.failed)
process.stdout.write(
  `${sum((one) => one.passed)} passed, ${failed} failed, ${sum((one) => one.skipped)} skipped\n`,
)
if (failed > 0) process.exitCode = 1

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
