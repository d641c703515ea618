/** Whether every host of the narrow pattern is one of the wide one: `*`, `*.example`, `a.example` (Istio's SubsetOf). */
export function coversHost(wide: string, narrow: string): boolean {
  if (wide === '*' || wide === narrow) return true
  return wide.startsWith('*.') && narrow.endsWith(wide.slice(1))
}
