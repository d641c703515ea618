/** The fronts of all gateways of a mesh: of each ingress with its pods, and of each pod by itself. */
import { createGatewayFront, type GatewayFront, type GatewayFrontOptions } from './gateway-front.ts'
import type { PodRuntime } from './pod-runtime.ts'

export interface GatewayFronts {
  open(gateways: GatewayFrontOptions['gateways']): GatewayFront
  /** Of a single pod, for connections that are forwarded to it. */
  of(pod: PodRuntime): GatewayFront
  close(): void
}

export function createGatewayFronts(options: Omit<GatewayFrontOptions, 'gateways'>): GatewayFronts {
  const ofPods = new WeakMap<PodRuntime, GatewayFront>()
  const all: GatewayFront[] = []

  function open(gateways: GatewayFrontOptions['gateways']): GatewayFront {
    const front = createGatewayFront({ ...options, gateways })
    all.push(front)
    return front
  }

  return {
    open,
    of(pod) {
      const front = ofPods.get(pod) ?? open(() => (pod.listens ? [pod] : []))
      ofPods.set(pod, front)
      return front
    },
    close() {
      for (const front of all) front.close()
    },
  }
}
