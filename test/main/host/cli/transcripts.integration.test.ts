/** What the commands print for programs and people, and what they answer to a slip of the hand. */
import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import type { SandboxInfo } from '#shared/model/sandbox.ts'
import type { TrafficGraph } from '#shared/model/traffic.ts'
import { type Aviary, aviaryAtHome } from '../../../support/aviary.ts'
import { eventually } from '../../../support/eventually.ts'

const down = 'https://127.0.0.1:9'
const twoContexts = `apiVersion: v1
kind: Config
clusters: [{name: c, cluster: {server: "${down}"}}]
users: [{name: u, user: {token: t}}]
contexts:
  - {name: dev, context: {cluster: c, user: u}}
  - {name: prod, context: {cluster: c, user: u, namespace: shop}}
current-context: prod
`

describe('aviary, without a cluster', () => {
  let aviary: Aviary
  let kubeconfig: string

  beforeAll(async () => {
    aviary = await aviaryAtHome()
    kubeconfig = join(aviary.home, 'two.kubeconfig')
    await writeFile(kubeconfig, twoContexts)
  })
  afterAll(() => aviary?.close())

  it('contexts: a table, and the same as JSON and as YAML', async () => {
    const table = await aviary.run(['contexts', '--kubeconfig', kubeconfig])
    expect(table.stdout).toBe(
      [
        'CURRENT   NAME   CLUSTER   SERVER                NAMESPACE',
        `          dev    c         ${down}   default`,
        `*         prod   c         ${down}   shop`,
        '',
      ].join('\n'),
    )
    const prod = {
      name: 'prod',
      current: true,
      cluster: 'c',
      server: down,
      user: 'u',
      namespace: 'shop',
      file: kubeconfig,
    }
    const json = await aviary.run(['contexts', '--kubeconfig', kubeconfig, '-o', 'json'])
    const yaml = await aviary.run(['contexts', '--kubeconfig', kubeconfig, '-o', 'yaml'])
    expect(JSON.parse(json.stdout)[1]).toEqual(prod)
    expect(parse(yaml.stdout)).toEqual(JSON.parse(json.stdout))
  })

  it('config: what was set is what get prints; a misspelt name is refused and changes nothing', async () => {
    const set = (value: string) => aviary.run(['config', 'set', 'contexts', value])
    expect(await set('{prod: {protected: true}}')).toEqual({ code: 0, stdout: '', stderr: '' })
    const misspelt = await set('{prod: {protectd: true}}')
    expect(misspelt.code).toBe(2)
    expect(misspelt.stderr).toContain('Unrecognized key: "protectd"')
    expect(await set('{{')).toMatchObject({ code: 2, stdout: '' })
    const { stdout } = await aviary.run(['config', 'get', 'contexts'])
    expect(stdout).toBe('NAME       VALUE\ncontexts   {"prod":{"protected":true}}\n')
  })

  it.each([
    [['nosuch'], 'nosuch: it is not one of desktop,'],
    [['mesh', 'statu'], "unknown command 'statu' (Did you mean status?) See aviary mesh --help."],
    [['prometheus', 'query'], "missing required argument 'expr'. See aviary prometheus query --help."],
    [['prometheus', 'query', 'up', '--at', 'noon'], '--at: "noon" is neither RFC 3339'],
    [['prometheus', 'query', 'up', '--end', '5'], '--end: a range needs --start too.'],
    [['graph', '--prometheus', 'here'], "argument 'here' is invalid. It is not an http(s) URL."],
    [['sandbox', 'start', '--clusters', '1.5'], '--clusters: "1.5" is not a whole number from 1 to 8.'],
    [['canary', 'enable', 'x', '--step-weight', '200'], '--step-weight: "200" is not a whole number'],
    [['canary', 'enable', 'x', '-f', 'f.yaml', '--threshold', '3'], '--file: the file says how'],
    [['completion', 'tcsh'], 'Allowed choices are bash, zsh, fish.'],
  ])('%j is refused as usage, in one sentence', async (args, sentence) => {
    const { code, stdout, stderr } = await aviary.run(args)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(/^aviary: .*\n$/)
    expect(stderr).toContain(sentence)
  })

  it('completion: bash reads its script, and is offered words, and contexts whatever bash breaks at', async () => {
    const eks = join(aviary.home, 'eks.kubeconfig')
    await writeFile(eks, twoContexts.replaceAll('prod', 'arn:aws:eks:eu'))
    const { stdout } = await aviary.run(['completion', 'bash'])
    const ask = (line: string, words: string) =>
      `COMP_LINE='${line}'; COMP_POINT=\${#COMP_LINE}; COMP_WORDS=(${words}); ` +
      `COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); _aviary; declare -p COMPREPLY\n`
    const script = [
      `aviary() { '${process.execPath}' main/host/cli/main.ts "$@"; }`,
      stdout,
      ask('aviary canary st', 'aviary canary st'),
      ask('aviary --context arn:aws:e', 'aviary --context arn : aws : e'),
      ask('aviary graph --context=', 'aviary graph --context ='),
    ].join('\n')
    const answer = await promisify(execFile)('bash', ['-c', script], {
      env: { ...process.env, KUBECONFIG: eks },
    })
    expect(answer.stdout.split('\n')).toEqual([
      'declare -a COMPREPLY=([0]="status" [1]="step")',
      'declare -a COMPREPLY=([0]="eks:eu")',
      'declare -a COMPREPLY=([0]="arn:aws:eks:eu" [1]="dev")',
      '',
    ])
  })
})

/** There may be one more: calls from before the pods of details were ready. */
const bookinfoEdges = [
  'istio-system/istio-ingressgateway > bookinfo/productpage v1',
  'bookinfo/productpage v1 > bookinfo/details v1',
  'bookinfo/productpage v1 > bookinfo/reviews v1',
  'bookinfo/productpage v1 > bookinfo/reviews v2',
  'bookinfo/productpage v1 > bookinfo/reviews v3',
  'bookinfo/reviews v2 > bookinfo/ratings v1',
  'bookinfo/reviews v3 > bookinfo/ratings v1',
].map((edge) => `east/${edge.replace('> ', '> east/')}`)

describe('aviary, on the sandbox', () => {
  let aviary: Aviary
  let kubeconfig: string

  beforeAll(async () => {
    aviary = await aviaryAtHome()
    kubeconfig = join(aviary.home, 'sandbox.kubeconfig')
    const options = ['--clusters', '1', '--bookinfo', '--traffic', '30', '-o', 'json']
    const sandbox = aviary.start(['sandbox', 'start', '--kubeconfig', kubeconfig, ...options])
    const { clusters } = JSON.parse(await sandbox.firstLine()) as SandboxInfo
    expect(clusters).toHaveLength(1)
  })
  afterAll(() => aviary?.close())

  const run = (...args: string[]) => aviary.run([...args, '-n', 'bookinfo', '--kubeconfig', kubeconfig])

  it('graph: the same edges as table, Kiali JSON, DOT and Mermaid', async () => {
    const { edges, at } = await eventually(async () => {
      const at = new Date().toISOString()
      const { code, stdout } = await run('graph', '--at', at)
      expect(code).toBe(0)
      const [header, ...rows] = stdout.trim().split('\n')
      expect(header?.split(/ {3,}/)).toEqual(['FROM', 'TO', 'RATE', 'ERRORS', 'P95'])
      const cells = rows.map((row) => row.split(/ {3,}/))
      expect(cells.every((row) => /^[\d.]+\/s$/.test(row[2] ?? '') && /^[\d.]+ %$/.test(row[3] ?? ''))).toBe(
        true,
      )
      const edges = cells.map(([from, to]) => `${from} > ${to}`)
      expect(edges).toEqual(expect.arrayContaining(bookinfoEdges))
      return { edges, at }
    }, 500)
    // All of the same moment: edges come, and go when nothing was seen on them for a while.
    const graphAs = async (format: string) => (await run('graph', '--at', at, '-o', format)).stdout
    const graph = JSON.parse(await graphAs('json')) as TrafficGraph
    expect(graph.graphType).toBe('versionedApp')
    expect(graph.elements.edges).toHaveLength(edges.length)
    const dot = await graphAs('dot')
    expect(dot.match(/ -> /g)).toHaveLength(edges.length)
    expect(dot).toMatch(/^digraph traffic \{\n[\s\S]*\n\}\n$/)
    const mermaid = await graphAs('mermaid')
    expect(mermaid.match(/ -->\|"[\d.]+\/s"\| /g)).toHaveLength(edges.length)
    expect(mermaid).toMatch(/^flowchart LR\n/)
  })

  it('canary status and disable: Flagger’s fields, and nothing on stdout but JSON', async () => {
    const { code, stdout } = await run('canary', 'enable', 'details-v1', '-o', 'json')
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ name: 'details-v1', phase: 'Initialized', canaryWeight: 0 })

    const json = JSON.parse((await run('canary', 'status', 'details-v1', '-o', 'json')).stdout)
    expect(Object.keys(json)).toEqual([
      'context',
      'namespace',
      'name',
      'phase',
      'canaryWeight',
      'failedChecks',
      'iterations',
      'because',
      'conditions',
      'drivenBy',
    ])
    const { stdout: table } = await run('canary', 'status', 'details-v1')
    const [header, row, ...history] = table.trimEnd().split('\n')
    expect(header?.split(/ {3,}/)).toEqual([
      'CONTEXT',
      'NAMESPACE',
      'NAME',
      'PHASE',
      'WEIGHT',
      'FAILED',
      'BECAUSE',
    ])
    expect(row?.split(/ {3,}/).slice(0, 5)).toEqual(['east', 'bookinfo', 'details-v1', 'Initialized', '0 %'])
    expect(history[0]).toMatch(/^ {2}\S+Z {2}0 % {2}note {2}the canary was enabled$/)

    const gone = await run('canary', 'disable', 'details-v1', '-o', 'json')
    expect(JSON.parse(gone.stdout)).toEqual({
      context: 'east',
      namespace: 'bookinfo',
      name: 'details-v1',
      gone: true,
    })
  })
})
