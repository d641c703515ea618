/** Every gate, all of them even when one fails, with a line each at the end. */
import { run } from './run.ts'

const gates: readonly [name: string, tool: string, args: readonly string[]][] = [
  ['format and lint', 'biome', ['check', '--error-on-warnings', '.']],
  [
    'layers',
    'depcruise',
    ['--config', '.dependency-cruiser.mjs', '--output-type', 'err-long', 'shared', 'main', 'renderer'],
  ],
  ['dead code', 'knip', []],
  ['types', 'node', ['scripts/types.ts']],
  ['unit tests', 'node', ['scripts/vitest.ts', 'unit']],
]

const results: string[] = []
for (const [name, tool, args] of gates) {
  const code = await run(tool, args)
  results.push(`${code === 0 ? '✓' : '✗'} ${name}`)
  if (code !== 0) process.exitCode = 1
}
process.stdout.write(`${results.join('\n')}\n`)
