/** What the top bar narrows every page to. */
import { create } from 'zustand'

export interface Scope {
  /** All when empty. */
  readonly namespaces: readonly string[]
  /** The window of rates. */
  readonly durationSeconds: number
  readonly refreshSeconds: number
}

export const useScope = create<Scope>(() => ({ namespaces: [], durationSeconds: 60, refreshSeconds: 5 }))
export const setScope = (part: Partial<Scope>) => useScope.setState(part)

export const inScope = (namespaces: readonly string[], namespace: string) =>
  namespaces.length === 0 || namespaces.includes(namespace)
