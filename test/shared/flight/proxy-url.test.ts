import { describe, expect, it } from 'vitest'
import { parseProxyUrl, withoutPassword } from '#shared/flight/proxy-url.ts'

describe('the URL of a proxy', () => {
  it('has a host and a port, and may have a user', () => {
    expect(parseProxyUrl('http://proxy.example:3128')).toEqual({
      host: 'proxy.example',
      port: 3128,
      authority: 'proxy.example:3128',
      credentials: null,
    })
    expect(parseProxyUrl('http://[::1]:80/')).toMatchObject({ host: '::1', port: 80, authority: '[::1]:80' })
    expect(parseProxyUrl('HTTP://me:a%40b:c@p:1')).toMatchObject({
      credentials: { user: 'me', password: 'a@b:c' },
    })
    expect(parseProxyUrl('http://me@p:1')).toMatchObject({ credentials: { user: 'me', password: '' } })
  })

  it.each([
    ['', 'it is not the URL of a proxy; write http://HOST:PORT, or http://USER:PASSWORD@HOST:PORT'],
    ['proxy:3128', 'it has no scheme; write http://HOST:PORT, or http://USER:PASSWORD@HOST:PORT'],
    [
      'https://proxy:3128',
      'a proxy is spoken to over http, not https; write http://HOST:PORT, or http://USER:PASSWORD@HOST:PORT',
    ],
    [
      'socks5://me:secret@proxy:1080',
      'a proxy is spoken to over http, not socks5; write http://HOST:PORT, or http://USER:PASSWORD@HOST:PORT',
    ],
    ['http://me:secret@proxy', 'it names no port; write http://HOST:PORT, or http://USER:PASSWORD@HOST:PORT'],
    ['http://proxy:0', 'port 0 is not between 1 and 65535'],
    ['http://me:%zz@proxy:1', 'its user or password is not percent-encoded'],
    [
      'http://proxy:1/path',
      'it is not the URL of a proxy; write http://HOST:PORT, or http://USER:PASSWORD@HOST:PORT',
    ],
    ['http://pro xy:1', '"pro xy:1" is not a host, or host:port'],
  ])('%j is refused', (text, reason) => {
    expect(parseProxyUrl(text)).toBe(reason)
    expect(reason).not.toContain('secret')
  })

  it('is kept without its password', () => {
    expect(withoutPassword('http://me:secret@p:1')).toBe('http://me@p:1')
    expect(withoutPassword('http://me:a:b%40@p:1/')).toBe('http://me@p:1/')
    for (const open of ['http://me@p:1', 'http://p:1', 'http://[::1]:80'])
      expect(withoutPassword(open)).toBe(open)
  })
})
