/** The network of a cluster in which no pod runs. */
import type { PodNetwork } from '#main/sandbox/pod-network.ts'

export const noPods: PodNetwork = {
  connect: () => undefined,
  log: () => [],
  exec: async () => {
    throw new Error('no pod runs here')
  },
}
