import { describe, expect, it } from 'vitest'
import { createContexts } from '#main/contexts/contexts.ts'
import type { ConnectedCluster } from '#main/kube/connect.ts'
import type { KubeContext } from '#main/kube/kubeconfig.ts'
import type { Prometheus } from '#main/prometheus/prometheus.ts'
import type { Settings } from '#shared/contract/settings.ts'
import { AviaryError, failureOf } from '#shared/model/failure.ts'

const definition = (name: string): KubeContext => ({
  name,
  file: '/config',
  namespace: 'default',
  clusterName: name,
  userName: 'me',
  cluster: { server: `https://${name}` },
  user: {},
})

function world(names: string[], { down = [] as string[], noPrometheus = [] as string[] } = {}) {
  const asked: string[] = []
  const closed: string[] = []
  const connect = (context: KubeContext) =>
    ({
      context: context.name,
      server: context.cluster.server,
      getPath: async (path: string) => {
        asked.push(`${context.name}${path}`)
        if (down.includes(context.name)) {
          const { name } = context
          throw new AviaryError({
            code: 'unreachable',
            context: name,
            server: context.cluster.server,
            reason: 'refused',
          })
        }
        return { status: 200, body: '{"gitVersion":"v1.32.0"}' }
      },
      close: () => closed.push(context.name),
    }) as unknown as ConnectedCluster
  let config = names
  const settings: Settings = { version: 1, theme: 'system', contexts: {}, lastPicked: [] }
  const contexts = createContexts({
    load: async () => ({
      contexts: config.map(definition),
      problems: [],
      current: undefined,
      files: ['/config'],
    }),
    connect,
    discover: async (cluster) => {
      asked.push(`${cluster.context} prometheus`)
      if (noPrometheus.includes(cluster.context)) {
        throw new AviaryError({
          code: 'no-prometheus',
          context: cluster.context,
          tried: ['istio-system/prometheus'],
        })
      }
      return { prometheus: { where: 'there' } as Prometheus, log: ['found it'] }
    },
    istioOf: async () => ({ found: true, version: '1.31.0' }),
    settings: () => settings,
    sandboxFile: () => undefined,
    prometheusUrl: undefined,
  })
  const setConfig = (next: string[]) => {
    config = next
  }
  return { contexts, asked, closed, setConfig }
}

describe('contexts', () => {
  it('are not contacted before they are picked', async () => {
    const { contexts, asked } = world(['prod', 'test'])
    const list = await contexts.reload()
    expect(list.contexts.map((one) => [one.name, one.status])).toEqual([
      ['prod', 'idle'],
      ['test', 'idle'],
    ])
    expect(asked).toEqual([])
  })

  it('say what was found once picked, and only those', async () => {
    const { contexts, asked } = world(['prod', 'test'])
    await contexts.reload()
    const list = await contexts.pick(['test'])
    expect(list.contexts.find((one) => one.name === 'test')).toMatchObject({
      picked: true,
      status: 'connected',
      kubernetesVersion: 'v1.32.0',
      istio: { found: true, version: '1.31.0' },
      prometheus: { found: true, where: 'there' },
    })
    expect(asked).toEqual(['test/version', 'test prometheus'])
  })

  it('that are down say why, and the others still work', async () => {
    const { contexts } = world(['prod', 'test'], { down: ['prod'] })
    await contexts.reload()
    const list = await contexts.pick(['prod', 'test'])
    expect(list.contexts.map((one) => [one.status, one.failure?.code])).toEqual([
      ['failed', 'unreachable'],
      ['connected', undefined],
    ])
  })

  it('look for a missing Prometheus again when asked again', async () => {
    const { contexts, asked } = world(['prod'], { noPrometheus: ['prod'] })
    await contexts.reload()
    const list = await contexts.pick(['prod'])
    expect(list.contexts[0]?.prometheus).toMatchObject({ found: false, failure: { code: 'no-prometheus' } })
    await expect(contexts.prometheus('prod')).rejects.toThrow('No Prometheus was found in prod')
    expect(asked.filter((one) => one === 'prod prometheus')).toHaveLength(2)
  })

  it('are closed when they are no longer picked or have left the kubeconfig', async () => {
    const { contexts, closed, setConfig } = world(['a', 'b', 'c'])
    await contexts.reload()
    await contexts.pick(['a', 'b'])
    let told = 0
    contexts.onPicked(() => told++)
    await contexts.pick(['b'])
    setConfig(['a'])
    await contexts.reload()
    expect(closed).toEqual(['a', 'b'])
    expect(contexts.picked()).toEqual([])
    expect(told).toBe(2)
  })

  it('that are unknown are named together with the known ones', async () => {
    const { contexts } = world(['prod'])
    await contexts.reload()
    expect(await contexts.pick(['prdo']).catch(failureOf)).toEqual({
      code: 'unknown-context',
      context: 'prdo',
      known: ['prod'],
    })
  })
})
