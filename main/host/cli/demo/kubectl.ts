/** The real kubectl, where it is on PATH. */
import { spawn } from 'node:child_process'
import { access, constants } from 'node:fs/promises'
import { delimiter, join } from 'node:path'

export interface Kubectl {
  /** Rejects with what kubectl wrote on stderr. */
  run(context: string, args: readonly string[], stdin?: string): Promise<string>
}

export async function findKubectl(kubeconfig: string, env: NodeJS.ProcessEnv): Promise<Kubectl | undefined> {
  const name = process.platform === 'win32' ? 'kubectl.exe' : 'kubectl'
  for (const folder of (env.PATH ?? '').split(delimiter)) {
    const file = join(folder, name)
    const there = await access(file, constants.X_OK).then(
      () => true,
      () => false,
    )
    if (folder !== '' && there) return kubectlAt(file, kubeconfig, env)
  }
  return undefined
}

function kubectlAt(file: string, kubeconfig: string, env: NodeJS.ProcessEnv): Kubectl {
  return {
    run: (context, args, stdin) =>
      new Promise((resolve, reject) => {
        // Discovery is cached by address; a sandbox may get the port of an earlier one.
        const child = spawn(file, ['--kubeconfig', kubeconfig, '--context', context, ...args], {
          env: { ...env, KUBECACHEDIR: `${kubeconfig}.cache` },
          windowsHide: true,
        })
        let out = ''
        let err = ''
        child.stdout.on('data', (chunk: Buffer) => {
          out += chunk
        })
        child.stderr.on('data', (chunk: Buffer) => {
          err += chunk
        })
        child.once('error', reject)
        child.once('close', (code) => {
          if (code === 0) resolve(out)
          else reject(new Error(`kubectl ${args.join(' ')}: ${err.trim() || `exit code ${code}`}`))
        })
        child.stdin.end(stdin ?? '')
      }),
  }
}
