/** A real control plane with its controllers and scheduler, from ../shared/envtest. */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const starter = resolve('../shared/envtest/start')

/** Why there is none here; undefined when there is. */
export const noControlPlane =
  process.env.KUBEBUILDER_ASSETS === undefined
    ? 'KUBEBUILDER_ASSETS is not set (../shared/envtest/build makes what it names)'
    : existsSync(starter)
      ? undefined
      : `${starter} is not there`

export interface ControlPlane {
  readonly kubeconfig: string
  close(): Promise<void>
}

export async function startControlPlane(): Promise<ControlPlane> {
  const folder = await mkdtemp(join(tmpdir(), 'aviary-control-plane-'))
  const child = spawn(starter, [folder, 'kube-controller-manager', 'kube-scheduler'], {
    // A group of its own; all of it ends with its standard input, should we die.
    detached: true,
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const ended = new Promise<void>((done) => child.once('close', () => done()))
  const close = async () => {
    // An API server that has lost its etcd takes half a minute to end by itself.
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
    await ended
    await rm(folder, { recursive: true, force: true })
  }
  const ready = await new Promise<string | undefined>((said) => {
    let text = ''
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk
      const [, kubeconfig] = /^ready (.+)\n/m.exec(text) ?? []
      if (kubeconfig !== undefined) said(kubeconfig)
    })
    void ended.then(() => said(undefined))
  })
  if (ready !== undefined) return { kubeconfig: ready, close }
  await close()
  throw new Error('the control plane did not start')
}
