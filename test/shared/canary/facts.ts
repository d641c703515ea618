/** A plan, a state and an observation that a test changes where it matters. */
import type { Observation, SideSeen } from '#shared/canary/observation.ts'
import { planOf } from '#shared/canary/plan.ts'
import { type CanaryState, initialState } from '#shared/canary/state.ts'

export const plan = planOf(
  'web',
  { name: 'web', port: 80 },
  { intervalSeconds: 60, stepWeight: 20, maxWeight: 60, threshold: 2 },
)

export const side = (hash: string, replicas = 2, readyAddresses = replicas): SideSeen => ({
  replicas,
  readyAddresses,
  ready: replicas > 0 && readyAddresses >= replicas,
  hash,
  stuck: false,
})

export const idleState: CanaryState = {
  ...initialState('v1', 0, false),
  phase: 'Initialized',
  because: 'ready',
}

export const idleSeen: Observation = {
  target: side('v1', 0),
  primary: side('v1'),
  services: true,
  apex: { selects: 'primary', serves: 'primary' },
  route: { kind: 'split', canaryWeight: 0 },
  proxies: { seen: true, drained: true },
  leftovers: true,
  verdict: null,
  intent: null,
}
