/** A sandbox that runs is broken and mended by another process, as a user does it. */
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SandboxInfo } from '#shared/model/sandbox.ts'
import { type Aviary, aviaryAtHome } from '../../../support/aviary.ts'
import { bookinfoReady } from '../../../support/bookinfo-ready.ts'
import { eventually } from '../../../support/eventually.ts'

describe('aviary sandbox fault', () => {
  let aviary: Aviary
  let sandbox: ReturnType<Aviary['start']>
  let info: SandboxInfo
  let kubeconfig: string

  beforeAll(async () => {
    aviary = await aviaryAtHome()
    kubeconfig = join(aviary.home, 'sandbox.yaml')
    const args = [
      '--clusters',
      '1',
      '--bookinfo',
      '--traffic',
      '20',
      '--kubeconfig',
      kubeconfig,
      '-o',
      'json',
    ]
    sandbox = aviary.start(['sandbox', 'start', ...args])
    info = JSON.parse(await sandbox.firstLine())
    await bookinfoReady(info)
  })
  afterAll(() => aviary?.close())

  const fault = async (...args: string[]) => {
    const { code, stdout, stderr } = await aviary.run([
      ...['sandbox', 'fault', ...args],
      ...['--kubeconfig', kubeconfig, '-o', 'json'],
    ])
    return code === 0 ? JSON.parse(stdout) : { code, stderr }
  }
  const query = async (text: string) => {
    const url = `${info.clusters[0]?.prometheus}/api/v1/query?query=${encodeURIComponent(text)}`
    const { data } = (await (await fetch(url)).json()) as { data: { result: { value: [number, string] }[] } }
    return data.result.map(({ value }) => Number(value[1]))
  }
  const readyNodes = async () => {
    const { stdout } = await aviary.run(['mesh', 'status', '--kubeconfig', kubeconfig, '-o', 'json'])
    return stdout
  }

  it('is reachable by its owner alone', async () => {
    expect((await stat(`${kubeconfig}.control`)).mode & 0o777).toBe(0o600)
    expect(await fault('list')).toEqual([])
  })

  it('breaks Prometheus and the API server, and mends both', async () => {
    await eventually(async () => expect(await query('count(istio_requests_total) > 0')).not.toEqual([]))
    expect(await fault('set', 'prometheus-empty', 'api-failing')).toEqual([
      { context: 'east', fault: 'api-failing' },
      { context: 'east', fault: 'prometheus-empty' },
    ])
    expect(await query('up')).toEqual([])
    expect(await readyNodes()).toBe('')
    expect(await fault('clear')).toEqual([])
    expect(await query('up')).not.toEqual([])
    expect(await readyNodes()).toContain('istiod')
  })

  it('loses a node, and its pods with it', async () => {
    const targets = () => query('count(up)')
    const { metricsTargets } = info.clusters[0]!
    const before = await eventually(async () => {
      const all = (await (await fetch(metricsTargets)).json()) as unknown[]
      expect(await targets()).toEqual([all.length])
      return all.length
    })
    await fault('set', 'node-lost')
    await eventually(async () => expect((await targets())[0]).toBeLessThan(before))
    await fault('clear', 'node-lost')
    await eventually(async () => expect((await targets())[0]).toBe(before))
  })

  it('says what it does not know', async () => {
    expect(await fault('set', 'everything')).toMatchObject({
      stderr: expect.stringContaining('is not one of'),
    })
    const elsewhere = await fault('set', 'istiod-down', '--context', 'north')
    expect(elsewhere).toMatchObject({ stderr: expect.stringContaining('There is no context "north"') })
  })

  it('ends with its sandbox', async () => {
    await sandbox.stop()
    expect(await fault('list')).toMatchObject({ stderr: expect.stringContaining('not running') })
  })
})
