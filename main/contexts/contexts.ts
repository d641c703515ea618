/**
 * The contexts of the kubeconfig and which of them are picked. Nothing is contacted before it is picked; a picked
 * context is asked for its version, its Istio and its Prometheus, and says what it found or why it could not.
 */
import type { ContextList, ContextState } from '#shared/contract/contexts.ts'
import type { Settings } from '#shared/contract/settings.ts'
import { fail, failureOf } from '#shared/model/failure.ts'
import type { ConnectedCluster } from '../kube/connect.ts'
import type { KubeContext, Kubeconfig } from '../kube/kubeconfig.ts'
import type { Prometheus } from '../prometheus/prometheus.ts'
import { createSignal } from '../signal.ts'

export interface ContextsOptions {
  readonly load: () => Promise<Kubeconfig>
  readonly connect: (context: KubeContext) => ConnectedCluster
  readonly discover: (
    cluster: ConnectedCluster,
    url: string | undefined,
  ) => Promise<{ prometheus: Prometheus; log: string[] }>
  readonly istioOf: (cluster: ConnectedCluster) => Promise<{ found: boolean; version: string | null }>
  readonly settings: () => Settings
  /** The kubeconfig that the embedded sandbox wrote, while it runs. */
  readonly sandboxFile: () => string | undefined
  /** A Prometheus URL given for this session, before the one in the settings. */
  readonly prometheusUrl: string | undefined
}

export interface Contexts {
  /** Reads the kubeconfig again. */
  reload(): Promise<ContextList>
  list(): ContextList
  watch(signal?: AbortSignal): AsyncGenerator<ContextList, void, void>
  pick(names: readonly string[]): Promise<ContextList>
  retry(name: string): Promise<ContextList>
  /** Names of the picked contexts. */
  picked(): readonly string[]
  onPicked(listener: () => void): () => void
  /** Fails with unknown-context, or no-context when it is not picked. */
  cluster(name: string): ConnectedCluster
  definition(name: string): KubeContext
  /** Found once per context, then remembered until `again`. */
  prometheus(name: string, again?: boolean): Promise<Prometheus>
  prometheusLog(name: string): readonly string[]
  close(): void
}

/** Told apart at a glance, and not the health colours or the canary's yellow. */
const palette = [
  '#5aa9e6',
  '#b58bdc',
  '#4fc1b0',
  '#e58fb1',
  '#8fa3f0',
  '#c9a27c',
  '#7fb069',
  '#6ec6d9',
  '#d68c6a',
  '#a0a8b8',
]

interface Picked {
  readonly cluster: ConnectedCluster
  status: ContextState['status']
  failure: ContextState['failure']
  kubernetesVersion: string | null
  istio: ContextState['istio']
  prometheusState: ContextState['prometheus']
  prometheus: Promise<Prometheus> | undefined
  log: string[]
}

export function createContexts(options: ContextsOptions): Contexts {
  let config: Kubeconfig = { contexts: [], problems: [], current: undefined, files: [] }
  const picked = new Map<string, Picked>()
  const pickedListeners = new Set<() => void>()
  const list = createSignal<ContextList>({ contexts: [], problems: [] })

  const publish = () => {
    const settings = options.settings()
    const contexts = config.contexts.map((context, index) =>
      stateOf(context, index, picked.get(context.name), settings, context.file === options.sandboxFile()),
    )
    list.set({ contexts, problems: [...config.problems] })
    return list.get()
  }

  const tellPicked = () => {
    for (const listener of [...pickedListeners]) listener()
  }

  function definition(name: string): KubeContext {
    const known = config.contexts.map((context) => context.name)
    return (
      config.contexts.find((context) => context.name === name) ??
      fail({ code: 'unknown-context', context: name, known })
    )
  }

  function pickedContext(name: string): Picked {
    definition(name)
    return (
      picked.get(name) ?? fail({ code: 'no-context', known: config.contexts.map((context) => context.name) })
    )
  }

  /** Asks the cluster who it is. Never rejects: what went wrong is part of the state. */
  async function contact(name: string, entry: Picked): Promise<void> {
    entry.status = 'connecting'
    entry.failure = null
    publish()
    try {
      const answer = await entry.cluster.getPath('/version')
      if (answer.status !== 200) {
        const reason = `it answered HTTP ${answer.status} for /version`
        fail({ code: 'unreachable', context: name, server: entry.cluster.server, reason })
      }
      entry.kubernetesVersion = (JSON.parse(answer.body) as { gitVersion?: string }).gitVersion ?? null
      entry.istio = await options.istioOf(entry.cluster)
      entry.status = 'connected'
    } catch (error) {
      entry.status = 'failed'
      entry.failure = failureOf(error)
    }
    publish()
    // Its failure is in the state; whoever needs Prometheus meets it there.
    if (entry.status === 'connected') await prometheus(name).catch(() => undefined)
  }

  async function find(name: string, entry: Picked): Promise<Prometheus> {
    const url = options.prometheusUrl ?? options.settings().contexts[name]?.prometheus
    try {
      const found = await options.discover(entry.cluster, url)
      entry.log = found.log
      entry.prometheusState = { found: true, where: found.prometheus.where, failure: null }
      return found.prometheus
    } catch (error) {
      entry.prometheusState = { found: false, where: null, failure: failureOf(error) }
      entry.prometheus = undefined
      throw error
    } finally {
      publish()
    }
  }

  function prometheus(name: string, again = false): Promise<Prometheus> {
    const entry = pickedContext(name)
    if (again) entry.prometheus = undefined
    entry.prometheus ??= find(name, entry)
    return entry.prometheus
  }

  function drop(name: string): void {
    picked.get(name)?.cluster.close()
    picked.delete(name)
  }

  return {
    async reload() {
      config = await options.load()
      const known = new Set(config.contexts.map((context) => context.name))
      const lost = [...picked.keys()].filter((name) => !known.has(name))
      for (const name of lost) drop(name)
      if (lost.length > 0) tellPicked()
      return publish()
    },
    list: () => list.get(),
    watch: (signal) => list.watch(signal),
    async pick(names) {
      const definitions = [...new Set(names)].map(definition)
      for (const name of [...picked.keys()]) if (!names.includes(name)) drop(name)
      const fresh = definitions.filter((context) => !picked.has(context.name))
      for (const context of fresh) {
        picked.set(context.name, {
          cluster: options.connect(context),
          status: 'connecting',
          failure: null,
          kubernetesVersion: null,
          istio: null,
          prometheusState: null,
          prometheus: undefined,
          log: [],
        })
      }
      publish()
      tellPicked()
      await Promise.all(fresh.map((context) => contact(context.name, pickedContext(context.name))))
      return publish()
    },
    async retry(name) {
      await contact(name, pickedContext(name))
      return publish()
    },
    picked: () => [...picked.keys()],
    onPicked(listener) {
      pickedListeners.add(listener)
      return () => pickedListeners.delete(listener)
    },
    cluster: (name) => pickedContext(name).cluster,
    definition,
    prometheus,
    prometheusLog: (name) => pickedContext(name).log,
    close() {
      for (const name of [...picked.keys()]) drop(name)
    },
  }
}

function stateOf(
  context: KubeContext,
  index: number,
  entry: Picked | undefined,
  settings: Settings,
  sandbox: boolean,
): ContextState {
  const own = settings.contexts[context.name]
  return {
    name: context.name,
    cluster: context.clusterName,
    server: context.cluster.server,
    user: context.userName,
    namespace: context.namespace,
    file: context.file,
    colour: own?.colour ?? palette[index % palette.length] ?? '#a0a8b8',
    protected: own?.protected ?? false,
    readOnly: own?.readOnly ?? false,
    sandbox,
    picked: entry !== undefined,
    status: entry?.status ?? 'idle',
    failure: entry?.failure ?? null,
    kubernetesVersion: entry?.kubernetesVersion ?? null,
    istio: entry?.istio ?? null,
    prometheus: entry?.prometheusState ?? null,
  }
}
