import type { ServiceChoice } from '#shared/contract/workloads.ts'

/** The ports of a service as text, those that look like HTTP first. */
export function portChoices(service: ServiceChoice | undefined): string[] {
  const rank = (name: string | null) => (name !== null && /^(http|grpc)/.test(name) ? 0 : 1)
  return [...(service?.ports ?? [])].sort((a, b) => rank(a.name) - rank(b.name)).map((p) => String(p.port))
}

/** One that a gateway lets requests in to, else the first. */
export const defaultService = (services: readonly ServiceChoice[]): ServiceChoice | undefined =>
  services.find((s) => s.gatewayHosts.length > 0) ?? services[0]
