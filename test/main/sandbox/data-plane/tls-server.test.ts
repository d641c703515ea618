import { describe, expect, it } from 'vitest'
import { serverNamed } from '#main/sandbox/data-plane/gateway-front.ts'
import type { TlsServer } from '#main/sandbox/data-plane/route-table.ts'
import { type SecretObject, tlsSecretOf } from '#main/sandbox/data-plane/tls-secret.ts'

const server = (...names: string[]): TlsServer => ({
  ...{ port: 8443, config: names.join(), names, clientCertificate: 'none', credential: '' },
})

describe('of several servers a client gets', () => {
  const servers = [server('*'), server('*.com'), server('*.example.com'), server('shop.example.com')]
  it.each([
    ['shop.example.com', 'shop.example.com'],
    ['other.example.com', '*.example.com'],
    ['example.com', '*.com'],
    ['shop.org', '*'],
    [undefined, '*'],
  ])('for %s the one of %s', (name, config) => {
    expect(serverNamed(servers, name)?.config).toBe(config)
  })

  it('none where no name fits', () => {
    expect(serverNamed([server('shop.example.com')], undefined)).toBeUndefined()
    expect(serverNamed([server('*.example.com')], 'shop.org')).toBeUndefined()
  })
})

describe('the certificate of a server', () => {
  const encoded = (fields: Record<string, string>): SecretObject => ({
    ...{ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'any' } },
    data: Object.fromEntries(
      Object.entries(fields).map(([name, text]) => [name, Buffer.from(text).toString('base64')]),
    ),
  })
  it.each([
    [{ one: encoded({ 'tls.crt': 'C', 'tls.key': 'K' }) }, { cert: 'C', key: 'K' }],
    [{ one: encoded({ cert: 'C', key: 'K', cacert: 'A' }) }, { cert: 'C', key: 'K', ca: 'A' }],
    [
      { one: encoded({ 'tls.crt': 'C', 'tls.key': 'K' }), 'one-cacert': encoded({ 'ca.crt': 'A' }) },
      { cert: 'C', key: 'K', ca: 'A' },
    ],
    [{ one: encoded({ 'tls.crt': 'C' }) }, undefined],
    [{}, undefined],
  ])('case %#', (secrets, wanted) => {
    expect(tlsSecretOf((name) => new Map(Object.entries(secrets)).get(name), 'one')).toEqual(wanted)
  })
})
