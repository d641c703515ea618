import { describe, expect, it } from 'vitest'
import { callerTargets } from '#main/sandbox/data-plane/caller-targets.ts'
import { protocolOf } from '#main/sandbox/data-plane/port-protocol.ts'

describe('TARGETS', () => {
  it('are read with their defaults', () => {
    expect(callerTargets('http://details.bookinfo:9080/details/0@5, http://httpbin.org')).toEqual([
      { scheme: 'http', host: 'details.bookinfo', port: 9080, path: '/details/0', perSecond: 5 },
      { scheme: 'http', host: 'httpbin.org', port: 80, path: '/', perSecond: 1 },
    ])
    expect(callerTargets('grpc://echo:7070/Echo/Say@0.5,tcp://db:5432@2')).toEqual([
      { scheme: 'grpc', host: 'echo', port: 7070, path: '/Echo/Say', perSecond: 0.5 },
      { scheme: 'tcp', host: 'db', port: 5432, path: '/', perSecond: 2 },
    ])
  })
  it('that cannot be read, or never call, are left out', () => {
    expect(callerTargets('')).toEqual([])
    expect(callerTargets('ftp://x, details:9080, http://x@-1, http://x@0')).toEqual([])
  })
})

describe('the protocol of a port', () => {
  it.each([
    [{ name: 'http' }, 'http'],
    [{ name: 'grpc-api' }, 'grpc'],
    [{ name: 'tcp-db' }, 'tcp'],
    [{ name: 'mongo' }, 'tcp'],
    [{ name: 'web' }, 'http'],
    [{}, 'http'],
    [{ name: 'web', appProtocol: 'grpc' }, 'grpc'],
    [{ name: 'http-web', appProtocol: 'tcp' }, 'tcp'],
  ] as const)('%o is %s', (port, protocol) => expect(protocolOf(port)).toBe(protocol))
})
