/** What a context's row says about it. */
import type { ContextState } from '#shared/contract/contexts.ts'
import { hasWords } from '../../ui/filter.ts'
import { plural, unknown } from '../../ui/format.ts'
import type { Tone } from '../../ui/parts.tsx'

export interface Shown {
  readonly words: string
  readonly tone: Tone
}

export function statusOf(c: Pick<ContextState, 'status' | 'picked'>): Shown {
  switch (c.status) {
    case 'connected':
      return { words: 'connected', tone: 'healthy' }
    case 'connecting':
      return { words: 'connecting', tone: 'neutral' }
    case 'failed':
      return { words: 'failed', tone: 'failing' }
    case 'idle':
      return { words: c.picked ? 'waiting' : 'not contacted', tone: 'neutral' }
  }
}

export function istioWords(istio: ContextState['istio']): string {
  if (istio === null) return unknown
  return istio.found ? (istio.version ?? 'version unknown') : 'none'
}

export function prometheusWords(prometheus: ContextState['prometheus']): string {
  if (prometheus === null) return unknown
  // How it is reached stands in the tooltip and on the Mesh page.
  return prometheus.found ? (prometheus.where?.replace(/ through .*/, '') ?? 'found') : 'none'
}

/** `https://10.0.0.1:6443` without what every server has. */
export const serverWords = (server: string) => server.replace(/^https:\/\//, '').replace(/\/$/, '')

export interface ContextFilter {
  readonly query: string
  readonly pickedOnly: boolean
}

export function shownContexts(
  contexts: readonly ContextState[],
  { query, pickedOnly }: ContextFilter,
): readonly ContextState[] {
  return contexts.filter(
    (c) =>
      (!pickedOnly || c.picked) && hasWords(query, c.name, c.cluster, c.server, c.user, c.namespace, c.file),
  )
}

/** The page's first sentence. */
export function pickedSentence(contexts: readonly ContextState[]): string {
  const picked = contexts.filter((c) => c.picked)
  if (contexts.length === 0) return ''
  if (picked.length === 0) return `${plural(contexts.length, 'context')}, none picked`
  const failed = picked.filter((c) => c.status === 'failed').length
  const connecting = picked.filter((c) => c.status === 'connecting').length
  const parts = [`${picked.length} of ${contexts.length} picked`]
  if (connecting > 0) parts.push(`${connecting} connecting`)
  if (failed > 0) parts.push(`${failed} failed`)
  return parts.join(', ')
}

/** Contexts of the last session that are still there, when nothing is picked yet. */
export function offeredAgain(
  contexts: readonly ContextState[],
  lastPicked: readonly string[],
): readonly string[] {
  if (contexts.some((c) => c.picked)) return []
  const known = new Set(contexts.map((c) => c.name))
  return lastPicked.filter((name) => known.has(name))
}
