/** `npm test`: every runner, all of them even when one fails, so that one run tells everything. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { exitCodesFile } from './closing-line.ts'
import { run } from './run.ts'

const codes: Record<string, number> = {}
for (const runner of ['check', 'integration', 'e2e']) {
  codes[runner] = await run('npm', ['run', runner])
  if (codes[runner] !== 0) process.exitCode = 1
}
process.stdout.write(
  `${Object.entries(codes)
    .map(([runner, code]) => `${code === 0 ? '✓' : '✗'} ${runner}`)
    .join('\n')}\n`,
)
if (process.env.CI === 'true') {
  mkdirSync('test-results', { recursive: true })
  writeFileSync(`test-results/${exitCodesFile}`, JSON.stringify(codes))
}
