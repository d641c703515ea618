/** Flights that the cluster flies, from the command to the verdict, on the sandbox: nothing of them stays there. */
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import { type ConnectedCluster, connect } from '#main/kube/connect.ts'
import { loadKubeconfig } from '#main/kube/kubeconfig.ts'
import { testRunResource } from '#shared/flight/in-cluster/k6-test-run.ts'
import { type KubeObject, type Resource, resources } from '#shared/model/kube.ts'
import type { SandboxInfo } from '#shared/model/sandbox.ts'
import { type Aviary, aviaryAtHome } from '../../../support/aviary.ts'
import { bookinfoReady } from '../../../support/bookinfo-ready.ts'
import { eventually } from '../../../support/eventually.ts'
import { k6Definition } from '../../../support/k6-definition.ts'

const job: Resource = { group: 'batch', version: 'v1', kind: 'Job', plural: 'jobs', namespaced: true }

describe('aviary flight run --in-cluster', () => {
  let aviary: Aviary
  let kubeconfig: string
  let cluster: ConnectedCluster

  beforeAll(async () => {
    aviary = await aviaryAtHome()
    kubeconfig = join(aviary.home, 'sandbox.kubeconfig')
    const start = [
      'sandbox',
      'start',
      '--clusters',
      '1',
      '--bookinfo',
      '--kubeconfig',
      kubeconfig,
      '-o',
      'json',
    ]
    await bookinfoReady(JSON.parse(await aviary.start(start).firstLine()) as SandboxInfo)
    const { contexts } = await loadKubeconfig([kubeconfig])
    cluster = connect(contexts[0]!, { mayWrite: () => 'yes', record: () => undefined })
  })
  afterAll(async () => {
    cluster?.close()
    await aviary?.close()
  })

  const args = (tool: string, ...more: string[]) => [
    ...['flight', 'run', 'svc/productpage:9080/productpage', '-n', 'bookinfo', '--kubeconfig', kubeconfig],
    // Fortio paces each connection, and leaves what one is late with at the end: here, with answers that take a second.
    ...['--in-cluster', tool, '--duration', '2s', '--rate', '20', '--connections', '20', ...more],
  ]
  const run = (tool: string, ...more: string[]) => aviary.run(args(tool, ...more))

  async function leftThere(): Promise<string[]> {
    const kinds = [job, resources.secret, resources.configMap, resources.pod, testRunResource]
    const lists = await Promise.all(
      kinds.map((one) => cluster.list<KubeObject>(one, { namespace: 'bookinfo' })),
    )
    return lists
      .flat()
      .map(({ metadata }) => metadata.name)
      .filter((name) => name.startsWith('aviary-'))
  }
  const nothingIsLeft = () => eventually(async () => expect(await leftThere()).toEqual([]))

  it('fortio: flies, fetches the result back as a flight, and cleans up', async () => {
    const rules = ['--expect', 'p99<5s', '--expect', 'code(200)=100%', '-H', 'Authorization: Bearer s3cret']
    const { code, stdout, stderr } = await run('fortio', ...rules)
    expect([code, stderr]).toEqual([0, expect.stringContaining(': flying\n')])
    expect(stdout).toMatch(
      /in the cluster by Fortio \(Job aviary-productpage-\w{8} in bookinfo of east\): service time/,
    )
    expect(stdout).toMatch(/200 OK {2}40 {2}100\.00 %\n {2}holds {2}p99<5s/)
    await nothingIsLeft()
    const list = JSON.parse((await aviary.run(['flight', 'list', '-o', 'json'])).stdout)
    expect(list[0]).toMatchObject({
      state: 'finished',
      totals: { sent: 40, codes: { 200: 40 } },
      inCluster: { tool: 'fortio' },
    })
    const activity = (await aviary.run(['activity', '-o', 'json'])).stdout
    expect(activity).toContain('create')
    expect(activity).not.toContain('s3cret')
  })

  it('fortio: a rule that does not hold makes the exit code 1', async () => {
    const { code, stdout } = await run('fortio', '--expect', 'p99<1ms', '-o', 'json')
    expect(code).toBe(1)
    const result = JSON.parse(stdout)
    expect(result).toMatchObject({
      RunType: 'HTTP',
      RetCodes: { 200: 40 },
      Aviary: { Verdict: { passed: false } },
    })
    expect(result.DurationHistogram.Count).toBe(40)
  })

  it('prints a manifest that changes nothing', async () => {
    const { code, stdout, stderr } = await run('fortio', '--dry-run', '-H', 'X-Trace: 7')
    expect([code, stderr]).toEqual([0, expect.not.stringContaining('keep it to yourself')])
    const objects = parseAllDocuments(stdout).map((one) => one.toJS() as KubeObject)
    expect(objects.map(({ kind }) => kind)).toEqual(['Job'])
    const secret = await run('fortio', '--dry-run', '-H', 'Cookie: a=b')
    expect(secret.stderr).toContain('The manifest holds the value of Cookie: keep it to yourself.')
    expect(await leftThere()).toEqual([])
  })

  it('says in a sentence what keeps it from flying, and leaves nothing', async () => {
    const [image, operator, stages, alone] = await Promise.all([
      run('fortio', '--image', 'fortio/fortio:1-missing'),
      run('k6'),
      run('fortio', '--stage', '5:1s'),
      aviary.run(['flight', 'run', 'http://127.0.0.1:1/', '--sidecar', 'off']),
    ])
    expect(image).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('the image fortio/fortio:1-missing cannot be pulled'),
    })
    expect(operator).toMatchObject({ code: 1, stderr: expect.stringContaining('east has no k6-operator') })
    expect(stages).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--stage: Fortio keeps one rate'),
    })
    expect(alone).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--sidecar: it goes with --in-cluster fortio'),
    })
    await nothingIsLeft()
  })

  it('can be resumed when its Aviary was killed, with its result and nothing left', async () => {
    const flight = aviary.start(args('fortio', '--duration', '6s', '-H', 'Cookie: a=b'))
    await eventually(() => expect(flight.stderr()).toContain(': flying'))
    flight.child.kill('SIGKILL')
    await flight.finished
    expect(await leftThere()).not.toEqual([])
    const listed = async () => JSON.parse((await aviary.run(['flight', 'list', '-o', 'json'])).stdout)[0]
    const { id } = await listed()
    const shown = (await aviary.run(['flight', 'show', id])).stdout
    expect(shown).toMatch(/left there by an Aviary that ended; .* or by aviary flight resume\.\n/)
    const resume = ['flight', 'resume', id, '--kubeconfig', kubeconfig]
    const { code, stdout, stderr } = await aviary.run(resume)
    expect([code, stderr]).toEqual([0, expect.stringContaining(': done\n')])
    const sent = Number(/200 OK {2}(\d+) {2}100\.00 %/.exec(stdout)?.[1])
    await nothingIsLeft()
    expect(await listed()).toMatchObject({ id, state: 'finished', totals: { sent, codes: { 200: sent } } })
    expect(await aviary.run(resume)).toMatchObject({
      ...{ code: 2, stderr: expect.stringContaining('nothing to resume: it has ended (finished)') },
    })
  })

  it('cleans up when it is interrupted', async () => {
    const flight = aviary.start(args('fortio', '--duration', '10m'))
    await eventually(() => expect(flight.stderr()).toContain(': flying'))
    const { stdout, stderr } = await flight.stop()
    expect(stdout).toContain(': stopped')
    expect(stderr).toContain(': stopped')
    await nothingIsLeft()
  })

  describe('where the k6-operator is installed', () => {
    beforeAll(async () => {
      const definition = parse(k6Definition) as KubeObject
      await cluster.write.create(resources.customResourceDefinition, definition, 'a test')
      await eventually(async () => expect((await cluster.getPath('/apis/k6.io/v1alpha1')).status).toBe(200))
    })

    it('k6: flies through stages, fetches the result back, and cleans up', async () => {
      const { code, stdout } = await run(
        'k6',
        '--stage',
        '..40:2s',
        // As k6 does, an iteration is dropped that finds no connection free: slow answers must not take them all.
        '--connections',
        '64',
        '--expect',
        'errors<1%',
        '-H',
        'Cookie: a=b',
      )
      expect(code).toBe(0)
      expect(stdout).toMatch(/in the cluster by k6 \(TestRun aviary-productpage-\w{8} in bookinfo of east\)/)
      expect(stdout).toMatch(/\b(59|60|61) sent in 2\.0 s/)
      expect(stdout).toContain('holds  errors<1%')
      await nothingIsLeft()
    })

    it('k6: leaves a warm-up out of what is fetched back', async () => {
      const { code, stdout } = await run('k6', '--warm-up', '2s', '--expect', 'errors<1%', '-o', 'json')
      expect(code).toBe(0)
      const { DurationHistogram, RetCodes, Aviary } = JSON.parse(stdout)
      expect(Aviary.Totals).toMatchObject({ seconds: 2, asked: 20, codes: RetCodes })
      // Of 80 that were sent.
      expect(DurationHistogram.Count).toBe(RetCodes[200])
      expect([DurationHistogram.Count > 0, DurationHistogram.Count < 80]).toEqual([true, true])
      await nothingIsLeft()
    })

    it('k6: runners whose thresholds fail make the exit code 1', async () => {
      const { code, stdout } = await run('k6', '--parallelism', '2', '--expect', 'p99<1ms')
      expect(code).toBe(1)
      expect(stdout).toMatch(/FAILS {2}p99<1ms {2}\([\d.]+ ms( to [\d.]+ ms)?\)/)
      await nothingIsLeft()
    })

    it('k6: tells what it has seen when it is interrupted, and cleans up', async () => {
      const flight = aviary.start(args('k6', '--duration', '10m', '--expect', 'errors<1%'))
      await eventually(() => expect(flight.stderr()).toContain(': flying'))
      const { code, stdout, stderr } = await flight.stop()
      expect([code, stderr]).toEqual([0, expect.stringContaining(': stopping')])
      expect(stdout).toContain(': stopped')
      expect(stdout).toMatch(/\d+ sent in \d+\.\d s/)
      expect(stdout).toContain('holds  errors<1%')
      await nothingIsLeft()
    })
  })
})
