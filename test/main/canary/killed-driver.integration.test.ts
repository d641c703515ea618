/** The process that executes a canary is killed in the middle of a step; another one finishes the rollout. */
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openHistory } from '#main/storage/history.ts'
import type { SandboxInfo } from '#shared/model/sandbox.ts'
import { type Aviary, aviaryAtHome } from '../../support/aviary.ts'
import { bookinfoReady } from '../../support/bookinfo-ready.ts'
import { eventually } from '../../support/eventually.ts'

interface Status {
  phase: string
  canaryWeight: number
  because: string
  drivenBy: { holder: string } | null
}

describe('a canary whose driver is killed', () => {
  let aviary: Aviary
  let global: string[]
  const good = 'docker.io/istio/examples-bookinfo-productpage-v1:1.20.4'

  async function cli(...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await aviary.run([...args, ...global])
    if (code !== 0) throw new Error(`aviary ${args.join(' ')} ended with ${code}: ${stderr}`)
    return stdout
  }
  const status = async () =>
    JSON.parse(await cli('canary', 'status', 'productpage-v1', '-o', 'json')) as Status

  beforeAll(async () => {
    aviary = await aviaryAtHome()
    const kubeconfig = join(aviary.home, 'sandbox.kubeconfig')
    const sandbox = aviary.start([
      'sandbox',
      'start',
      '--clusters',
      '1',
      '--kubeconfig',
      kubeconfig,
      '--bookinfo',
      '-o',
      'json',
    ])
    const info = JSON.parse(await sandbox.firstLine()) as SandboxInfo
    global = ['--kubeconfig', info.kubeconfig, '--context', info.clusters[0]!.context, '-n', 'bookinfo']
    await bookinfoReady(info)
    const pace = ['--interval', '4s', '--window', '4s', '--step-weight', '25', '--max-weight', '50']
    await cli('canary', 'enable', 'productpage-v1', ...pace)
    aviary.start([
      'flight',
      'run',
      'svc/productpage:9080/productpage',
      '--rate',
      '30',
      '--continuous',
      '-o',
      'json',
      ...global,
    ])
  })
  afterAll(() => aviary?.close())

  it('is finished by the next one', async () => {
    const first = aviary.start(['canary', 'run', '-o', 'json', ...global])
    await eventually(async () => expect((await status()).drivenBy).not.toBeNull(), 500)
    const firstHolder = (await status()).drivenBy?.holder
    await setImage(good)
    await eventually(() =>
      expect(lastLine(first.stdout())).toMatchObject({ phase: 'Progressing', canaryWeight: 25 }),
    )
    first.child.kill('SIGKILL')
    await first.finished

    const second = aviary.start(['canary', 'run', '-o', 'json', ...global])
    await eventually(() => expect(lastLine(second.stdout())).toMatchObject({ phase: 'Succeeded' }), 250)
    const end = await status()
    expect(end).toMatchObject({ phase: 'Succeeded', canaryWeight: 0 })
    expect(end.drivenBy?.holder).not.toBe(firstHolder)
    const kubectlOfPrimary = openHistory(aviary.home)
    const promoted = kubectlOfPrimary
      .activity(1000)
      .filter(
        (entry) => entry.name === 'productpage-v1-primary' && entry.diff.some((line) => line.includes(good)),
      )
    kubectlOfPrimary.close()
    expect(promoted).toHaveLength(1)
  })

  async function setImage(image: string): Promise<void> {
    const { loadKubeconfig } = await import('#main/kube/kubeconfig.ts')
    const { connect } = await import('#main/kube/connect.ts')
    const { contexts } = await loadKubeconfig([global[1]!])
    const cluster = connect(contexts[0]!, { mayWrite: () => 'yes', record: () => undefined })
    const { resources } = await import('#shared/model/kube.ts')
    type WithImage = import('#shared/model/kube.ts').Deployment
    await cluster.write.update<WithImage>(
      resources.deployment,
      'bookinfo',
      'productpage-v1',
      (current) => {
        const next = structuredClone(current)
        next.spec.template.spec.containers[0]!.image = image
        return next
      },
      'a new version',
    )
    cluster.close()
  }
})

function lastLine(text: string): unknown {
  const lines = text.trim().split('\n')
  const last = lines.at(-1)
  return last === undefined || last === '' ? undefined : JSON.parse(last)
}
