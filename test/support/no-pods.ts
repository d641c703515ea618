/** The network of a cluster in which no pod runs. */
import { noLines, type PodNetwork } from '#main/sandbox/pod-network.ts'

export const noPods: PodNetwork = {
  connect: () => undefined,
  log: () => noLines,
  attach: () => undefined,
  exec: async () => {
    throw new Error('no pod runs here')
  },
}
