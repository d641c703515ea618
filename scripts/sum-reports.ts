/** Prints the one closing line of a CI run, the last on stdout: `sum-reports.ts EXIT-CODE-OF-THE-TESTS EXIT-CODE-OF-THE-DEMO`. */
import { existsSync, readFileSync } from 'node:fs'
import { closingLine } from './closing-line.ts'

const [tests, demo] = process.argv.slice(2).map(Number)
if (tests === undefined || demo === undefined) throw new Error('It takes two exit codes.')

const textOf = (file: string) => {
  const path = `test-results/${file}`
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined
}
const { line, failed, complaints } = closingLine(textOf, { tests, demo })
for (const complaint of complaints) process.stderr.write(`${complaint}\n`)
process.stdout.write(`${line}\n`)
if (failed > 0) process.exitCode = 1
