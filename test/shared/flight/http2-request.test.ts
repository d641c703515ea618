import { expect, it } from 'vitest'
import { http2Headers } from '#shared/flight/http2-request.ts'

it('says the host as the authority, names in small letters, and leaves out what is of one hop', () => {
  expect(
    http2Headers(
      {
        method: 'GET',
        headers: [
          ['Host', 'shop.example'],
          ['Connection', 'close'],
          ['X-Tag', 'a'],
          ['x-tag', 'b'],
          ['Accept', 'text/html'],
        ],
      },
      '/x',
      '10.0.0.1',
      'http',
    ),
  ).toEqual({
    ':method': 'GET',
    ':scheme': 'http',
    ':authority': 'shop.example',
    ':path': '/x',
    'user-agent': 'aviary',
    accept: 'text/html',
    'x-tag': ['a', 'b'],
  })
  expect(http2Headers({ method: 'PUT', headers: [] }, '/', 'a:81', 'https')).toMatchObject({
    ':scheme': 'https',
    ':authority': 'a:81',
    accept: '*/*',
  })
})
