/** What the objects of a flight in a cluster have in common. */
import type { KubeObject, ObjectMeta } from '../../model/kube.ts'

export interface InCluster {
  readonly name: string
  readonly namespace: string
  readonly image: string
  readonly sidecar: boolean
}

/** On each object and pod of a flight; its value is the flight's name. */
export const flightLabel = 'aviary.dev/flight'

export const flightMetadata = ({ name, namespace }: InCluster): ObjectMeta => ({
  name,
  namespace,
  labels: { 'app.kubernetes.io/managed-by': 'aviary', [flightLabel]: name },
})

/** `app` names it in the traffic graph; the program waits for its proxy, without which it would find nobody. */
export function podMetadata({ name, sidecar }: InCluster): {
  labels: Record<string, string>
  annotations?: Record<string, string>
} {
  return {
    labels: {
      app: 'aviary-flight',
      'app.kubernetes.io/managed-by': 'aviary',
      [flightLabel]: name,
      'sidecar.istio.io/inject': String(sidecar),
    },
    ...(sidecar
      ? { annotations: { 'proxy.istio.io/config': '{"holdApplicationUntilProxyStarts":true}' } }
      : {}),
  }
}

export const headersSecret = (at: InCluster, values: Readonly<Record<string, string>>): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: flightMetadata(at),
  type: 'Opaque',
  stringData: values,
})
