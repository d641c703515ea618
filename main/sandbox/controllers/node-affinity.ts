/**
 * Whether a pod asks for a node like this one: by its name, by `nodeSelector`, and by what its affinity requires
 * (GetRequiredNodeAffinity of k8s.io/component-helpers). Of several terms one is enough; one that says nothing fits none.
 */
import type { KubeObject, Pod } from '#shared/model/kube.ts'

interface Requirement {
  readonly key: string
  readonly operator: string
  readonly values?: readonly string[]
}
interface Term {
  readonly matchExpressions?: readonly Requirement[]
  readonly matchFields?: readonly Requirement[]
}
type Values = Readonly<Record<string, string>>

export function asksForNode(spec: Pod['spec'], { metadata }: KubeObject): boolean {
  const { nodeName, nodeSelector, affinity } = spec as Pod['spec'] & {
    readonly nodeSelector?: Values
    readonly affinity?: {
      readonly nodeAffinity?: {
        readonly requiredDuringSchedulingIgnoredDuringExecution?: {
          readonly nodeSelectorTerms?: readonly Term[]
        }
      }
    }
  }
  const labels = metadata.labels ?? {}
  const required = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution
  const fits = ({ matchExpressions = [], matchFields = [] }: Term) =>
    matchExpressions.length + matchFields.length > 0 &&
    matchExpressions.every((one) => holds(one, labels)) &&
    matchFields.every((one) => holds(one, { 'metadata.name': metadata.name }))
  return (
    (!nodeName || nodeName === metadata.name) &&
    Object.entries(nodeSelector ?? {}).every(([key, value]) => labels[key] === value) &&
    (required === undefined || (required.nodeSelectorTerms ?? []).some(fits))
  )
}

function holds({ key, operator, values = [] }: Requirement, labels: Values): boolean {
  const has = labels[key]
  switch (operator) {
    case 'In':
      return has !== undefined && values.includes(has)
    case 'NotIn':
      return has === undefined || !values.includes(has)
    case 'Exists':
      return has !== undefined
    case 'DoesNotExist':
      return has === undefined
    default:
      return has !== undefined && isBeyond(operator, has, values[0])
  }
}

/** `Gt` and `Lt` read whole numbers; what is none fits neither. */
function isBeyond(operator: string, has: string, than: string | undefined): boolean {
  const [value, bound] = [has, than ?? ''].map((text) =>
    /^[+-]?\d+$/.test(text) ? Number(text) : Number.NaN,
  )
  if (value === undefined || bound === undefined) return false
  return operator === 'Gt' ? value > bound : value < bound
}
