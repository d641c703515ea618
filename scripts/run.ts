import { spawn } from 'node:child_process'

/** Runs a tool of node_modules/.bin with our output; resolves with its exit code. */
export function run(tool: string, args: readonly string[]): Promise<number> {
  const shell = process.platform === 'win32'
  return new Promise((resolve, reject) => {
    const child = spawn(tool, args, { stdio: 'inherit', shell })
    child.once('error', reject)
    child.once('close', (code) => resolve(code ?? 1))
  })
}
