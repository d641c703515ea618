/** Flights as someone at a terminal sees them. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { type Aviary, aviaryAtHome } from '../../../support/aviary.ts'
import { doneAgainWhereBusy } from '../../../support/busy-machine.ts'
import { eventually } from '../../../support/eventually.ts'
import { okAnswer, onRequests, type RawServer, rawServer } from '../../flight/flown.ts'

const calm = doneAgainWhereBusy()

const goneCluster = JSON.stringify({
  'current-context': 'gone',
  contexts: [{ name: 'gone', context: { cluster: 'gone', user: 'gone' } }],
  clusters: [{ name: 'gone', cluster: { server: 'https://127.0.0.1:1' } }],
  users: [{ name: 'gone', user: { token: 'x' } }],
})

describe('aviary flight', calm, () => {
  let aviary: Aviary
  let server: RawServer
  let folder: string
  let asked: string[]

  beforeAll(async () => {
    aviary = await aviaryAtHome()
    folder = await mkdtemp(join(tmpdir(), 'aviary-flight-'))
    asked = []
    server = await rawServer((socket) =>
      onRequests(socket, (request) => {
        asked.push(request)
        socket.write(okAnswer)
      }),
    )
  })
  afterAll(async () => {
    server?.close()
    await aviary?.close()
    await rm(folder, { recursive: true, force: true })
  })

  const run = (...args: string[]) => aviary.run(['flight', ...args])
  const fly = (...args: string[]) => run('run', server.url, '--duration', '500ms', '--rate', '100', ...args)

  it('run: prints percentiles, codes and rules, and exits with 0 when all hold', async () => {
    const { code, stdout } = await fly(
      '--expect',
      'p99<10s',
      '--expect',
      'code(200)=100%',
      '-H',
      'X-Trace: 7',
    )
    expect(code).toBe(0)
    const text = stdout.replace(/[\d.]+ ms/g, 'N ms').replace(/in [\d.]+ s: [\d.]+/, 'in N s: N')
    expect(text.replace(/ +/g, ' ')).toBe(
      [
        `GET ${server.url}, directly: finished`,
        ' P50 P90 P99 P99.9 MAX',
        'response N ms N ms N ms N ms N ms',
        'service N ms N ms N ms N ms N ms',
        'lag N ms N ms N ms N ms N ms',
        '50 sent in N s: N/s, asked 100',
        ' 200 OK 50 100.00 %',
        ' holds p99<10s (N ms)',
        ' holds code(200)=100% (100 %)',
        '',
      ].join('\n'),
    )
    expect(asked.at(-1)).toContain('\r\nX-Trace: 7')
  })

  it('run: exits with 1 when a rule is broken, with nothing but the result on stdout', async () => {
    const { code, stdout } = await fly('--expect', 'code(404)=100%', '-o', 'json')
    expect(code).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject({
      RunType: 'HTTP',
      RetCodes: { 200: 50 },
      Aviary: { Verdict: { passed: false } },
    })
  })

  it('run: a body from a file, random arrivals from a seed', async () => {
    const file = join(folder, 'body.json')
    await writeFile(file, '{"a":1}')
    const body = ['-d', `@${file}`, '--connections', '1']
    const { code } = await fly(...body, '--random', '--seed', '7', '-o', 'json')
    expect(code).toBe(0)
    // The server reads up to the end of a head: a body stands before the next one of its connection.
    expect(asked.at(-1)).toMatch(/^\{"a":1\}POST \/ HTTP/)
    const [newest] = JSON.parse((await run('list', '-o', 'json')).stdout)
    expect(newest.plan).toMatchObject({ arrivals: 'random', seed: 7 })
    await run('delete', newest.id)
  })

  it('run: -o jsonl tells the start, each slice and the end, a line each', async () => {
    const { code, stdout, stderr } = await fly('-o', 'jsonl')
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    const [start, ...slices] = lines
    const end = slices.pop()
    expect([code, stderr]).toEqual([0, ''])
    expect(start).toMatchObject({ type: 'start', url: server.url, via: 'directly', asked: 100, seconds: 0.5 })
    expect(slices.every((slice) => slice.type === 'slice' && slice.lagP50 !== undefined)).toBe(true)
    expect(slices.reduce((sum, slice) => sum + slice.done, 0)).toBe(50)
    expect(end).toMatchObject({ type: 'end', state: 'finished', passed: null })
    expect(end.result.RetCodes).toEqual({ 200: 50 })
  })

  it('run: ends at an interrupt with what was flown', async () => {
    const before = asked.length
    const flying = aviary.start(['flight', 'run', server.url, '--continuous', '--rate', '100'])
    await eventually(() => expect(asked.length).toBeGreaterThan(before + 20))
    flying.child.kill('SIGINT')
    const { code, stdout } = await flying.finished
    expect([code, stdout.split('\n')[0]]).toEqual([0, `GET ${server.url}, directly: stopped`])
  })

  it('run, list: where the cluster of the current context is down, for a URL has nothing to do with it', async () => {
    const kubeconfig = join(folder, 'gone')
    await writeFile(kubeconfig, goneCluster)
    const { code, stderr } = await fly('--kubeconfig', kubeconfig)
    expect([code, stderr]).toEqual([0, ''])
    expect(await run('list', '--kubeconfig', kubeconfig)).toMatchObject({ code: 0, stderr: '' })
    // It could be its gateway; a cluster that does not answer vouches for nothing.
    expect(await run('run', 'http://192.0.2.1/', '--kubeconfig', kubeconfig)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(
        'http://192.0.2.1/ is neither on this machine nor in a picked context.',
      ),
    })
  })

  it('list, show, compare and delete: the flights of this laptop, newest first', async () => {
    const own = await aviaryAtHome()
    onTestFinished(() => own.close())
    const run = (...args: string[]) => own.run(['flight', ...args])
    for (let n = 0; n < 2; n++) await run('run', server.url, '--duration', '500ms', '--rate', '100')
    const before = asked.length
    const flying = own.start(['flight', 'run', server.url, '--continuous', '--rate', '100'])
    await eventually(() => expect(asked.length).toBeGreaterThan(before + 20))
    flying.child.kill('SIGINT')
    await flying.finished
    const runs = JSON.parse((await run('list', '-o', 'json')).stdout) as { id: string; state: string }[]
    expect(runs.map(({ state }) => state)).toEqual(['stopped', 'finished', 'finished'])
    const [newest, , oldest] = runs.map(({ id }) => id)
    expect((await run('show', oldest!)).stdout).toContain('50 sent in ')
    expect((await run('show', oldest!, '-o', 'csv')).stdout.split('\n')[1]).toMatch(
      `${oldest},${server.url},finished,`,
    )
    expect((await run('compare', oldest!, newest!)).stdout).toMatch(
      /^P99 +[\d.]+ ms +[\d.]+ ms \([+−±]\d+ %\)$/m,
    )
    expect((await run('show', oldest!.slice(0, 8))).stdout).toContain('50 sent in ')
    expect((await run('show', oldest!.slice(0, 4))).code).toBe(1)
    expect((await run('delete', newest!, 'nope')).code).toBe(1)
    expect((await run('show', newest!)).code).toBe(0)
    expect((await run('delete', oldest!)).code).toBe(0)
    const { code, stderr } = await run('show', oldest!)
    expect([code, stderr]).toEqual([
      1,
      `aviary: There is no flight "${oldest}" of this laptop. Check the name.\n`,
    ])
  })

  it.each<[string, string[], string]>([
    ['a bad rule', ['--expect', 'p99'], 'aviary: --expect: "p99" is not a rule; '],
    [
      'a header with a line break',
      ['-H', 'A: b\r\nC: d'],
      'aviary: --header: the value of A holds a line break',
    ],
    ['a header without a colon', ['-H', 'A'], 'aviary: --header: "A" is not "Name: value"'],
    ['a negative rate', ['--rate', '-5'], 'aviary: --rate: "-5" is not a number'],
    ['no time at all', ['--duration', '0s'], 'aviary: --duration: "0s" is not a time of more than 0'],
    [
      'a timeout of an hour',
      ['--timeout', '1h'],
      'aviary: --timeout: "1h" is not a time of more than 0 and at most',
    ],
    [
      'a policy that is none',
      ['--missed', 'never'],
      "argument 'never' is invalid. Allowed choices are catch-up",
    ],
    ['an age of almost nothing', ['--connection-age', '10ms'], '"10ms" is not a time from 100 ms to 1 day'],
    ['half a request', ['--requests-per-connection', '1.5'], '"1.5" is not a whole number'],
    [
      'a proxy without a scheme',
      ['--proxy', 'proxy:3128'],
      'aviary: --proxy: it has no scheme; write http://HOST:PORT, or http://USER:PASSWORD@HOST:PORT',
    ],
    [
      'a proxy that is not there',
      ['--proxy', 'http://127.0.0.1:1'],
      'the proxy does not answer (connection ref',
    ],
    [
      'a proxy elsewhere',
      ['--proxy', 'http://me:secret@192.0.2.1:3128'],
      'aviary: http://192.0.2.1:3128 is neither on this machine nor in a picked context.',
    ],
    [
      'names looked up behind a proxy',
      ['--proxy', 'http://127.0.0.1:1', '--dns', 'per-connection'],
      'aviary: --dns: through a proxy it is the proxy that looks the name up',
    ],
    [
      'a warm-up of a day',
      ['--warm-up', '24h'],
      'aviary: --warm-up: "24h" is not a time of more than 0 and at',
    ],
    [
      'a pace for what has none',
      ['--rate', 'max', '--pacing', 'precise'],
      'aviary: --pacing: as fast as it goes has no pace to keep',
    ],
    [
      'stages of a closed model',
      ['--closed', '--stage', '5:1s'],
      'aviary: --stage: closed, each connection keeps one pace; they are of the open model.',
    ],
    ['a seed without random', ['--seed', '7'], 'aviary: --seed: it goes with --random'],
    ['a body that is not there', ['-d', '@/nowhere.json'], 'aviary: --data: there is no file /nowhere.json.'],
    ['TLS without https', ['--servername', 'a.b'], 'aviary: --servername: it is only for https:// URLs.'],
    ['a stage of nothing', ['--stage', 'fast'], 'aviary: --stage: "fast" is not RATE:DURATION'],
    [
      'a CA that is not there',
      ['--cacert', '/nowhere.pem'],
      'aviary: --cacert: there is no file /nowhere.pem.',
    ],
  ])('refuses %s before anything is sent', async (_name, args, said) => {
    const before = asked.length
    const { code, stdout, stderr } = await fly(...args)
    expect([code === 0, stdout, stderr.trim().split('\n').length]).toEqual([false, '', 1])
    expect(stderr).toContain(said)
    expect(asked.length).toBe(before)
  })

  it('run: through a proxy, which it names without the password', async () => {
    const proxy = await rawServer((socket) => {
      socket.once('data', () => {
        socket.write('HTTP/1.1 200 Here you go\r\n\r\n')
        onRequests(socket, () => socket.write(okAnswer))
      })
    })
    const at = `127.0.0.1:${proxy.port}`
    const { code, stdout, stderr } = await fly('--proxy', `http://me:secret@${at}`, '-o', 'jsonl')
    expect([code, stderr]).toEqual([0, ''])
    expect(JSON.parse(stdout.split('\n')[0] ?? '')).toMatchObject({ via: `through the proxy ${at}` })
    expect(stdout).toContain(`"proxy":"http://me@${at}"`)
    expect(stdout).not.toContain('secret')
    proxy.close()
  })

  it('run: after a warm-up that is not counted, and says so', async () => {
    const before = asked.length
    const { stdout } = await fly('--warm-up', '300ms', '--pacing', 'precise')
    expect(stdout).toContain('50 sent in ')
    expect(stdout).toContain('asked 100, after a warm-up of 0.3 s that is not counted')
    expect(asked.length - before).toBe(80)
  })

  it('run: closed at a pace, which knows no time at which a request is due', async () => {
    const { stdout } = await fly('--closed', '--connections', '2')
    expect(stdout).toMatch(/\nservice +[\d.]+ ms/)
    expect(stdout).not.toMatch(/\n(response|lag) /)
    expect(stdout).toContain('50 sent in ')
  })

  it('export and import: files for other tools, and what is wrong in a sentence', async () => {
    await fly()
    const [{ id }] = JSON.parse((await run('list', '-o', 'json')).stdout)
    const hdr = await run('export', id, '--as', 'hdr')
    expect(hdr.stdout).toContain('Total count    =           50]')
    const log = (await run('export', id, '--as', 'hdr-log')).stdout.split('\n')
    expect(log[0]).toBe('#[Histogram log format version 1.3]')
    expect(log[3]).toMatch(/^0\.000,\d\.\d{3},[\d.]+,HISTFAAAA[\w+/=]+$/)
    expect(log.slice(4).map((line) => line.split(',')[0])).toContain('Tag=service')
    const file = join(folder, 'fortio.json')
    await writeFile(file, (await run('export', id, '--as', 'fortio')).stdout)
    const imported = await run('import', file)
    expect(imported.code).toBe(0)
    const shown = await run('show', imported.stdout.trim())
    expect(shown.stdout).toBe((await run('show', id)).stdout)
    const wrong = await run('export', id, '--as', 'xml')
    expect(wrong).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Allowed choices are fortio, csv'),
    })
    const missing = await run('import', join(folder, 'none.json'))
    expect(missing.stderr).toContain(`there is no file ${join(folder, 'none.json')}`)
    await writeFile(file, 'no JSON')
    expect(await run('import', file)).toMatchObject({
      code: 2,
      stderr: `aviary: ${file}: it is not JSON. Mend it, then try again.\n`,
    })
  })
})
