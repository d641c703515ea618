import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ApiError } from '../../../../../main/sandbox/api-server/api-error.ts'
import { readProtobuf } from '../../../../../main/sandbox/api-server/protobuf/read-protobuf.ts'

interface Recorded {
  readonly kubectl: string
  readonly path: string
  readonly base64: string
}

/** What kubectl sent to `create ns`, `create deployment`, `create cm`, `autoscale`, `auth can-i`, `auth whoami`. */
const recorded = JSON.parse(
  readFileSync(new URL('kubectl-bodies.json', import.meta.url), 'utf8'),
) as readonly Recorded[]

describe('what kubectl sends as protobuf', () => {
  it('reads as what it would send as JSON', () => {
    const read = recorded.map(({ path, base64 }) => ({
      path,
      body: readProtobuf(Buffer.from(base64, 'base64')),
    }))
    expect(read).toMatchSnapshot()
  })

  it('keeps a zero that was set on purpose', () => {
    const web = recorded.find(({ path }) => path.endsWith('/deployments'))
    expect(readProtobuf(Buffer.from(web?.base64 ?? '', 'base64'))).toMatchObject({ spec: { replicas: 0 } })
  })

  it('is refused with 415 when its kind is not known', () => {
    const namespace = recorded.find(({ path }) => path.endsWith('/namespaces'))
    const body = Buffer.from(namespace?.base64 ?? '', 'base64').toString('latin1')
    const other = Buffer.from(body.replace('Namespace', 'Nonsenses'), 'latin1')
    expect(() => readProtobuf(other)).toThrow(expect.objectContaining({ status: 415 }))
  })
})

describe('any other bytes', () => {
  const magic = Buffer.from('k8s\0', 'latin1')

  it('are refused, never half read', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.boolean(), (bytes, withMagic) => {
        try {
          readProtobuf(Buffer.concat([withMagic ? magic : Buffer.alloc(0), bytes]))
        } catch (error) {
          expect(error).toBeInstanceOf(ApiError)
        }
      }),
    )
  })

  it('are refused wherever a real body is cut off inside its envelope', () => {
    for (const { base64 } of recorded) {
      const body = Buffer.from(base64, 'base64')
      for (let length = 0; length < body.length; length += 1) {
        try {
          readProtobuf(body.subarray(0, length))
        } catch (error) {
          expect(error).toBeInstanceOf(ApiError)
        }
      }
    }
  })
})
