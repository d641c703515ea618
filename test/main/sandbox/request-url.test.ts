import { expect, it } from 'vitest'
import { requestUrl } from '#main/sandbox/request-url.ts'

it.each([
  ['/api/v1/pods?limit=1', '/api/v1/pods?limit=1'],
  ['http://east.example/api', '/api'],
  ['//', '/'],
  ['http://[', '/'],
])('%s asks for %s', (url, asked) => {
  const { pathname, search } = requestUrl({ url })
  expect(pathname + search).toBe(asked)
})
