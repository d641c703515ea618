import { describe, expect, it } from 'vitest'
import { withPort } from '#main/host/cli/commands/target-port.ts'
import type { FlightTarget } from '#shared/model/flight.ts'
import { deployment, fakeCluster, pod, service } from '../../../flight/fake-cluster.ts'

const at = { context: 'east', namespace: 'shop' }
const cart = (port: number): FlightTarget => ({ kind: 'service', ...at, service: 'cart', port })
const portless = { ...service(), spec: { type: 'ExternalName', externalName: 'example.com' } }

describe('the port of a target', () => {
  const of = (target: FlightTarget, portName?: string, objects = [service(), deployment(), pod('cart-1')]) =>
    withPort(() => fakeCluster(objects), { target, portName })
  const refused = (reason: string) =>
    expect.objectContaining({ failure: { code: 'bad-input', field: 'TARGET', reason } })

  it('is left as it is where a number stands', async () => {
    expect(await of(cart(8080))).toEqual(cart(8080))
    const target: FlightTarget = { kind: 'gateway', context: 'east', host: 'shop.example.com' }
    expect(await of(target)).toBe(target)
  })

  it('is the first of a service without one, and left to the way to a Deployment', async () => {
    expect(await of(cart(0))).toEqual(cart(80))
    const target: FlightTarget = { kind: 'deployment', ...at, deployment: 'cart' }
    expect(await of(target)).toBe(target)
  })

  it('may be named, as the service or the container names it', async () => {
    expect(await of(cart(0), 'http')).toEqual(cart(80))
    expect(await of({ kind: 'pod', ...at, pod: 'cart-1' }, 'http')).toMatchObject({ port: 9080 })
  })

  it('tells those that there are when the name is none of them', async () => {
    await expect(of(cart(0), 'grpc')).rejects.toEqual(
      refused('Service cart has no port named grpc; it has 80 (http)'),
    )
    await expect(of({ kind: 'deployment', ...at, deployment: 'cart' }, 'http')).rejects.toEqual(
      refused('Deployment cart has no port named http; it has 9080'),
    )
  })

  it('is none for UDP', async () => {
    const dns = { port: 53, protocol: 'UDP' }
    const web = { port: 443, protocol: 'TCP' }
    const both = { ...service(), spec: { selector: { app: 'cart' }, ports: [dns, web] } }
    expect(await of(cart(0), undefined, [both])).toEqual(cart(443))
  })

  it('tells a service without ports from one that is not there', async () => {
    await expect(of(cart(0), undefined, [portless])).rejects.toEqual(
      refused('Service cart has no port: it is another name of example.com; fly at its URL'),
    )
    await expect(of(cart(0), undefined, [])).rejects.toEqual(
      expect.objectContaining({
        failure: { code: 'not-found', context: 'east', kind: 'Service', namespace: 'shop', name: 'cart' },
      }),
    )
  })
})
