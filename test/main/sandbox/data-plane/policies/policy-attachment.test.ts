import { describe, expect, it } from 'vitest'
import type { Targeted } from '#main/sandbox/data-plane/mesh-kinds.ts'
import { gatewayNameLabel, isAttached } from '#main/sandbox/data-plane/policies/policy-attachment.ts'

const policy = (spec: Targeted | undefined, namespace = 'shop') => ({
  ...{ apiVersion: 'security.istio.io/v1', kind: 'AuthorizationPolicy' },
  metadata: { name: 'policy', namespace },
  ...(spec === undefined ? {} : { spec }),
})
const cart = { namespace: 'shop', labels: { app: 'cart' } }
const door = { namespace: 'shop', labels: { [gatewayNameLabel]: 'door' } }
const target = (more: object = {}) => ({
  ...{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'door' },
  ...more,
})
const forCart = { selector: { matchLabels: { app: 'cart' } } }

describe('a policy', () => {
  it.each<[string, ReturnType<typeof policy>, boolean, boolean]>([
    ['of the namespace is for all of it', policy({}), true, true],
    ['without a spec too', policy(undefined), true, true],
    ['of istio-system is for all', policy({}, 'istio-system'), true, true],
    ['of another namespace is for nobody here', policy({}, 'bank'), false, false],
    ['with a selector is for pods that it fits', policy(forCart), true, false],
    ['with a target is for that Gateway alone', policy({ targetRefs: [target()] }), false, true],
    ['has the older field too', policy({ targetRef: target() }), false, true],
    ['with several is for each', policy({ targetRefs: [target({ name: 'x' }), target()] }), false, true],
    ['for another Gateway is for nobody here', policy({ targetRefs: [target({ name: 'x' })] }), false, false],
    ['reaches no other namespace', policy({ targetRefs: [target()] }, 'bank'), false, false],
    ['not even from istio-system', policy({ targetRefs: [target()] }, 'istio-system'), false, false],
    ['may name its own namespace', policy({ targetRefs: [target({ namespace: 'shop' })] }), false, true],
    ['and no other', policy({ targetRefs: [target({ namespace: 'bank' })] }), false, false],
    ['for a Gateway of Istio’s', policy({ targetRefs: [target({ group: '' })] }), false, false],
    [
      'for a Service is for waypoints',
      policy({ targetRefs: [{ group: '', kind: 'Service', name: 'cart' }] }),
      false,
      false,
    ],
    [
      'with the newer field is not for the older one',
      policy({ targetRef: target(), targetRefs: [target({ name: 'x' })] }),
      false,
      false,
    ],
  ])('%s', (_, one, atPod, atGateway) => {
    expect(isAttached(one, cart, 'istio-system')).toBe(atPod)
    expect(isAttached(one, door, 'istio-system')).toBe(atGateway)
  })
})
