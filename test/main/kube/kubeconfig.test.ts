import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { kubeconfigFiles, loadKubeconfig } from '#main/kube/kubeconfig.ts'

const config = (name: string, server: string, extra = '') => `
apiVersion: v1
kind: Config
current-context: ${name}
clusters: [{ name: c-${name}, cluster: { server: "${server}", certificate-authority: ca.crt } }]
users: [{ name: u-${name}, user: { token: secret-${name} } }]
contexts: [{ name: ${name}, context: { cluster: c-${name}, user: u-${name} } }]
${extra}`

describe('the kubeconfig', () => {
  let folder: string
  const file = (name: string) => join(folder, name)
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'aviary-kubeconfig-'))
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  it('is the named files, else KUBECONFIG, else ~/.kube/config', () => {
    expect(kubeconfigFiles(['/a'], { KUBECONFIG: '/b' })).toEqual(['/a'])
    expect(kubeconfigFiles([], { KUBECONFIG: '/b::/c' })).toEqual(['/b', '/c'])
    expect(kubeconfigFiles([], { HOME: '/home/me' })).toEqual(['/home/me/.kube/config'])
  })

  it('merges several files, the first to set a name wins, missing ones are skipped', async () => {
    await writeFile(file('one'), config('prod', 'https://one:6443'))
    await writeFile(file('two'), config('prod', 'https://two:6443') + config('x', 'https://x').slice(0, 0))
    await writeFile(file('three'), config('test', 'https://three:6443'))
    const { contexts, problems, current } = await loadKubeconfig([
      file('one'),
      file('gone'),
      file('two'),
      file('three'),
    ])
    expect(problems).toEqual([])
    expect(current).toBe('prod')
    expect(contexts.map((one) => [one.name, one.cluster.server])).toEqual([
      ['prod', 'https://one:6443'],
      ['test', 'https://three:6443'],
    ])
  })

  it('resolves relative paths against the file they stand in', async () => {
    await writeFile(file('one'), config('prod', 'https://one:6443'))
    const { contexts } = await loadKubeconfig([file('one')])
    expect(contexts[0]?.cluster['certificate-authority']).toBe(file('ca.crt'))
  })

  it('reports a context whose cluster is missing and keeps the others', async () => {
    await writeFile(
      file('one'),
      `contexts: [{ name: bad, context: { cluster: nowhere } }, { name: good, context: { cluster: c } }]
clusters: [{ name: c, cluster: { server: "https://c" } }]`,
    )
    const { contexts, problems } = await loadKubeconfig([file('one')])
    expect(contexts.map((one) => one.name)).toEqual(['good'])
    expect(problems).toEqual([
      { code: 'bad-context', context: 'bad', reason: 'its cluster "nowhere" is not in the kubeconfig' },
    ])
  })

  it('says of a malformed file which one it is, and still reads the others', async () => {
    await writeFile(file('one'), 'clusters: {this is: [not closed')
    await writeFile(file('two'), config('test', 'https://two'))
    const { contexts, problems } = await loadKubeconfig([file('one'), file('two')])
    expect(contexts.map((one) => one.name)).toEqual(['test'])
    expect(problems).toMatchObject([{ code: 'bad-kubeconfig', file: file('one') }])
  })

  it('says so when there is no file at all', async () => {
    expect(await loadKubeconfig([file('gone')])).toMatchObject({
      contexts: [],
      problems: [{ code: 'no-kubeconfig', files: [file('gone')] }],
    })
  })
})
