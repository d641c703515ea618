import { expect, it } from 'vitest'
import { codeKind, codeName } from '#shared/flight/code-name.ts'

it.each([
  ['200', 'OK', 'good'],
  ['304', 'Not Modified', 'good'],
  ['404', 'Not Found', 'client'],
  ['503', 'Service Unavailable', 'server'],
  ['599', null, 'server'],
  ['grpc-0', 'OK', 'good'],
  ['grpc-5', 'NOT_FOUND', 'server'],
  ['grpc-14', 'UNAVAILABLE', 'server'],
  ['grpc-99', null, 'server'],
])('%s is %s, %s', (code, name, kind) => {
  expect([codeName(code), codeKind(code)]).toEqual([name, kind])
})
