/** Runs every benchmark of test/bench, one after the other: they must not disturb each other. */
import { readdirSync } from 'node:fs'
import { run } from './run.ts'

const folder = 'test/bench'
for (const file of readdirSync(folder)
  .filter((name) => name.endsWith('.bench.ts'))
  .sort()) {
  process.stdout.write(`\n${file}\n`)
  const code = await run('node', [`${folder}/${file}`])
  if (code !== 0) process.exitCode = code
}
