import { describe, expect, it } from 'vitest'
import { isIngressOf } from '#main/flight/ingress-target.ts'
import { fakeCluster, ingressGateway, service } from './fake-cluster.ts'

const east = fakeCluster([ingressGateway('203.0.113.7', 80)])
const silent = fakeCluster([])
silent.list = () => Promise.reject(new Error('it does not answer'))

describe('a URL', () => {
  it.each([
    ['http://203.0.113.7/cart', true],
    ['https://203.0.113.7/', true],
    ['http://203.0.113.7:9000/', false],
    ['http://203.0.113.8/', false],
    ['nonsense', false],
  ])('%s leads to the ingress of a picked context: %s', async (url, expected) => {
    expect(await isIngressOf([silent, fakeCluster([service()]), east], url)).toBe(expected)
  })

  it('leads to none where none is picked', async () => {
    expect(await isIngressOf([], 'http://203.0.113.7/')).toBe(false)
  })
})
