/** Quantities as Kubernetes reads them: `100m`, `1.5Gi`, `2e3`, or a plain number (apimachinery, pkg/api/resource). */
const form = /^[+-]?\d*(?:\.\d*)?([eEinumkKMGTP]*[-+]?\d*)$/
const suffix = /^(?:|[numkMGTPE]|[KMGTPE]i|[eE][+-]?\d+)$/

/** Why it is none, in Kubernetes' words. */
export function quantityProblem(value: unknown): string | undefined {
  const text = typeof value === 'number' ? String(value) : value
  const [, end] = typeof text === 'string' && text !== '' ? (form.exec(text) ?? []) : []
  if (end === undefined)
    return "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
  return suffix.test(end) ? undefined : "unable to parse quantity's suffix"
}
