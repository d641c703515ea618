import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadKubeconfig } from '#main/kube/kubeconfig.ts'
import { openControlSocket } from '#main/sandbox/control-socket.ts'
import { writeKubeconfig } from '#main/sandbox/write-kubeconfig.ts'

describe("the sandbox's kubeconfig", () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'aviary-kubeconfig-'))
  })
  afterAll(() => rm(folder, { recursive: true }))
  const entry = (name: string) => ({ name, server: 'https://127.0.0.1:1', caPem: 'CA', token: 'secret' })

  it('has a context for each cluster, and is for its owner alone', async () => {
    const file = join(folder, 'new')
    await writeKubeconfig(file, [entry('east'), entry('west')])
    const { contexts, current, problems } = await loadKubeconfig([file])
    expect(contexts.map((context) => context.name)).toEqual(['east', 'west'])
    expect(contexts[0]?.user).toEqual({ token: 'secret' })
    expect({ current, problems }).toEqual({ current: 'east', problems: [] })
    expect((await stat(file)).mode & 0o777).toBe(0o600)
  })

  it('takes the place of one that a sandbox left behind', async () => {
    const file = join(folder, 'left')
    await writeKubeconfig(file, [entry('old')])
    await writeKubeconfig(file, [entry('east')])
    expect((await loadKubeconfig([file])).contexts.map((context) => context.name)).toEqual(['east'])
  })

  it('never takes the place of one whose sandbox runs', async () => {
    const file = join(folder, 'running')
    await writeKubeconfig(file, [entry('first')])
    const close = await openControlSocket(file, async () => ({ contexts: ['first'], faults: [] }))
    try {
      await expect(writeKubeconfig(file, [entry('second')])).rejects.toThrow(
        `the sandbox of ${file} is still running; end it first, or name another file`,
      )
      expect((await loadKubeconfig([file])).current).toBe('first')
    } finally {
      await close()
    }
    await writeKubeconfig(file, [entry('second')])
    expect((await loadKubeconfig([file])).current).toBe('second')
  })

  it('is no folder', async () => {
    await expect(writeKubeconfig(folder, [entry('east')])).rejects.toThrow(
      `${folder} cannot be written (EISDIR); name another file`,
    )
  })

  it('never takes the place of another file', async () => {
    const file = join(folder, 'config')
    await writeFile(file, 'apiVersion: v1\nkind: Config\n')
    await expect(writeKubeconfig(file, [entry('east')])).rejects.toThrow(`${file} is there already`)
    expect(await readFile(file, 'utf8')).toBe('apiVersion: v1\nkind: Config\n')
  })
})
