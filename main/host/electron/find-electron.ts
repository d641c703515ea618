/**
 * Finds the Electron to open the window with, without importing electron: that would fetch a binary unasked.
 * In order: is there a display; the folder that ELECTRON_OVERRIDE_DIST_PATH names; the package's own folder; and, once,
 * the package's own install step.
 */
import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

export type FoundElectron =
  | { readonly binary: string }
  /** One sentence. */
  | { readonly reason: string }

export interface ElectronSearch {
  readonly env?: NodeJS.ProcessEnv
  readonly platform?: NodeJS.Platform
  /** Folder of the npm package electron; null when it is not installed. */
  readonly packageFolder?: string | null
  /** Fetches the binary into the package's folder. */
  readonly install?: (packageFolder: string) => Promise<void>
}

const installLimitMs = 60_000

export async function findElectron(search: ElectronSearch = {}): Promise<FoundElectron> {
  const { env = process.env, platform = process.platform, install = installElectron } = search
  const { packageFolder = findPackage() } = search
  if (!hasDisplay(env, platform)) {
    return { reason: 'There is no display for a window (neither DISPLAY nor WAYLAND_DISPLAY is set).' }
  }
  const override = env.ELECTRON_OVERRIDE_DIST_PATH
  if (override !== undefined && override !== '') {
    const binary = join(override, binaryPath(platform))
    return existsSync(binary)
      ? { binary }
      : { reason: `ELECTRON_OVERRIDE_DIST_PATH names ${override}, but there is no Electron in it.` }
  }
  if (packageFolder === null) return { reason: 'Electron is not installed.' }
  const binary = join(packageFolder, 'dist', installedPath(packageFolder) ?? binaryPath(platform))
  if (existsSync(binary)) return { binary }
  try {
    await install(packageFolder)
  } catch (error) {
    return { reason: `Electron could not be fetched (${firstLine(error)}).` }
  }
  return existsSync(binary) ? { binary } : { reason: 'Electron was fetched but its binary is not there.' }
}

function hasDisplay(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): boolean {
  return platform !== 'linux' || Boolean(env.DISPLAY) || Boolean(env.WAYLAND_DISPLAY)
}

function findPackage(): string | null {
  try {
    return dirname(createRequire(import.meta.url).resolve('electron/package.json'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND') return null
    throw error
  }
}

/** Where the install step said that the binary lies. */
function installedPath(packageFolder: string): string | null {
  const file = join(packageFolder, 'path.txt')
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : null
}

function binaryPath(platform: NodeJS.Platform): string {
  if (platform === 'darwin') return join('Electron.app', 'Contents', 'MacOS', 'Electron')
  return platform === 'win32' ? 'electron.exe' : 'electron'
}

async function installElectron(packageFolder: string): Promise<void> {
  process.stderr.write('Fetching Electron, once (about 100 MB) …\n')
  await promisify(execFile)(process.execPath, [join(packageFolder, 'install.js')], {
    timeout: installLimitMs,
    windowsHide: true,
  })
}

/** The line of the program's own words that names the error, rather than the command that was run. */
function firstLine(error: unknown): string {
  const { stderr, killed, message } = error as { stderr?: string; killed?: boolean; message?: string }
  if (killed === true) return `it took longer than ${installLimitMs / 1000} seconds`
  const lines = (stderr || message || String(error)).split('\n').map((line) => line.trim())
  return lines.find((line) => line !== '') ?? 'no reason was given'
}
