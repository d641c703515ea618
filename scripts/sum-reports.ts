/** Prints the one closing line of a CI run, the last on stdout, whatever the runners came to. */
import { existsSync, readFileSync } from 'node:fs'
import { closingLine } from './closing-line.ts'

const { line, failed, complaints } = closingLine((file) => {
  const path = `test-results/${file}`
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined
})
for (const complaint of complaints) process.stderr.write(`${complaint}\n`)
process.stdout.write(`${line}\n`)
if (failed > 0) process.exitCode = 1
