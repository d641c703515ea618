import type { ServiceChoice } from '#shared/contract/workloads.ts'

/** The ports of a service as text, those that look like HTTP first. */
export function portChoices(service: ServiceChoice | undefined): string[] {
  const rank = (name: string | null) => (name !== null && /^(http|grpc)/.test(name) ? 0 : 1)
  return [...(service?.ports ?? [])].sort((a, b) => rank(a.name) - rank(b.name)).map((p) => String(p.port))
}

/** One that a gateway lets requests in to, else the first. */
export const defaultService = (services: readonly ServiceChoice[]): ServiceChoice | undefined =>
  services.find((s) => s.gatewayHosts.length > 0) ?? services[0]

/** One that the page is narrowed to, else the first that belongs to neither Kubernetes nor Istio. */
export const usualNamespace = (
  namespaces: readonly string[],
  scoped: readonly string[],
): string | undefined =>
  namespaces.find((name) => scoped.includes(name)) ??
  namespaces.find((name) => name !== 'default' && !/^(kube-|istio-system$)/.test(name))

/** Paths to choose from: what the routes name, then what was flown at before; each once. */
export const pathChoices = (named: readonly string[], flown: readonly string[]): string[] => [
  ...new Set([...named, ...flown]),
]
