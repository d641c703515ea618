/** The real kubectl of this machine. */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readdirSync, realpathSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import type { Finished } from './aviary.ts'

/** Why tests that need kubectl cannot run here; undefined when they can. */
export function kubectlMissing(): string | undefined {
  const { error } = spawnSync('kubectl', ['version', '--client'], { stdio: 'ignore' })
  return error === undefined ? undefined : 'kubectl is not on PATH'
}

/** The kubectl on PATH, and those of other versions that lie beside it as `kubectl.1.NN` (from 1.29 on). */
export function kubectlVersions(): { name: string; command: string }[] {
  const found = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'kubectl'))
  const command = found.find((file) => existsSync(file))
  if (command === undefined) return []
  const folder = dirname(realpathSync(command))
  const beside = readdirSync(folder).filter((file) => /^kubectl\.1\.(29|[3-9]\d)$/.test(file))
  return [
    { name: 'kubectl', command: 'kubectl' },
    ...beside.map((file) => ({ name: file, command: join(folder, file) })),
  ]
}

/**
 * kubectl 1.30 to 1.33 may read before its streams are there, and then throws away what came, the status too
 * (kubernetes/kubernetes#131189). It says so, and only then is a command asked again: until the test's time is over.
 */
export const lostItsStreams = ({ stderr }: Pick<Finished, 'stderr'>) =>
  /Unknown stream id [1-3], discarding message/.test(stderr)

export function kubectlWith(kubeconfig: string, command = 'kubectl') {
  const env = { ...process.env, KUBECONFIG: kubeconfig, KUBECACHEDIR: `${kubeconfig}.cache` }
  const start = (args: readonly string[]) => spawn(command, args, { env, stdio: ['pipe', 'pipe', 'pipe'] })

  async function run(args: readonly string[], stdin = ''): Promise<Finished> {
    for (;;) {
      const ended = await runOnce(args, stdin)
      if (!lostItsStreams(ended)) return ended
    }
  }

  async function runOnce(args: readonly string[], stdin: string): Promise<Finished> {
    const child = start(args)
    let stdout = ''
    let stderr = ''
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk
    })
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk
    })
    child.stdin.end(stdin)
    const code = await new Promise<number | null>((done) => child.once('close', done))
    return { code, stdout, stderr }
  }

  /** stdout of a command that must succeed. */
  async function ok(args: readonly string[], stdin?: string): Promise<string> {
    const { code, stdout, stderr } = await run(args, stdin)
    if (code !== 0) throw new Error(`kubectl ${args.join(' ')} ended with ${code}: ${stderr}`)
    return stdout
  }

  return { start, run, ok }
}
