/** istiod's validating webhook as the API server meets it: refused at once without endpoints, after 10 s without an answer. */

import { ApiError } from '../api-server/api-error.ts'
import type { Admission } from '../api-server/webhook.ts'
import type { Clock } from '../clock.ts'
import type { Review } from '../data-plane/istiod-metrics.ts'
import type { IstiodState } from '../data-plane/mesh-part.ts'

const timeoutMs = 10_000
const groups = ['networking.istio.io', 'security.istio.io', 'telemetry.istio.io', 'extensions.istio.io']

export function istiodWebhook(
  clock: Clock,
  state: () => IstiodState,
  onReview: (review: Review) => void,
): Admission {
  return async ({ kind: { group, plural: resource }, version }) => {
    if (!groups.includes(group)) return undefined
    const found = state()
    if (found === 'serves') return (verdict) => onReview({ group, version, resource, verdict })
    if (found === 'down') throw failedCall('no endpoints available for service "istiod"')
    await new Promise<void>((done) => void clock.after(timeoutMs, done))
    throw failedCall('context deadline exceeded')
  }
}

const failedCall = (why: string) =>
  new ApiError(
    500,
    'InternalError',
    `Internal error occurred: failed calling webhook "validation.istio.io": failed to call webhook: Post "https://istiod.istio-system.svc:443/validate?timeout=10s": ${why}`,
  )
