/**
 * Where the project's own files lie. From source every process runs its `.ts` file; bundled, all of them lie side by
 * side in dist/, and so does whatever chunk this module was put into.
 */
import { fileURLToPath } from 'node:url'
import type { ProcessName } from '../launcher.ts'

const runsFromSource = import.meta.url.endsWith('.ts')

const entries: Record<ProcessName, { source: string; bundle: string }> = {
  sandbox: { source: '../sandbox/process.ts', bundle: './sandbox.js' },
  'flight-engine': { source: '../flight/engine/process.ts', bundle: './flight-engine.js' },
}

/** The file that the named process is started with. */
export function entryFile(name: ProcessName): string {
  const { source, bundle } = entries[name]
  return fileURLToPath(new URL(runsFromSource ? source : bundle, import.meta.url))
}

/** A file of the build, whether this code runs from it or from source. */
export function bundleFile(name: string): string {
  return fileURLToPath(new URL(`${runsFromSource ? '../../dist' : '.'}/${name}`, import.meta.url))
}

/** The built renderer: index.html and assets/. */
export function rendererFolder(): string {
  return bundleFile('renderer/')
}
