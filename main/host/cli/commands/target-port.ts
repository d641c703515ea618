/** The port of a target that was named without one, or with a port's name, as its object in the cluster says it. */
import { fail } from '#shared/model/failure.ts'
import type { FlightTarget } from '#shared/model/flight.ts'
import { type Deployment, type Pod, type PodSpec, resources, type Service } from '#shared/model/kube.ts'
import type { Cluster } from '../../../kube/cluster.ts'
import type { ParsedTarget } from '../target-argument.ts'

interface KnownPort {
  readonly name: string | undefined
  readonly port: number
}

/** Without a port, a service gets its first one for TCP; a Deployment or a pod is left to the way to it. */
export async function withPort(
  clusterOf: (context: string) => Cluster,
  { target, portName }: Pick<ParsedTarget, 'target' | 'portName'>,
): Promise<FlightTarget> {
  if (target.kind === 'url' || target.kind === 'gateway') return target
  const asks = portName !== undefined || (target.kind === 'service' && target.port === 0)
  if (!asks) return target
  const known = await portsOf(clusterOf(target.context), target)
  const port = known.ports.find(({ name }) => portName === undefined || name === portName)?.port
  return port === undefined ? fail(noPort(known, portName)) : { ...target, port }
}

type InNamespace = Extract<FlightTarget, { namespace: string }>

interface Known {
  readonly of: string
  readonly ports: readonly KnownPort[]
  /** Why it may have none, as the end of a sentence. */
  readonly why?: string
}

async function portsOf(cluster: Cluster, target: InNamespace): Promise<Known> {
  const { context, namespace } = target
  const missing = (kind: string, name: string) => fail({ code: 'not-found', context, kind, namespace, name })
  switch (target.kind) {
    case 'service': {
      const { service: name } = target
      const { spec } =
        (await cluster.get<Service>(resources.service, namespace, name)) ?? missing('Service', name)
      const ports = (spec.ports ?? []).filter(isTcp).map((one) => ({ name: one.name, port: one.port }))
      const { externalName } = spec
      const why = externalName === undefined ? '' : `: it is another name of ${externalName}; fly at its URL`
      return { of: `Service ${name}`, ports, why }
    }
    case 'deployment': {
      const { deployment: name } = target
      const { spec } =
        (await cluster.get<Deployment>(resources.deployment, namespace, name)) ?? missing('Deployment', name)
      return { of: `Deployment ${name}`, ports: containerPorts(spec.template.spec) }
    }
    case 'pod': {
      const { pod: name } = target
      const { spec } = (await cluster.get<Pod>(resources.pod, namespace, name)) ?? missing('Pod', name)
      return { of: `Pod ${name}`, ports: containerPorts(spec) }
    }
  }
}

const containerPorts = ({ containers }: PodSpec): KnownPort[] =>
  containers.flatMap(({ ports = [] }) =>
    ports.filter(isTcp).map(({ name, containerPort }) => ({ name, port: containerPort })),
  )

const isTcp = ({ protocol = 'TCP' }: { protocol?: string }) => protocol === 'TCP'

function noPort({ of, ports, why = '' }: Known, portName: string | undefined) {
  const known = ports.map(({ name, port }) => (name === undefined ? `${port}` : `${port} (${name})`))
  const reason =
    portName === undefined
      ? `${of} has no port${why}`
      : `${of} has no port named ${portName}; it has ${known.join(', ') || 'none'}`
  return { code: 'bad-input', field: 'TARGET', reason } as const
}
