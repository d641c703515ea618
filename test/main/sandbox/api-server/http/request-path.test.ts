import { expect, it } from 'vitest'
import { parseResourcePath } from '../../../../../main/sandbox/api-server/http/request-path.ts'

const core = { group: '', version: 'v1' }
const none = { namespace: undefined, name: undefined, subresource: undefined, rest: '', watches: false }

it.each([
  ['/api/v1/pods', { ...core, ...none, plural: 'pods' }],
  ['/api/v1/namespaces', { ...core, ...none, plural: 'namespaces' }],
  ['/api/v1/namespaces/shop', { ...core, ...none, plural: 'namespaces', name: 'shop' }],
  [
    '/api/v1/namespaces/shop/status',
    { ...core, ...none, plural: 'namespaces', name: 'shop', subresource: 'status' },
  ],
  ['/api/v1/namespaces/shop/pods', { ...core, ...none, namespace: 'shop', plural: 'pods' }],
  [
    '/api/v1/namespaces/shop/pods/a/log',
    { ...core, ...none, namespace: 'shop', plural: 'pods', name: 'a', subresource: 'log' },
  ],
  [
    '/api/v1/namespaces/shop/services/http:web:80/proxy/api/v1/query',
    {
      ...core,
      ...none,
      namespace: 'shop',
      plural: 'services',
      name: 'http:web:80',
      subresource: 'proxy',
      rest: 'api/v1/query',
    },
  ],
  [
    '/apis/apps/v1/namespaces/shop/deployments/a%3Ab',
    { ...none, group: 'apps', version: 'v1', namespace: 'shop', plural: 'deployments', name: 'a:b' },
  ],
  [
    '/api/v1/watch/namespaces/shop/pods/a',
    { ...core, ...none, namespace: 'shop', plural: 'pods', name: 'a', watches: true },
  ],
  ['/apis/apps/v1/watch', { ...none, group: 'apps', version: 'v1', plural: 'watch', name: undefined }],
  ['/apis/apps/v1', undefined],
  ['/version', undefined],
])('%s', (path, parts) => {
  expect(parseResourcePath(path)).toEqual(parts)
})

it.each(['/api/v1/namespaces/%ff/pods', '/api/v1/namespaces/shop/pods/%'])('%s is a bad request', (path) => {
  expect(() => parseResourcePath(path)).toThrow(
    expect.objectContaining({ status: 400, message: expect.stringContaining('invalid URL escape') }),
  )
})
