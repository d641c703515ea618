import { describe, expect, it } from 'vitest'
import {
  defaultService,
  pathChoices,
  portChoices,
  usualNamespace,
} from '../../../../renderer/features/flights/service-choice.ts'

describe('the choice of a service', () => {
  const ports = [
    { name: 'metrics', port: 9090 },
    { name: 'http-web', port: 80 },
  ]
  const service = (name: string, gatewayHosts: string[] = []) => ({ name, ports, gatewayHosts, paths: [] })

  it('offers HTTP ports first', () => expect(portChoices(service('a'))).toEqual(['80', '9090']))

  it('starts with one that a gateway lets requests in to', () => {
    expect(defaultService([service('a'), service('b', ['b.example.com'])])?.name).toBe('b')
    expect(defaultService([service('a')])?.name).toBe('a')
    expect(defaultService([])).toBeUndefined()
  })

  it('starts in the namespace that the page is narrowed to, else in one of the users', () => {
    const all = ['bookinfo', 'default', 'istio-system', 'kube-system', 'shop']
    expect(usualNamespace(all, ['shop'])).toBe('shop')
    expect(usualNamespace(all, [])).toBe('bookinfo')
    expect(usualNamespace(['default', 'kube-system'], ['gone'])).toBeUndefined()
  })

  it('offers the paths of the routes before those flown, each once', () => {
    expect(pathChoices(['/a', '/b'], ['/c', '/a'])).toEqual(['/a', '/b', '/c'])
  })
})
