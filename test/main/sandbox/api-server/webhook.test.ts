import { describe, expect, it } from 'vitest'
import { ApiError } from '#main/sandbox/api-server/api-error.ts'
import { type Admission, admitted, type Verdict } from '#main/sandbox/api-server/webhook.ts'
import { apiWorld } from './api-world.ts'

const kind = apiWorld().context.registry.find('networking.istio.io', 'v1', 'virtualservices')!
const at = { kind, version: 'v1', namespace: 'shop' }

/** What a webhook is told, in order, of a write that ends so. */
async function told(
  end: () => string,
  options: { dryRun?: boolean } = {},
): Promise<(Verdict | 'asked' | 'write')[]> {
  const seen: (Verdict | 'asked' | 'write')[] = []
  const admission: Admission = async () => {
    seen.push('asked')
    return (verdict) => seen.push(verdict)
  }
  const write = () => {
    seen.push('write')
    return end()
  }
  await admitted(admission, at, options, write).catch(() => undefined)
  return seen
}

function refuse(code: number, message: string): never {
  throw new ApiError(code, 'BadRequest', message)
}
const denied = () =>
  refuse(400, 'admission webhook "validation.istio.io" denied the request: configuration is invalid: …')

describe('a write that a webhook is asked about', () => {
  it('is told as passed once it is done', async () => {
    expect(await told(() => 'written')).toEqual(['asked', 'write', 'passed'])
  })

  it('is told as denied where the webhook’s rules refuse it, but for a dry run', async () => {
    expect(await told(denied)).toEqual(['asked', 'write', 'denied'])
    expect(await told(denied, { dryRun: true })).toEqual(['asked', 'write'])
  })

  it('is not told of where something else refuses it', async () => {
    expect(await told(() => refuse(422, 'spec.http: Invalid value'))).toEqual(['asked', 'write'])
  })

  it('is not done where the webhook cannot be asked, and is where there is none', async () => {
    let writes = 0
    const write = () => ++writes
    const down: Admission = () => Promise.reject(new ApiError(500, 'InternalError', 'no endpoints'))
    await expect(admitted(down, at, {}, write)).rejects.toThrow('no endpoints')
    expect(writes).toBe(0)
    expect(await admitted(undefined, at, {}, write)).toBe(1)
  })
})
