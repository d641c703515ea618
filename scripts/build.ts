/**
 * Builds dist/: the renderer with Vite, everything that runs in Node or Electron with Rolldown. A part whose sources
 * have not changed since it was built is left as it is.
 */
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { needsBuild, sourcesOf } from './build-freshness.ts'
import { projectFolder } from './project-folder.ts'

const dist = join(projectFolder, 'dist')

/** Files of dist/ and what they are built from. They lie side by side, so that each finds the others. */
const programs = {
  cli: 'main/host/cli/main.ts',
  sandbox: 'main/sandbox/process.ts',
  'flight-engine': 'main/flight/engine/process.ts',
  'flight-worker': 'main/flight/engine/worker.ts',
  'electron-main': 'main/host/electron/main.ts',
  'core-process': 'main/host/electron/core-process.ts',
  'utility-child': 'main/host/electron/utility-child.ts',
}

export async function build(): Promise<void> {
  const common = ['shared', 'package.json', 'package-lock.json', 'scripts/build.ts']
  await buildPart('renderer', [...common, 'renderer', 'assets', 'vite.config.ts'], buildRenderer)
  await buildPart('main', [...common, 'main'], buildMain)
}

async function buildPart(name: string, from: readonly string[], run: () => Promise<void>): Promise<void> {
  const freshness = await needsBuild(join(dist, `.${name}-built-from`), await sourcesOf(projectFolder, from))
  if (!freshness.stale) return
  process.stderr.write(`Building the ${name} …\n`)
  await run()
  await freshness.remember()
}

async function buildRenderer(): Promise<void> {
  const { build: viteBuild } = await import('vite')
  await viteBuild({
    root: join(projectFolder, 'renderer'),
    configFile: join(projectFolder, 'vite.config.ts'),
    logLevel: 'warn',
  })
}

async function buildMain(): Promise<void> {
  const { build: bundle } = await import('rolldown')
  await removeBundles()
  // Electron's own module exists only inside Electron; the two are optional speed-ups of ws that are not installed.
  const external = ['electron', 'bufferutil', 'utf-8-validate']
  await bundle({
    cwd: projectFolder,
    input: programs,
    platform: 'node',
    external,
    output: {
      dir: dist,
      format: 'esm',
      entryFileNames: '[name].js',
      chunkFileNames: '[name]-[hash].js',
      minify: false,
    },
  })
  // A sandboxed preload is one CommonJS file.
  await bundle({
    cwd: projectFolder,
    input: 'main/host/electron/preload.ts',
    platform: 'node',
    external,
    output: { file: join(dist, 'preload.cjs'), format: 'cjs' },
  })
}

/** Chunks carry hashes in their names, so old ones would stay for ever. */
async function removeBundles(): Promise<void> {
  const files = await readdir(dist).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  const bundles = files.filter((file) => /\.c?js$/.test(file))
  await Promise.all(bundles.map((file) => rm(join(dist, file))))
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await build()
