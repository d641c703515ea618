/**
 * How Fortio deals out the requests of a flight with a rate (fortio.org/fortio v1.75, periodic/periodic.go): every
 * connection gets as many as every other, at least two, and the rest is not sent; and as each begins a little after the
 * one before it and keeps its beat, all together take that much longer.
 */
export interface FortioShare {
  readonly connections: number
  readonly sent: number
  readonly seconds: number
}

export function fortioShare(perSecond: number, seconds: number, connections: number): FortioShare {
  const all = Math.max(2, Math.floor(perSecond * seconds))
  const used = Math.min(connections, Math.floor(all / 2))
  const sent = Math.floor(all / used) * used
  return { connections: used, sent, seconds: (sent + used - 1) / perSecond }
}

/** Of all requests; less is not worth connections, which a slow target needs. */
const bearableLoss = 0.005

/** The most connections, but at least half of those that are allowed, with which as good as nothing is left unsent. */
export function bestFortioShare(perSecond: number, seconds: number, most: number): FortioShare {
  const { connections: top } = fortioShare(perSecond, seconds, most)
  const least = Math.ceil(top / 2)
  const shares = Array.from({ length: top - least + 1 }, (_, fewer) =>
    fortioShare(perSecond, seconds, top - fewer),
  )
  return (
    shares.find(({ sent }) => sent >= (1 - bearableLoss) * Math.floor(perSecond * seconds)) ??
    shares.reduce((best, one) => (one.sent > best.sent ? one : best))
  )
}
