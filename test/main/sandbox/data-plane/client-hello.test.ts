import { duplexPair } from 'node:stream'
import { connect } from 'node:tls'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isTls, isWholeHello, serverNameOf } from '#main/sandbox/data-plane/client-hello.ts'

/** What Node's client says first. */
function helloOf(servername?: string): Promise<Buffer> {
  const [ours, theirs] = duplexPair()
  const client = connect({ socket: ours, ...(servername === undefined ? {} : { servername }) })
  client.on('error', () => undefined)
  return new Promise((resolve) => {
    let said = Buffer.alloc(0)
    theirs.on('data', (chunk: Buffer) => {
      said = Buffer.concat([said, chunk])
      if (!isWholeHello(said)) return
      client.destroy()
      resolve(said)
    })
  })
}

describe('the first message of a TLS client', () => {
  it('names the server that it wants', async () => {
    expect(serverNameOf(await helloOf('Shop.Example.com'))).toBe('shop.example.com')
  })

  it('names nobody when it dials an address', async () => {
    expect(serverNameOf(await helloOf())).toBeUndefined()
  })

  it('is whole with its last byte, not before', async () => {
    const hello = await helloOf('shop.example.com')
    for (const length of [1, 4, 5, 6, hello.length - 1])
      expect(isWholeHello(hello.subarray(0, length))).toBe(false)
    expect(isWholeHello(hello)).toBe(true)
  })

  it('is told from HTTP at once', () => {
    const http = Buffer.from('G')
    expect([isTls(http), isWholeHello(http)]).toEqual([false, true])
  })

  it('that cannot be read names nobody, wherever it is cut or changed', async () => {
    const hello = await helloOf('shop.example.com')
    fc.assert(
      fc.property(fc.nat(hello.length), fc.nat(hello.length - 1), fc.nat(255), (length, at, byte) => {
        const broken = Buffer.from(hello)
        broken[at] = byte
        const name = serverNameOf(broken.subarray(0, length))
        return name === undefined || typeof name === 'string'
      }),
    )
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const name = serverNameOf(Buffer.from(bytes))
        return name === undefined || typeof name === 'string'
      }),
    )
  })
})
