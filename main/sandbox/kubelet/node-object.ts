/** The Node that a kubelet registers. */
import type { KubeObject } from '#shared/model/kube.ts'
import { timeText } from '../time-text.ts'

export function nodeObject(name: string, podCidr: string): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      labels: {
        'kubernetes.io/hostname': name,
        'kubernetes.io/os': 'linux',
        'kubernetes.io/arch': 'amd64',
        ...placeOf(name),
      },
    },
    spec: { podCIDR: podCidr, podCIDRs: [podCidr] },
  }
}

/** Each cluster is a region, each of its nodes in a zone of its own: `east-node-1` is in `east-a`. */
function placeOf(name: string): Record<string, string> {
  const [, region = '', number] = /^(.+)-node-(\d+)$/.exec(name) ?? []
  if (number === undefined) return {}
  const zone = `${region}-${String.fromCharCode(96 + Number(number))}`
  return { 'topology.kubernetes.io/region': region, 'topology.kubernetes.io/zone': zone }
}

export function nodeStatus(name: string, address: string, sinceMs: number, nowMs: number) {
  const condition = (type: string, status: string, reason: string, message: string) => ({
    type,
    status,
    lastHeartbeatTime: timeText(nowMs),
    lastTransitionTime: timeText(sinceMs),
    reason,
    message,
  })
  const capacity = { cpu: '32', memory: '131072Mi', 'ephemeral-storage': '100Gi', pods: '2000' }
  return {
    capacity,
    allocatable: capacity,
    conditions: [
      condition('MemoryPressure', 'False', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory'),
      condition('DiskPressure', 'False', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'),
      condition('PIDPressure', 'False', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'),
      condition('Ready', 'True', 'KubeletReady', 'kubelet is posting ready status'),
    ],
    addresses: [
      { type: 'InternalIP', address },
      { type: 'Hostname', address: name },
    ],
    nodeInfo: {
      architecture: 'amd64',
      bootID: '',
      containerRuntimeVersion: 'containerd://2.1.4',
      kernelVersion: '6.1.0',
      kubeProxyVersion: '',
      kubeletVersion: 'v1.33.1',
      machineID: name,
      operatingSystem: 'linux',
      osImage: 'Aviary sandbox',
      systemUUID: name,
    },
  }
}

/** In the range that kind uses for its nodes; the third number is the second of the pods' range, so clusters differ. */
export const nodeAddress = (podCidr: string, index: number) =>
  `172.18.${Number(podCidr.split('.')[1] ?? 0)}.${index + 2}`
