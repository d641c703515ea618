import { spawn } from 'node:child_process'
import { bundleFile } from '../entry.ts'

/** Opens the window. Resolves with the exit code when it was closed; `args` are handed on to the core. */
export function launchElectron(binary: string, args: readonly string[]): Promise<number> {
  const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env
  // Chromium refuses to start its sandbox as root.
  const asRoot = process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const child = spawn(binary, [...asRoot, bundleFile('electron-main.js'), ...args], { env, stdio: 'inherit' })
  // Ctrl-C reaches the window by itself; this process waits for it to end in good order.
  const stay = () => undefined
  const end = () => void child.kill('SIGTERM')
  process.on('SIGINT', stay)
  process.on('SIGTERM', end)
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => {
      process.off('SIGINT', stay)
      process.off('SIGTERM', end)
      resolve(code ?? 1)
    })
  })
}
