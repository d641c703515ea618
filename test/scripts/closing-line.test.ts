import { describe, expect, it } from 'vitest'
import { closingLine } from '../../scripts/closing-line.ts'

const vitest = (passed: number, failed = 0, pending = 0, failedSuites = failed) =>
  JSON.stringify({
    numPassedTests: passed,
    numFailedTests: failed,
    numPendingTests: pending,
    numTodoTests: 0,
    numFailedTestSuites: failedSuites,
  })
const playwright = (expected: number, unexpected = 0, flaky = 0, skipped = 0) =>
  JSON.stringify({ stats: { expected, unexpected, flaky, skipped } })
const demo = (...oks: boolean[]) =>
  `{"step":"contexts"}\n${JSON.stringify({ checks: oks.map((ok) => ({ ok })) })}\n`

const good: Record<string, string> = {
  'unit.json': vitest(100, 0, 2),
  'integration.json': vitest(50),
  'e2e.json': playwright(7, 0, 0, 1),
  'demo.jsonl': demo(true, true),
  'exit-codes.json': '{"check":0,"integration":0,"e2e":0}',
}
const told = (changed: Record<string, string | undefined> = {}, ended = { tests: 0, demo: 0 }) => {
  const files: Record<string, string | undefined> = { ...good, ...changed }
  const { line, failed, complaints } = closingLine((file) => files[file], ended)
  return { line, failed, complaints }
}

describe('the closing line', () => {
  it('adds up what all runners report', () => {
    expect(told()).toEqual({ line: '159 passed, 0 failed, 3 skipped', failed: 0, complaints: [] })
  })

  it('counts failed tests, flaky ones and failed checks of the demo', () => {
    const changed = {
      'unit.json': vitest(98, 2),
      'e2e.json': playwright(5, 1, 1),
      'demo.jsonl': demo(true, false),
      'exit-codes.json': '{"check":1,"integration":0,"e2e":1}',
    }
    expect(told(changed)).toEqual({ line: '154 passed, 5 failed, 0 skipped', failed: 5, complaints: [] })
  })

  it('counts a file of tests that could not be loaded', () => {
    expect(told({ 'integration.json': vitest(49, 0, 0, 1) }).line).toBe('158 passed, 1 failed, 3 skipped')
  })

  it('counts and names a runner without a report, and is printed all the same', () => {
    expect(told({ 'integration.json': undefined, 'demo.jsonl': '' })).toEqual({
      line: '107 passed, 2 failed, 3 skipped',
      failed: 2,
      complaints: [
        'integration left no report (test-results/integration.json).',
        expect.stringMatching(
          /^demo left a report that cannot be read \(test-results\/demo\.jsonl\): SyntaxError/,
        ),
      ],
    })
    expect(closingLine(() => undefined, { tests: 1, demo: 0 }).line).toBe('0 passed, 4 failed, 0 skipped')
  })

  it.each([
    ['unit.json', '{"numPassed'],
    ['e2e.json', '{"stats":{}}'],
    ['demo.jsonl', '{"step":"contexts"}'],
  ])('counts a broken report as failed: %s', (file, text) => {
    const { failed, complaints } = told({ [file]: text })
    expect([failed, complaints.length]).toEqual([1, 1])
    expect(complaints[0]).toContain(`test-results/${file}`)
  })

  it('counts a runner that ended badly though no test failed, as a gate of the check does', () => {
    expect(told({ 'exit-codes.json': '{"check":1,"integration":0,"e2e":0}' })).toEqual({
      line: '159 passed, 1 failed, 3 skipped',
      failed: 1,
      complaints: ['check ended with 1, though none of its tests failed.'],
    })
  })

  it('counts a demo that ended badly though all its checks held', () => {
    expect(told({}, { tests: 0, demo: 1 })).toEqual({
      line: '159 passed, 1 failed, 3 skipped',
      failed: 1,
      complaints: ['demo ended with 1, though none of its tests failed.'],
    })
    expect(told({ 'demo.jsonl': demo(true, false) }, { tests: 0, demo: 1 })).toEqual({
      line: '158 passed, 1 failed, 3 skipped',
      failed: 1,
      complaints: [],
    })
  })

  it('counts tests that were ended for their time, whatever they had reported by then', () => {
    expect(told({ 'exit-codes.json': undefined }, { tests: 124, demo: 0 })).toEqual({
      line: '159 passed, 1 failed, 3 skipped',
      failed: 1,
      complaints: ['npm test ended with 124, though nothing in it failed.'],
    })
    expect(told({ 'e2e.json': undefined, 'exit-codes.json': undefined }, { tests: 124, demo: 0 })).toEqual({
      line: '152 passed, 1 failed, 2 skipped',
      failed: 1,
      complaints: ['e2e left no report (test-results/e2e.json).'],
    })
  })
})
