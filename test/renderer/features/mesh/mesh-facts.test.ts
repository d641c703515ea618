import { expect, it } from 'vitest'
import { istiodShown, meshShown, proxiesShown } from '../../../../renderer/features/mesh/mesh-facts.ts'
import { meshStatus } from '../../../conformance/fake-data.ts'

const healthy = meshStatus('east')
const istio = healthy.istio!
const gateway = { name: 'ingress', namespace: 'istio-system', address: null, ready: 0 }

it('the mesh is as well as its weakest part', () => {
  expect(meshShown(healthy)).toEqual({ words: 'healthy', tone: 'healthy' })
  expect(meshShown({ ...healthy, istio: null })).toEqual({ words: 'no mesh', tone: 'neutral' })
  expect(meshShown({ ...healthy, istio: { ...istio, istiod: { ready: 0, desired: 2 } } })).toEqual({
    words: 'istiod 0 of 2 ready',
    tone: 'failing',
  })
  expect(meshShown({ ...healthy, istio: { ...istio, proxies: { total: 5, synced: 4 } } }).tone).toBe(
    'degraded',
  )
  expect(meshShown({ ...healthy, istio: { ...istio, gateways: [gateway] } }).tone).toBe('degraded')
})

it('unknown proxies are not taken as none', () => {
  expect(proxiesShown(null)).toEqual({ words: 'unknown, istiod could not be asked', tone: 'neutral' })
  expect(proxiesShown({ total: 1184, synced: 1180 })).toEqual({
    words: '1,180 of 1,184 synced',
    tone: 'degraded',
  })
  expect(istiodShown({ ready: 1, desired: 2 }).tone).toBe('degraded')
})
