import { describe, expect, it } from 'vitest'
import { targetAt } from '../../../renderer/bridge/selection-store.ts'

describe('where the HTTP button begins', () => {
  const place = { context: 'east', namespace: 'shop' }
  it.each([
    ['a service', { ...place, service: 'cart', deployment: 'cart-v1' }, { kind: 'service', service: 'cart' }],
    [
      'a deployment without one',
      { ...place, deployment: 'cart-v1' },
      { kind: 'deployment', deployment: 'cart-v1' },
    ],
    ['an ingress gateway', { ...place, service: 'gw', ingress: true }, { kind: 'gateway', host: '' }],
    ['a namespace', place, { kind: 'service', namespace: 'shop', service: '' }],
    ['a context', { context: 'east' }, { kind: 'service', context: 'east', namespace: '', service: '' }],
  ])('is %s', (_name, from, target) => {
    expect(targetAt(from)).toMatchObject({ context: 'east', ...target })
  })
})
