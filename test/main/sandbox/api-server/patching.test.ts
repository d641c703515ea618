import { expect, it } from 'vitest'
import { patched } from '#main/sandbox/api-server/patching.ts'

it.each(['/__proto__/x', '/data/__proto__', '/nowhere/x'])('a JSON patch of %s is refused', (path) => {
  const patch = [{ op: 'add', path, value: '1' }]
  expect(() => patched('json', { data: {} }, patch, undefined)).toThrow(
    expect.objectContaining({ status: 422, reason: 'Invalid' }),
  )
})
