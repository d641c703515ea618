/**
 * Istio's sidecar in a pod that is about to be made; the template stays as its author wrote it. Which pods get one are
 * istiod's rules with its default policy: the pod's own label decides, then the namespace's.
 */
import type { Pod } from '#shared/model/kube.ts'

const injectLabel = 'sidecar.istio.io/inject'

export function injectSidecar(pod: Pod, namespaceLabels: Readonly<Record<string, string>>): Pod {
  const { containers } = pod.spec
  if (!wantsSidecar(pod, namespaceLabels)) return pod
  if (containers.some(({ name }) => name === sidecar.name)) return pod
  const labels = pod.metadata.labels ?? {}
  return {
    ...pod,
    metadata: {
      ...pod.metadata,
      labels: { ...labels, ...meshLabels(labels) },
      annotations: {
        'istio.io/rev': 'default',
        'kubectl.kubernetes.io/default-container': containers[0]?.name ?? '',
        'sidecar.istio.io/status': status,
        ...pod.metadata.annotations,
      },
    },
    spec: { ...pod.spec, containers: [...containers, sidecar] },
  }
}

function wantsSidecar({ metadata, spec }: Pod, namespaceLabels: Readonly<Record<string, string>>): boolean {
  if (spec.hostNetwork === true) return false
  const own = metadata.labels?.[injectLabel] ?? metadata.annotations?.[injectLabel]
  if (own !== undefined) return own === 'true'
  if (namespaceLabels['istio-injection'] === 'disabled') return false
  return namespaceLabels['istio-injection'] === 'enabled' || namespaceLabels['istio.io/rev'] !== undefined
}

/** What the injection template adds, for the metrics' canonical names. */
function meshLabels(labels: Readonly<Record<string, string>>): Record<string, string> {
  const name = labels['service.istio.io/canonical-name'] ?? labels['app.kubernetes.io/name'] ?? labels.app
  const revision =
    labels['service.istio.io/canonical-revision'] ??
    labels['app.kubernetes.io/version'] ??
    labels.version ??
    'latest'
  return {
    'security.istio.io/tlsMode': 'istio',
    ...(name === undefined ? {} : { 'service.istio.io/canonical-name': name }),
    'service.istio.io/canonical-revision': revision,
  }
}

const status = JSON.stringify({ initContainers: null, containers: ['istio-proxy'], revision: 'default' })

const sidecar = {
  name: 'istio-proxy',
  image: 'docker.io/istio/proxyv2:1.27.1',
  args: ['proxy', 'sidecar', '--domain', '$(POD_NAMESPACE).svc.cluster.local'],
  ports: [{ containerPort: 15090, name: 'http-envoy-prom', protocol: 'TCP' }],
}
