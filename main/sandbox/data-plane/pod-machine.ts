/** A container of a pod as its programs see it: name, variables, files, and the network behind its proxy. */
import type { Duplex } from 'node:stream'
import {
  type ConfigMap,
  type Container,
  type KubeObject,
  type Pod,
  resources,
  type Service,
} from '#shared/model/kube.ts'
import type { Clock } from '../clock.ts'
import type { ClusterApi } from '../cluster-api.ts'
import type { Calls } from './calls.ts'
import { environmentOf, fieldOfPod, serviceVariables, type ValueSources } from './container-environment.ts'
import { createPodFiles } from './pod-files.ts'
import type { PodRuntime } from './pod-runtime.ts'
import { resolveHost, serviceAt } from './resolve-host.ts'
import type { Machine } from './shell/machine.ts'

export interface PodMachineOptions {
  readonly clock: Clock
  readonly api: Pick<ClusterApi, 'get' | 'list'>
  readonly send: Calls['send']
  readonly connect: (pod: PodRuntime, port: number) => Duplex | undefined
  readonly podAt: (address: string) => PodRuntime | undefined
  readonly services: () => readonly Service[]
}

export type MachineOf = (runtime: PodRuntime, container: Container) => Machine

export function createPodMachines(options: PodMachineOptions): MachineOf {
  const { clock, api, send, connect, podAt, services } = options
  const filesOf = createPodFiles()

  return (runtime, container) => {
    const files = filesOf(runtime, container)
    const { metadata } = runtime.pod
    const namespace = metadata.namespace ?? ''
    return {
      clock,
      hostname: metadata.name,
      hasProxy: runtime.proxy !== 'none',
      isProxy: container.name === 'istio-proxy',
      async environment() {
        return new Map([
          ['PATH', '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
          ['HOSTNAME', metadata.name],
          ...serviceVariables(seenServices(runtime.pod, services())),
          ...(await environmentOf(container, sourcesOf(api, runtime.pod))),
          ['HOME', '/root'],
        ])
      },
      async readFile(path) {
        const written = files.read(path)
        if (written !== undefined) return written
        const text = ownFile(runtime.pod, path) ?? (await mountedFile(api, runtime.pod, container, path))
        return text === undefined ? undefined : Buffer.from(text)
      },
      writeFile: files.write,
      filesIn: files.below,
      send: (request, gone) => send(runtime, request, gone),
      dial(address, port) {
        const isOwn = address === '127.0.0.1' || address === runtime.pod.status?.podIP
        const pod = isOwn ? runtime : podAt(address)
        return pod === undefined ? 'nobody' : (connect(pod, port) ?? 'refused')
      },
      serviceAt: (address) => serviceAt(address, services()),
      resolve: (host) => resolveHost(host, namespace, services()),
    }
  }
}

/** Those of its namespace, and the API server's, which were there when it started. */
function seenServices({ metadata, status }: Pod, services: readonly Service[]): Service[] {
  const startMs = Date.parse(status?.startTime ?? metadata.creationTimestamp ?? '')
  return services.filter(({ metadata: own }) => {
    const isApiServer = own.namespace === 'default' && own.name === 'kubernetes'
    const madeMs = Date.parse(own.creationTimestamp ?? '')
    return (own.namespace === metadata.namespace || isApiServer) && !(madeMs > startMs)
  })
}

function ownFile({ metadata, status }: Pod, path: string): string | undefined {
  const { name, namespace } = metadata
  switch (path) {
    case '/etc/hostname':
      return `${name}\n`
    case '/etc/hosts':
      return `# Kubernetes-managed hosts file.\n127.0.0.1\tlocalhost\n${status?.podIP ?? ''}\t${name}\n`
    case '/etc/resolv.conf':
      return `search ${namespace}.svc.cluster.local svc.cluster.local cluster.local\nnameserver 10.96.0.10\noptions ndots:5\n`
    case '/var/run/secrets/kubernetes.io/serviceaccount/namespace':
      return namespace
    default:
      return undefined
  }
}

type Api = PodMachineOptions['api']

function sourcesOf(api: Api, pod: Pod): ValueSources {
  const { namespace } = pod.metadata
  return {
    secretOf: (name) => secretValues(api, namespace, name),
    configMapOf: async (name) => (await api.get<ConfigMap>(resources.configMap, namespace, name))?.data,
    fieldOf: (path) => fieldOfPod(pod, path),
  }
}

async function secretValues(
  api: Api,
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

interface Volume {
  name: string
  configMap?: { name: string }
  secret?: { secretName: string }
}

async function mountedFile(
  api: Api,
  pod: Pod,
  { volumeMounts = [] }: Container & { volumeMounts?: { name: string; mountPath: string }[] },
  path: string,
): Promise<string | undefined> {
  const mount = volumeMounts.find(({ mountPath }) => path.startsWith(`${mountPath}/`))
  if (mount === undefined) return undefined
  const volume = ((pod.spec.volumes ?? []) as Volume[]).find(({ name }) => name === mount.name)
  const { secretOf, configMapOf } = sourcesOf(api, pod)
  const [map, secret] = [volume?.configMap?.name, volume?.secret?.secretName]
  const values =
    map !== undefined ? await configMapOf(map) : secret === undefined ? undefined : await secretOf(secret)
  return values?.[path.slice(mount.mountPath.length + 1)]
}
