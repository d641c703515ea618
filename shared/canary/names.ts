/** Flagger's names and labels, so that a rollout can be handed over. */
export interface CanaryNames {
  readonly namespace: string
  /** The Deployment that the user changes. */
  readonly target: string
  readonly primary: string
  readonly apexService: string
  readonly primaryService: string
  readonly canaryService: string
  /** The label whose value tells target and primary apart, and its value at the target. */
  readonly label: string
  readonly labelValue: string
}

const primaryOf = (name: string) => `${name}-primary`
const canaryOf = (name: string) => `${name}-canary`

export function namesOf(
  namespace: string,
  target: string,
  service: string,
  selector: { readonly label: string; readonly value: string },
): CanaryNames {
  return {
    namespace,
    target,
    primary: primaryOf(target),
    apexService: service,
    primaryService: primaryOf(service),
    canaryService: canaryOf(service),
    label: selector.label,
    labelValue: selector.value,
  }
}

/** ConfigMap and Lease. */
export const recordName = (canary: string) => `aviary-canary-${canary}`

/** On everything that Aviary makes for a canary; the value is the canary's name. */
export const canaryLabel = 'aviary.dev/canary'
export const ownLabels = (canary: string) => ({
  'app.kubernetes.io/managed-by': 'aviary',
  [canaryLabel]: canary,
})

/** Why the driver writes its record: bookkeeping, which the activity log leaves out. */
export const rememberWhy = 'remember how the canary stands'
