/**
 * autocannon, with which the load engine is compared. Sixty packages for two benchmarks are no dependency of Aviary's:
 * npm puts them into a folder that goes with the benchmark.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const version = '9.0.0'

/** Its program, for Node; undefined, and told, where npm cannot get it. */
export function fetchAutocannon(): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'aviary-autocannon-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  const args = [
    'install',
    '--no-save',
    '--no-audit',
    '--no-fund',
    '--prefix',
    folder,
    `autocannon@${version}`,
  ]
  const { status } = spawnSync('npm', args, { stdio: 'ignore', shell: process.platform === 'win32' })
  if (status === 0) return join(folder, 'node_modules', 'autocannon', 'autocannon.js')
  console.log(`npm could not get autocannon ${version}: left out`)
  return undefined
}
