import { Buffer } from 'node:buffer'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  framed,
  grpcMessage,
  grpcMethodProblem,
  healthMessage,
  healthService,
} from '#shared/flight/grpc-request.ts'

describe('a gRPC call', () => {
  it('takes its message as hex or base64', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const buffer = Buffer.from(bytes)
        for (const form of ['hex', 'base64', 'base64url'] as const) {
          const text = `${form.slice(0, 6)}:${buffer.toString(form)}`.replace(/^hex:+/, 'hex:')
          expect(grpcMessage(text)).toEqual(Uint8Array.from(bytes))
        }
      }),
    )
    expect(grpcMessage('')).toEqual(new Uint8Array())
  })

  it.each(['hex:0', 'hex:zz', 'base64:a', 'base64:!!!!', 'hello'])('refuses the message %s', (text) => {
    expect(grpcMessage(text)).toBe('a gRPC message is hex:… or base64:…, or nothing for an empty one')
  })

  it('stands behind its length', () => {
    expect(framed(Uint8Array.of(8, 1))).toEqual(Uint8Array.of(0, 0, 0, 0, 2, 8, 1))
  })

  it('names its method in full', () => {
    expect(grpcMethodProblem('shop.v1.Cart/Get')).toBeNull()
    for (const method of ['/shop.Cart/Get', 'Get', 'shop.Cart/', 'a/b/c']) {
      expect(grpcMethodProblem(method)).toBe(`"${method}" is not a gRPC method; write package.Service/Method`)
    }
  })

  it('asks for the health of a service, or of the server', () => {
    expect(healthMessage('')).toBe('hex:')
    expect(healthMessage('cart')).toBe('hex:0a0463617274')
    expect(healthMessage('a b')).toBe('"a b" is not the name of a service')
  })

  it.each([
    ['hex:', ''],
    [healthMessage('shop.Cart'), 'shop.Cart'],
    ['', null],
    ['hex:0a0141ff', null],
    ['nonsense', null],
  ])('knows the service of the health check %s', (message, service) => {
    expect(healthService(message)).toBe(service)
  })
})
