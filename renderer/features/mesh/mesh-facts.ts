/** What the mesh of a context says for itself, in words and health. */
import type { MeshStatus } from '#shared/contract/mesh.ts'
import { formatCount } from '../../ui/format.ts'
import type { Tone } from '../../ui/parts.tsx'

export interface Shown {
  readonly words: string
  readonly tone: Tone
}

type Istio = NonNullable<MeshStatus['istio']>

export function istiodShown({ ready, desired }: Istio['istiod']): Shown {
  const words = `${ready} of ${desired} ready`
  if (ready >= desired && desired > 0) return { words, tone: 'healthy' }
  return { words, tone: ready === 0 ? 'failing' : 'degraded' }
}

/** Out of date proxies still follow the routes of before. */
export function proxiesShown(proxies: Istio['proxies']): Shown {
  if (proxies === null) return { words: 'unknown, istiod could not be asked', tone: 'neutral' }
  const words = `${formatCount(proxies.synced)} of ${formatCount(proxies.total)} synced`
  return { words, tone: proxies.synced < proxies.total ? 'degraded' : 'healthy' }
}

/** The panel's answer to "is it well?". */
export function meshShown(status: MeshStatus): Shown {
  const { istio } = status
  if (istio === null) return { words: 'no mesh', tone: 'neutral' }
  const istiod = istiodShown(istio.istiod)
  if (istiod.tone !== 'healthy') return { words: `istiod ${istiod.words}`, tone: istiod.tone }
  if (istio.proxies !== null && istio.proxies.synced < istio.proxies.total)
    return { words: 'proxies out of date', tone: 'degraded' }
  if (istio.gateways.some((g) => g.ready === 0)) return { words: 'gateway not ready', tone: 'degraded' }
  return { words: 'healthy', tone: 'healthy' }
}
