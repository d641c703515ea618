/** Every story with every kubectl, in a namespace of its own each, on one sandbox behind the recording proxy. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'yaml'
import { createCertificates } from '../../../../main/sandbox/api-server/certificates.ts'
import { startSandbox } from '../../../../main/sandbox/sandbox.ts'
import { recordingProxy, type Upstream } from '../../../support/recording-proxy.ts'
import type { Story } from './row.ts'
import { type Ran, runStory } from './run-rows.ts'

interface Kubectl {
  readonly name: string
  readonly command: string
}

/** Some commands only wait, so that more run than there are cores; of too many, none gets its TLS handshake done in 10 s. */
const atOnce = 3 * availableParallelism()

export const namespaceOf = (story: Story, minor: number) => `k${minor}-${story.name}`

/** 31 of `kubectl.1.31` */
export const minorOf = ({ name }: Kubectl) => Number(name.split('.').at(-1))

/** By `namespaceOf` the story: what each of its rows did. */
export async function recordStories(
  stories: readonly Story[],
  versions: readonly Kubectl[],
): Promise<Map<string, Ran[]>> {
  const folder = await mkdtemp(join(tmpdir(), 'aviary-kubectl-'))
  const own = join(folder, 'sandbox')
  const sandbox = await startSandbox({ clusters: 1, seed: 1, kubeconfig: own, bookinfo: false })
  const proxy = await recordingProxy(
    await createCertificates(Date.now()),
    upstreamOf(await readFile(own, 'utf8')),
  )
  const kubeconfig = join(folder, 'kubeconfig')
  await writeFile(kubeconfig, kubeconfigOf(proxy), { mode: 0o600 })
  const ran = new Map<string, Ran[]>()
  const record = async (story: Story, version: Kubectl) => {
    const namespace = namespaceOf(story, minorOf(version))
    const cacheFolder = join(folder, version.name)
    const ground = { command: version.command, kubeconfig, cacheFolder, namespace, requestsOf: proxy.of }
    ran.set(namespace, await runStory(story, ground))
  }
  try {
    for (const comesFirst of [true, false]) {
      const jobs = stories
        .filter((story) => (story.comesFirst ?? false) === comesFirst)
        .flatMap((story) => versions.map((version) => () => record(story, version)))
      await inTurn(jobs)
    }
    return ran
  } finally {
    await proxy.close()
    await sandbox.close()
    await rm(folder, { recursive: true, force: true })
  }
}

async function inTurn(jobs: (() => Promise<void>)[]): Promise<void> {
  const work = async () => {
    for (let job = jobs.shift(); job !== undefined; job = jobs.shift()) await job()
  }
  await Promise.all(Array.from({ length: atOnce }, work))
}

function upstreamOf(kubeconfigText: string): Upstream {
  const { clusters, users } = parse(kubeconfigText)
  const { server: url, 'certificate-authority-data': ca } = clusters[0].cluster
  return { url, caPem: Buffer.from(ca, 'base64').toString('utf8'), token: users[0].user.token }
}

/** Without a user: each command says with `--token` who it is. */
const kubeconfigOf = ({ url, caPem }: { url: string; caPem: string }) =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      {
        name: 'east',
        cluster: { server: url, 'certificate-authority-data': Buffer.from(caPem).toString('base64') },
      },
    ],
    contexts: [{ name: 'east', context: { cluster: 'east', user: '' } }],
    'current-context': 'east',
  })
