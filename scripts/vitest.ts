/** Runs one Vitest project; on CI its report is kept for the closing line. */
import { run } from './run.ts'

const [project = 'unit', ...rest] = process.argv.slice(2)
const report = ['--reporter=default', '--reporter=json', `--outputFile.json=test-results/${project}.json`]
process.exitCode = await run('vitest', [
  'run',
  '--project',
  project,
  ...(process.env.CI === 'true' ? report : []),
  ...rest,
])
