/** A context's own settings: which rows are shown, and what may be saved. */
import type { ContextState } from '#shared/contract/contexts.ts'
import type { Settings } from '#shared/contract/settings.ts'
import { hasWords } from '../../ui/filter.ts'

export type ContextSettings = Settings['contexts'][string]

/** Null when nothing is wrong; empty means that Prometheus is looked for. */
export function prometheusProblem(text: string): string | null {
  const url = text.trim()
  if (url === '') return null
  if (!URL.canParse(url)) return 'Not a URL; such as http://127.0.0.1:9090'
  const { protocol, search, hash } = new URL(url)
  if (protocol !== 'http:' && protocol !== 'https:') return 'Begins with http:// or https://'
  return search !== '' || hash !== '' ? 'Without ? and #' : null
}

/** Requests per second; empty means that there is no cap. */
export function rateCapProblem(text: string): string | null {
  const cap = Number(text)
  return text.trim() === '' || (cap > 0 && cap <= 1_000_000) ? null : 'More than 0, at most 1,000,000'
}

/** The settings with one field changed; what says nothing is left out. */
export function changed(own: ContextSettings, part: ContextSettings): ContextSettings {
  const next = { ...own, ...part }
  const entries = Object.entries(next).filter(
    ([, value]) => value !== undefined && value !== '' && value !== false,
  )
  return Object.fromEntries(entries)
}

/** The picked ones first, then those with settings of their own, then the rest; each in the kubeconfig's order. */
export function settingsRows(
  contexts: readonly ContextState[],
  own: Settings['contexts'],
  query: string,
): readonly ContextState[] {
  const rank = (c: ContextState) => (c.picked ? 0 : hasSettings(own[c.name]) ? 1 : 2)
  return contexts.filter((c) => hasWords(query, c.name, c.cluster)).sort((a, b) => rank(a) - rank(b))
}

const hasSettings = (own: ContextSettings | undefined) => own !== undefined && Object.keys(own).length > 0
