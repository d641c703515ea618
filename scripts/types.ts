/** Type-checks each layer with its own tsconfig, all of them even when one fails. */
import { run } from './run.ts'

const layers = ['shared', 'main', 'renderer', 'test']
const codes: number[] = []
for (const layer of layers) codes.push(await run('tsc', ['-p', layer]))
process.exitCode = codes.every((code) => code === 0) ? 0 : 1
