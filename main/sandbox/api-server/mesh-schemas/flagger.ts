/** Flagger's Canary: which fields it has (`kind.go` of fluxcd/flagger); what stands in most of them is left open. */
import { object, type Schema } from './notation.ts'

const anything: Schema = { 'x-kubernetes-preserve-unknown-fields': true }
const named = (names: string): Record<string, Schema> =>
  Object.fromEntries(names.split(' ').map((name) => [name, anything]))

const analysis = object(
  named(
    'interval maxWeight stepWeight stepWeights stepWeightPromotion mirror mirrorWeight primaryReadyThreshold canaryReadyThreshold iterations threshold alerts metrics webhooks match sessionAffinity',
  ),
)

export const canary: Schema = object({
  ...named(
    'provider metricsServer progressDeadlineSeconds targetRef autoscalerRef ingressRef routeRef upstreamRef service revertOnDeletion skipAnalysis suspend',
  ),
  analysis,
  canaryAnalysis: analysis,
})
