/** `aviary sandbox` as its users type it: what it prints once it runs, and what it answers to a slip of the hand. */
import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { type SandboxInfo, sandboxInfoSchema } from '#shared/model/sandbox.ts'
import { type Aviary, aviaryAtHome } from '../../../support/aviary.ts'
import { eventually } from '../../../support/eventually.ts'

const faults =
  'api-throttled, api-failing, api-slow, api-disconnects, api-watches-expired, prometheus-down, prometheus-slow, prometheus-empty, prometheus-garbage, node-lost, istiod-down, istiod-hung'
const mend = 'Mend it, then try again.'

describe('aviary sandbox', () => {
  let aviary: Aviary
  beforeAll(async () => {
    aviary = await aviaryAtHome()
  })
  afterAll(() => aviary?.close())

  it.each([
    ['start --clusters 0', `--clusters: "0" is not a whole number from 1 to 8. ${mend}`],
    ['start --clusters many', `--clusters: "many" is not a whole number from 1 to 8. ${mend}`],
    ['start --seed 1.5', `--seed: "1.5" is not a whole number from 0 to 9007199254740991. ${mend}`],
    ['start --scale 501', `--scale: "501" is not a whole number from 1 to 500. ${mend}`],
    ['start --traffic -1', `--traffic: "-1" is not a number from 0.1 to 1000. ${mend}`],
    ['start --kubeconfig /no/where', `--kubeconfig: there is no folder /no to write it to. ${mend}`],
    ['start --control-plane /no/file', `--control-plane: there is no file /no/file. ${mend}`],
    ['start --control-plane /', `--control-plane: / cannot be read (it is a folder). ${mend}`],
    ['start --kubeconfig /', `--kubeconfig: / cannot be written (EISDIR); name another file. ${mend}`],
    [
      'start more',
      "too many arguments for 'start'. Expected 0 arguments but got 1. See aviary sandbox start --help.",
    ],
    [
      'fault nosuch',
      `fault: "nosuch" is not one of list, set, clear; with set and clear go ${faults}. ${mend}`,
    ],
    [
      'fault node-lost',
      `fault: "node-lost" needs a word before it: aviary sandbox fault set node-lost, or clear node-lost. ${mend}`,
    ],
    ['fault set nosuch', `fault: "nosuch" is not one of ${faults}. ${mend}`],
    ['fault clear nosuch', `fault: "nosuch" is not one of ${faults}. ${mend}`],
    ['fault set', "missing required argument 'fault'. See aviary sandbox fault set --help."],
  ])('%s is refused in one sentence', async (line, sentence) => {
    expect(await aviary.run(['sandbox', ...line.split(' ')])).toEqual({
      code: 2,
      stdout: '',
      stderr: `aviary: ${sentence}\n`,
    })
  })

  it('fault alone says what there is', async () => {
    const { code, stderr } = await aviary.run(['sandbox', 'fault'])
    expect(code).toBe(2)
    for (const word of ['list', 'set', 'clear', ...faults.split(', ')]) expect(stderr).toContain(word)
  })

  it('a fault for a sandbox that does not run', async () => {
    const kubeconfig = join(aviary.home, 'gone')
    expect(await aviary.run(['sandbox', 'fault', 'set', 'node-lost', '--kubeconfig', kubeconfig])).toEqual({
      code: 1,
      stdout: '',
      stderr: `aviary: A sandbox of ${kubeconfig} is not running. Start it first.\n`,
    })
  })

  it('start: leaves a kubeconfig alone that no sandbox wrote', async () => {
    const kubeconfig = join(aviary.home, 'mine')
    await writeFile(kubeconfig, 'apiVersion: v1\nkind: Config\n')
    expect(await aviary.run(['sandbox', 'start', '--kubeconfig', kubeconfig])).toEqual({
      code: 2,
      stdout: '',
      stderr: `aviary: --kubeconfig: ${kubeconfig} is there already and was not written by a sandbox; name another file. ${mend}\n`,
    })
    expect(await readFile(kubeconfig, 'utf8')).toBe('apiVersion: v1\nkind: Config\n')
  })

  it('start: kubeconfig, endpoints and tokens on the screen; nothing is left after its end', async () => {
    const kubeconfig = join(aviary.home, 'screen')
    const sandbox = aviary.start(['sandbox', 'start', '--clusters', '2', '--kubeconfig', kubeconfig])
    await eventually(() => expect(sandbox.stdout()).toContain('Ctrl+C'))
    const port = String.raw`127\.0\.0\.1:\d+`
    const cluster = (name: string) => [
      new RegExp(`^${name}$`),
      new RegExp(`^ {2}API server {2}https://${port}$`),
      /^ {2}token {7}[\w-]{43}$/,
      new RegExp(`^ {2}Prometheus {2}http://${port}$`),
      new RegExp(`^ {2}ingress {5}http://${port}, https://${port}$`),
      new RegExp(`^ {2}targets {5}http://${port}/targets$`),
    ]
    const wanted = [
      /^kubeconfig {2}\S+\/screen$/,
      ...cluster('east'),
      ...cluster('west'),
      /^Try: KUBECONFIG=/,
    ]
    const lines = sandbox.stdout().trimEnd().split('\n')
    expect(lines).toHaveLength(wanted.length)
    for (const [index, line] of lines.entries()) expect(line).toMatch(wanted[index] as RegExp)
    expect(await aviary.run(['sandbox', 'start', '--kubeconfig', kubeconfig])).toEqual({
      code: 2,
      stdout: '',
      stderr: `aviary: --kubeconfig: the sandbox of ${kubeconfig} is still running; end it first, or name another file. ${mend}\n`,
    })
    const nowhere = ['--kubeconfig', kubeconfig, '--context', 'north']
    expect(await aviary.run(['sandbox', 'fault', 'set', 'node-lost', ...nowhere])).toEqual({
      code: 1,
      stdout: '',
      stderr: 'aviary: There is no context "north" in the kubeconfig. Known contexts: east, west.\n',
    })
    expect(existsSync(kubeconfig)).toBe(true)
    expect((await sandbox.stop()).stderr).toBe('')
    expect(existsSync(kubeconfig)).toBe(false)
  })

  describe('start -o json --clusters 1 --seed 7 --bookinfo --traffic 20 --scale 1', () => {
    let info: SandboxInfo
    let kubeconfig: string

    beforeAll(async () => {
      kubeconfig = join(aviary.home, 'json')
      const options = '--clusters 1 --seed 7 --bookinfo --traffic 20 --scale 1 -o json'.split(' ')
      const sandbox = aviary.start(['sandbox', 'start', ...options, '--kubeconfig', kubeconfig])
      info = sandboxInfoSchema.strict().parse(JSON.parse(await sandbox.firstLine()))
    })

    const east = () => info.clusters[0] as SandboxInfo['clusters'][number]
    const ask = async (query: string) => {
      const url = `${east().prometheus}/api/v1/query?${new URLSearchParams({ query })}`
      const { data } = (await (await fetch(url)).json()) as {
        data: { result: { value: [number, string] }[] }
      }
      return data.result.map(({ value }) => Number(value[1]))
    }

    it('names the kubeconfig, which says the same of the API server', async () => {
      expect(info.kubeconfig).toBe(kubeconfig)
      const { clusters, users } = parse(await readFile(kubeconfig, 'utf8'))
      expect(clusters).toMatchObject([{ name: 'east', cluster: { server: east().server } }])
      expect(users).toMatchObject([{ user: { token: east().token } }])
    })

    it('lists the metrics of each pod for a real Prometheus', async () => {
      const [first] = await eventually(async () => {
        const targets = (await (await fetch(east().metricsTargets)).json()) as {
          targets: string[]
          labels: Record<string, string>
        }[]
        const shop = targets.filter(({ labels }) => labels.namespace === 'shop-1')
        expect(shop).toHaveLength(20)
        return shop
      })
      const text = await fetch(`http://${first?.targets[0]}${first?.labels.__metrics_path__}`)
      expect(await text.text()).toContain('istio_build{component="proxy"')
    })

    it('has the traffic of the synthetic mesh, and that of Bookinfo', async () => {
      const calls = (namespace: string) =>
        ask(`sum(istio_requests_total{reporter="source", destination_service_namespace="${namespace}"})`)
      await eventually(async () => {
        expect((await calls('shop-1'))[0]).toBeGreaterThan(0)
        expect((await calls('bookinfo'))[0]).toBeGreaterThan(0)
      })
    })

    it('is broken and mended, in words and as JSON', async () => {
      const fault = async (...words: string[]) => {
        const { stdout, stderr } = await aviary.run([
          'sandbox',
          'fault',
          ...words,
          '--kubeconfig',
          kubeconfig,
        ])
        expect(stderr).toBe('')
        return stdout
      }
      expect(await fault('list')).toBe('Nothing is broken.\n')
      expect(await fault('set', 'prometheus-slow', 'api-slow')).toBe(
        'east  api-slow             API server takes 3 s\neast  prometheus-slow      Prometheus takes 10 s\n',
      )
      expect(JSON.parse(await fault('clear', 'api-slow', '-o', 'json'))).toEqual([
        { context: 'east', fault: 'prometheus-slow' },
      ])
      expect(await fault('clear')).toBe('Nothing is broken.\n')
    })
  })
})
