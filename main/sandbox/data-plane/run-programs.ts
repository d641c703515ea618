/** Runs the programs of pods that end by themselves, each in the pod that its node names. */
import { type ConfigMap, type Container, type KubeObject, type Pod, resources } from '#shared/model/kube.ts'
import type { Clock } from '../clock.ts'
import type { ClusterApi } from '../cluster-api.ts'
import type { Programs } from '../programs.ts'
import type { CallReply, CallRequest } from './call-types.ts'
import { finiteProgramOf } from './finite-programs.ts'
import type { PodRuntime } from './pod-runtime.ts'

export interface ProgramRunner {
  readonly clock: Clock
  /** By `namespace/name`. */
  podOf(key: string): PodRuntime | undefined
  send(from: PodRuntime, request: CallRequest): Promise<CallReply>
  readonly api: Pick<ClusterApi, 'get'>
}

/** The pod's node knows earlier than the mesh that it runs. */
const lookEveryMs = 20

export function createPrograms(runner: ProgramRunner): Programs {
  return {
    has: (container) => finiteProgramOf(container) !== undefined,
    start({ metadata }, container) {
      const told = new AbortController()
      const ended = run(runner, `${metadata.namespace}/${metadata.name}`, container, told.signal)
      return { ended, stop: () => told.abort() }
    },
  }
}

async function run(
  { clock, podOf, send, api }: ProgramRunner,
  key: string,
  container: Container,
  told: AbortSignal,
): Promise<number> {
  const program = finiteProgramOf(container)
  if (program === undefined) throw new Error(`${container.image} is no program that ends`)
  for (;;) {
    const pod = podOf(key)
    if (told.aborted) return 143
    if (pod?.listens !== true) {
      await new Promise<void>((done) => void clock.after(lookEveryMs, done))
      continue
    }
    return await program({
      container,
      clock,
      hasProxy: pod.proxy !== 'none',
      secretOf: (name) => secretValues(api, pod.pod.metadata.namespace, name),
      readFile: (path) => mountedFile(api, pod.pod, container, path),
      received: () => pod.work.served,
      send: (request) => send(pod, request),
      print: (line) => pod.programLog.add(clock.now(), () => line),
      told,
    })
  }
}

async function secretValues(
  api: Pick<ClusterApi, 'get'>,
  namespace: string | undefined,
  name: string,
): Promise<Record<string, string> | undefined> {
  const secret = await api.get<KubeObject & { data?: Record<string, string> }>(
    resources.secret,
    namespace,
    name,
  )
  if (secret === undefined) return undefined
  const values = Object.entries(secret.data ?? {})
  return Object.fromEntries(
    values.map(([key, value]) => [key, Buffer.from(value, 'base64').toString('utf8')]),
  )
}

async function mountedFile(
  api: Pick<ClusterApi, 'get'>,
  { metadata, spec }: Pod,
  { volumeMounts = [] }: Container & { volumeMounts?: { name: string; mountPath: string }[] },
  path: string,
): Promise<string | undefined> {
  const mount = volumeMounts.find(({ mountPath }) => path.startsWith(`${mountPath}/`))
  const volumes = (spec.volumes ?? []) as { name: string; configMap?: { name: string } }[]
  const map = volumes.find(({ name }) => name === mount?.name)?.configMap?.name
  if (mount === undefined || map === undefined) return undefined
  const found = await api.get<ConfigMap>(resources.configMap, metadata.namespace, map)
  return found?.data?.[path.slice(mount.mountPath.length + 1)]
}
