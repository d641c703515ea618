import { X509Certificate } from 'node:crypto'
import { createSecureContext } from 'node:tls'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createOwnCertificates } from '#main/sandbox/data-plane/own-certificates.ts'
import { manualClock } from '../../../support/manual-clock.ts'

it('a certificate is for all its names, and the same for the same', async () => {
  const certificates = createOwnCertificates(manualClock())
  const made = await certificates(['web', 'web.shop'])
  const read = new X509Certificate(made.cert)
  expect([read.subject, read.issuer, read.subjectAltName]).toEqual([
    'CN=web',
    'CN=web',
    'DNS:web, DNS:web.shop',
  ])
  expect(await certificates(['web', 'web.shop'])).toBe(made)
  expect((await certificates(['web'])).cert).not.toBe(made.cert)
})

it('of many names, those that nobody asks for any more are forgotten', async () => {
  const certificates = createOwnCertificates(manualClock())
  const [first, second] = [await certificates(['first']), await certificates(['second'])]
  for (let index = 0; index < 199; index += 1) {
    await certificates([`host-${index}`])
    expect(await certificates(['second'])).toBe(second)
  }
  expect(await certificates(['first'])).not.toBe(first)
})

it('whatever a client calls a host, there is one that can be shown', async () => {
  const certificates = createOwnCertificates(manualClock())
  const ascii = fc.string({ unit: 'binary-ascii', maxLength: 255 })
  await fc.assert(
    fc.asyncProperty(ascii, async (name) => {
      const { cert, key } = await certificates([name])
      expect(createSecureContext({ cert, key })).toBeDefined()
    }),
    { numRuns: 20, examples: [['#'], ['#x'], ['""'], ['\\']] },
  )
})
