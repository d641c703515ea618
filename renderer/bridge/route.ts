/** Where the window is, kept in the hash so that back, forward and links work in every host. */
import { useSyncExternalStore } from 'react'
import type { CanaryRef } from '#shared/model/canary.ts'

export type Route =
  | { page: 'contexts' }
  | { page: 'traffic' }
  | { page: 'canaries' }
  | ({ page: 'canary' } & CanaryRef)
  | { page: 'flights' }
  | { page: 'flight'; id: string }
  /** Two or more. */
  | { page: 'compare-flights'; ids: readonly string[] }
  | { page: 'workloads' }
  | { page: 'mesh' }
  | { page: 'activity' }
  | { page: 'settings' }

const plainPages = ['contexts', 'traffic', 'workloads', 'mesh', 'activity', 'settings'] as const

/** `null` for a hash that names no page. */
export function parseRoute(hash: string): Route | null {
  const [page, ...rest] = hash
    .replace(/^#?\/?/, '')
    .split('/')
    .map(decode)
  if (page === 'canaries') {
    const [context, namespace, name] = rest
    return context && namespace && name ? { page: 'canary', context, namespace, name } : { page: 'canaries' }
  }
  if (page === 'flights') {
    const [id, ...others] = rest.filter(Boolean)
    if (id === undefined) return { page: 'flights' }
    return others.length === 0 ? { page: 'flight', id } : { page: 'compare-flights', ids: [id, ...others] }
  }
  const plain = plainPages.find((known) => known === page)
  return plain === undefined ? null : { page: plain }
}

export function routeHref(route: Route): string {
  switch (route.page) {
    case 'canary':
      return `#/canaries/${[route.context, route.namespace, route.name].map(encodeURIComponent).join('/')}`
    case 'flight':
      return `#/flights/${encodeURIComponent(route.id)}`
    case 'compare-flights':
      return `#/flights/${route.ids.map(encodeURIComponent).join('/')}`
    default:
      return `#/${route.page}`
  }
}

/** The rail's entry that a route belongs to. */
export function sectionOf(route: Route): Route['page'] {
  if (route.page === 'canary') return 'canaries'
  return route.page === 'flight' || route.page === 'compare-flights' ? 'flights' : route.page
}

export const go = (route: Route): void => {
  window.location.hash = routeHref(route).slice(1)
}

export function useRoute(): Route | null {
  const hash = useSyncExternalStore(subscribe, () => window.location.hash)
  return parseRoute(hash)
}

function subscribe(listener: () => void): () => void {
  window.addEventListener('hashchange', listener)
  return () => window.removeEventListener('hashchange', listener)
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch (error) {
    // A stray % in a typed address: take it as it stands.
    if (error instanceof URIError) return part
    throw error
  }
}
