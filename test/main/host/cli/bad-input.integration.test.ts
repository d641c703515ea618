/** What goes wrong is said in one clear sentence that names the cluster and what to do; nothing is half-written. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connect } from '#main/kube/connect.ts'
import { loadKubeconfig } from '#main/kube/kubeconfig.ts'
import { resources } from '#shared/model/kube.ts'
import type { SandboxInfo } from '#shared/model/sandbox.ts'
import { type Aviary, aviaryAtHome } from '../../../support/aviary.ts'
import { bookinfoReady } from '../../../support/bookinfo-ready.ts'

describe('bad input', () => {
  let aviary: Aviary
  let kubeconfig: string
  const file = (name: string) => join(aviary.home, name)

  async function refused(...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await aviary.run(args)
    expect({ code: code === 0, stdout }).toEqual({ code: false, stdout: '' })
    expect(stderr.trim().split('\n'), stderr).toHaveLength(1)
    return stderr.trim()
  }

  beforeAll(async () => {
    aviary = await aviaryAtHome()
    kubeconfig = file('sandbox.kubeconfig')
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
    expect(info.clusters).toHaveLength(1)
    await bookinfoReady(info)
  })
  afterAll(() => aviary?.close())

  it('an unknown context: names those that there are', async () => {
    expect(await refused('graph', '--kubeconfig', kubeconfig, '--context', 'prod')).toBe(
      'aviary: There is no context "prod" in the kubeconfig. Known contexts: east.',
    )
  })

  it('no kubeconfig: says where it looked and what to do', async () => {
    expect(await refused('contexts')).toBe(
      `aviary: No kubeconfig was found (looked at ${file('.kube/config')}). Name one with --kubeconfig or KUBECONFIG, or start the sandbox.`,
    )
  })

  it('a malformed kubeconfig: names the file', async () => {
    await writeFile(file('broken'), 'contexts: [{name: x')
    expect(await refused('contexts', '--kubeconfig', file('broken'))).toContain(
      `The kubeconfig ${file('broken')} cannot be read: `,
    )
  })

  it('an API server that cannot be reached: names the context and its address', async () => {
    await writeFile(
      file('gone'),
      JSON.stringify({
        'current-context': 'gone',
        contexts: [{ name: 'gone', context: { cluster: 'gone', user: 'gone' } }],
        clusters: [{ name: 'gone', cluster: { server: 'https://127.0.0.1:1' } }],
        users: [{ name: 'gone', user: { token: 'x' } }],
      }),
    )
    expect(await refused('graph', '--kubeconfig', file('gone'))).toBe(
      'aviary: The API server of gone (https://127.0.0.1:1) cannot be reached: connection refused. Check the network or VPN and that the cluster is up, then retry.',
    )
  })

  it('a flight to a dead port: one sentence, no result', async () => {
    expect(await refused('flight', 'run', 'http://127.0.0.1:1/', '--duration', '1s')).toMatch(
      /^aviary: Nothing answers at .*127\.0\.0\.1:1.*refused.* Check the address and the port/,
    )
  })

  it('a target without a scheme: usage, exit code 2', async () => {
    const { code, stderr } = await aviary.run(['flight', 'run', 'example.com/'], { KUBECONFIG: kubeconfig })
    expect(code).toBe(2)
    expect(stderr).toContain(
      '"example.com/" has no scheme; write http://example.com/ or https://example.com/.',
    )
  })

  it('a canary on a deployment that has no service: says so, and nothing is written', async () => {
    const cluster = await eastCluster()
    await cluster.write.create(
      resources.deployment,
      {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'lonely', namespace: 'bookinfo' },
        spec: {
          selector: { matchLabels: { app: 'lonely' } },
          template: {
            metadata: { labels: { app: 'lonely' } },
            spec: { containers: [{ name: 'c', image: 'lonely:1' }] },
          },
        },
      },
      'a deployment without a service',
    )
    const before = await namesIn(cluster)
    expect(await refused('canary', 'enable', 'lonely', '-n', 'bookinfo', '--kubeconfig', kubeconfig)).toBe(
      'aviary: No Service in namespace bookinfo of east selects the pods of deployment "lonely" (app=lonely). Create a Service for it first, then enable the canary.',
    )
    expect(await namesIn(cluster)).toEqual(before)
    cluster.close()
  })

  it('a canary on a deployment that does not exist', async () => {
    expect(await refused('canary', 'enable', 'nobody', '-n', 'bookinfo', '--kubeconfig', kubeconfig)).toBe(
      'aviary: There is no Deployment "nobody" in namespace bookinfo of east. Check the name and the namespace.',
    )
  })

  it('a second canary on the same target', async () => {
    const enabled = await aviary.run([
      'canary',
      'enable',
      'details-v1',
      '-n',
      'bookinfo',
      '--kubeconfig',
      kubeconfig,
    ])
    expect(enabled).toMatchObject({ code: 0 })
    expect(
      await refused('canary', 'enable', 'details-v1', '-n', 'bookinfo', '--kubeconfig', kubeconfig),
    ).toBe(
      'aviary: Deployment "details-v1" in east/bookinfo already has the canary "details-v1". Use that one, or disable it first.',
    )
  })

  it('no Prometheus: says what was tried', async () => {
    const cluster = await eastCluster()
    await cluster.write.delete(
      resources.service,
      'istio-system',
      'prometheus',
      'a cluster without Prometheus',
    )
    cluster.close()
    expect(await refused('prometheus', 'discover', '--kubeconfig', kubeconfig)).toMatch(
      /^aviary: No Prometheus was found in east \(tried .*\)\. Install one, or name its URL/,
    )
  })

  it('no Istio: says so for the cluster', async () => {
    const cluster = await eastCluster()
    await cluster.write.delete(resources.deployment, 'istio-system', 'istiod', 'a cluster without Istio')
    cluster.close()
    const { code, stderr } = await aviary.run(['mesh', 'status', '--kubeconfig', kubeconfig])
    expect(code).toBe(1)
    expect(stderr).toContain(
      'aviary: No Istio was found in east. Install Istio there, or pick another context.',
    )
  })

  async function eastCluster() {
    const { contexts } = await loadKubeconfig([kubeconfig])
    return connect(contexts[0]!, { mayWrite: () => 'yes', record: () => undefined })
  }

  async function namesIn(cluster: Awaited<ReturnType<typeof eastCluster>>): Promise<string[]> {
    const kinds = [
      resources.deployment,
      resources.service,
      resources.configMap,
      resources.lease,
      resources.virtualService,
    ]
    const lists = await Promise.all(kinds.map((kind) => cluster.list(kind, { namespace: 'bookinfo' })))
    return lists
      .flat()
      .map((object) => `${object.kind}/${object.metadata.name}`)
      .sort()
  }
})
