import { describe, expect, it } from 'vitest'
import type { MtlsMode, PeerAuthentication } from '#main/sandbox/data-plane/mesh-kinds.ts'
import { mtlsModeOf, securedBetween } from '#main/sandbox/data-plane/policies/connection-security.ts'

const policy = (namespace: string, mode: MtlsMode | 'UNSET', more = {}): PeerAuthentication => ({
  apiVersion: 'security.istio.io/v1',
  kind: 'PeerAuthentication',
  metadata: { name: 'x', namespace },
  spec: { mtls: { mode }, ...more },
})
const mine = { selector: { matchLabels: { app: 'front' } } }

describe('the mode of a pod', () => {
  it.each<[string, PeerAuthentication[], MtlsMode]>([
    ['without a policy', [], 'PERMISSIVE'],
    ['of the mesh', [policy('istio-system', 'STRICT')], 'STRICT'],
    [
      'of its namespace before the mesh',
      [policy('istio-system', 'STRICT'), policy('shop', 'DISABLE')],
      'DISABLE',
    ],
    [
      'of the workload before its namespace',
      [policy('shop', 'STRICT'), policy('shop', 'DISABLE', mine)],
      'DISABLE',
    ],
    [
      'of its port before everything',
      [policy('shop', 'STRICT', { ...mine, portLevelMtls: { 80: { mode: 'DISABLE' } } })],
      'DISABLE',
    ],
    ['unset asks the next', [policy('istio-system', 'STRICT'), policy('shop', 'UNSET')], 'STRICT'],
    ['not of another namespace', [policy('other', 'STRICT')], 'PERMISSIVE'],
    [
      'not of another workload',
      [policy('shop', 'STRICT', { selector: { matchLabels: { app: 'x' } } })],
      'PERMISSIVE',
    ],
  ])('%s', (_, policies, mode) => {
    expect(mtlsModeOf(policies, { namespace: 'shop', labels: { app: 'front' } }, 80)).toBe(mode)
  })
})

describe('between two pods', () => {
  it.each([
    ['sidecar', 'sidecar', undefined, 'PERMISSIVE', 'mutual'],
    ['sidecar', 'sidecar', undefined, 'DISABLE', 'plain'],
    ['sidecar', 'sidecar', 'DISABLE', 'PERMISSIVE', 'plain'],
    ['sidecar', 'sidecar', 'DISABLE', 'STRICT', 'reset'],
    ['sidecar', 'sidecar', 'ISTIO_MUTUAL', 'DISABLE', 'refused'],
    ['sidecar', 'sidecar', 'SIMPLE', 'STRICT', 'refused'],
    ['sidecar', 'none', undefined, 'STRICT', 'plain'],
    ['sidecar', 'none', 'ISTIO_MUTUAL', 'PERMISSIVE', 'refused'],
    ['none', 'sidecar', undefined, 'PERMISSIVE', 'plain'],
    ['none', 'sidecar', undefined, 'STRICT', 'reset'],
    ['gateway', 'sidecar', undefined, 'STRICT', 'mutual'],
  ] as const)('%s → %s, rule %s, policy %s: %s', (caller, callee, tls, mode, secured) => {
    expect(securedBetween(caller, callee, tls, mode)).toBe(secured)
  })
})
