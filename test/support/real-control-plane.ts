/**
 * A real etcd and kube-apiserver, and controllers when asked for, from the folder that KUBEBUILDER_ASSETS names (as
 * setup-envtest and ../shared/envtest/build make it). Tests that need it skip where there is none.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, openSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { kubeconfigText } from '../../main/sandbox/kubeconfig-file.ts'
import { clientOf, type Side } from '../differential/side.ts'
import { eventually } from './eventually.ts'
import { freePort } from './free-port.ts'

const assets = process.env.KUBEBUILDER_ASSETS ?? ''

/** Why there is no comparison; undefined when there is one. */
export const noControlPlane =
  assets === ''
    ? 'KUBEBUILDER_ASSETS is not set (../shared/envtest/build makes what it names)'
    : existsSync(join(assets, 'kube-apiserver')) && existsSync(join(assets, 'etcd'))
      ? undefined
      : `KUBEBUILDER_ASSETS (${assets}) has no etcd and kube-apiserver`

export interface RealControlPlane extends Side {
  readonly kubeconfig: string
  close(): Promise<void>
}

export async function startControlPlane(
  ...controllers: readonly ('kube-controller-manager' | 'kube-scheduler')[]
): Promise<RealControlPlane> {
  const folder = await mkdtemp(join(tmpdir(), 'aviary-control-plane-'))
  const children: ChildProcess[] = []
  const start = (program: string, args: readonly string[]) => {
    const log = openSync(join(folder, `${program}.log`), 'a')
    children.push(spawn(join(assets, program), args, { stdio: ['ignore', log, log] }))
  }
  const close = async () => {
    for (const child of children.toReversed()) await ended(child)
    await rm(folder, { recursive: true, force: true })
  }
  try {
    const token = randomBytes(24).toString('hex')
    const key = await serviceAccountKey(folder, token)
    const [etcd, peer, port] = [await freePort(), await freePort(), await freePort()]
    start('etcd', etcdArguments(folder, etcd, peer))
    start('kube-apiserver', apiServerArguments({ folder, etcd, port, key }))
    const url = `https://127.0.0.1:${port}`
    const caPem = await whenReady(folder, url, token)
    const kubeconfig = join(folder, 'kubeconfig')
    await writeFile(kubeconfig, kubeconfigText([{ name: 'real', server: url, caPem, token }]), {
      mode: 0o600,
    })
    for (const program of controllers)
      start(program, [
        `--kubeconfig=${kubeconfig}`,
        '--leader-elect=false',
        '--secure-port=0',
        // Their own brakes would make them slower than what is compared with them.
        ...['--kube-api-qps=1000', '--kube-api-burst=2000'],
        ...(program === 'kube-scheduler' ? [] : [`--service-account-private-key-file=${key}`]),
      ])
    const compact = (version: number) => compactEtcd(etcd, version)
    return { url, caPem, token, kubeconfig, compact, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** By etcd's JSON gateway, which it has beside gRPC. */
async function compactEtcd(port: number, version: number): Promise<void> {
  const body = JSON.stringify({ revision: String(version), physical: true })
  const answer = await fetch(`http://127.0.0.1:${port}/v3/kv/compaction`, { method: 'POST', body })
  if (!answer.ok) throw new Error(`etcd does not compact to ${version}: ${await answer.text()}`)
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGTERM')
  await once(child, 'exit')
}

async function serviceAccountKey(folder: string, token: string): Promise<string> {
  await mkdir(join(folder, 'certs'))
  await writeFile(join(folder, 'tokens.csv'), `${token},admin,admin,system:masters\n`, { mode: 0o600 })
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const file = join(folder, 'service-accounts.key')
  await writeFile(file, privateKey.export({ type: 'pkcs1', format: 'pem' }), { mode: 0o600 })
  return file
}

const etcdArguments = (folder: string, client: number, peer: number) => [
  `--data-dir=${join(folder, 'etcd')}`,
  '--unsafe-no-fsync',
  '--log-level=warn',
  `--listen-client-urls=http://127.0.0.1:${client}`,
  `--advertise-client-urls=http://127.0.0.1:${client}`,
  `--listen-peer-urls=http://127.0.0.1:${peer}`,
  `--initial-advertise-peer-urls=http://127.0.0.1:${peer}`,
  `--initial-cluster=default=http://127.0.0.1:${peer}`,
]

interface ApiServerPlace {
  readonly folder: string
  readonly etcd: number
  readonly port: number
  readonly key: string
}

const apiServerArguments = ({ folder, etcd, port, key }: ApiServerPlace) => [
  `--etcd-servers=http://127.0.0.1:${etcd}`,
  `--cert-dir=${join(folder, 'certs')}`,
  '--bind-address=127.0.0.1',
  `--secure-port=${port}`,
  `--token-auth-file=${join(folder, 'tokens.csv')}`,
  '--authorization-mode=RBAC',
  '--service-cluster-ip-range=10.96.0.0/16',
  '--service-account-issuer=https://kubernetes.default.svc',
  `--service-account-key-file=${key}`,
  `--service-account-signing-key-file=${key}`,
  // Without a controller that makes them, every pod would wait for its ServiceAccount.
  '--disable-admission-plugins=ServiceAccount',
  '--allow-privileged',
]

/** The certificate that the server made for itself, once it answers. */
async function whenReady(folder: string, url: string, token: string): Promise<string> {
  return await eventually(async () => {
    const caPem = await readFile(join(folder, 'certs', 'apiserver.crt'), 'utf8')
    const client = clientOf({ url, caPem, token })
    try {
      const { status } = await client.send({ method: 'GET', path: '/readyz' })
      if (status !== 200) throw new Error(`kube-apiserver is not ready: ${status}`)
    } finally {
      client.close()
    }
    return caPem
  })
}
