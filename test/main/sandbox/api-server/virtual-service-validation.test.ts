import { describe, expect, it } from 'vitest'
import type { Kind } from '../../../../main/sandbox/api-server/kinds.ts'
import { meshKinds } from '../../../../main/sandbox/api-server/mesh-kinds.ts'
import {
  checkVirtualService,
  virtualServiceWarnings,
} from '../../../../main/sandbox/api-server/virtual-service-validation.ts'

const kind = meshKinds.find((one) => one.kind === 'VirtualService') as Kind
const service = (spec: object) => ({
  apiVersion: 'networking.istio.io/v1',
  kind: 'VirtualService',
  metadata: { name: 'web', namespace: 'default' },
  spec,
})
const to = (weight?: unknown, host = 'web') => ({
  destination: { host },
  ...(weight === undefined ? {} : { weight }),
})
const http = (...routes: object[]) => ({ hosts: ['web'], http: routes })

/** What a real istiod answered: domain/mesh-observed.md, section d. */
describe('a VirtualService', () => {
  it.each([
    ['weights 100 + 10', http({ route: [to(100), to(10)] })],
    ['weights 40 + 10', http({ route: [to(40), to(10)] })],
    ['one route with 50', http({ route: [to(50)] })],
    ['one route with 0', http({ route: [to(0)] })],
    ['one of two without weight', http({ route: [to(100), to()] })],
    [
      'a host beside a wildcard of the names under it',
      { ...http({ route: [to()] }), hosts: ['*.a.b', 'a.b'] },
    ],
    ['wildcards that share no name', { ...http({ route: [to()] }), hosts: ['*.a.b', '*.xa.b'] }],
    ['host * on a gateway only', { hosts: ['*'], gateways: ['ns/gw'], http: [{ route: [to()] }] }],
    ['no hosts', { http: [{ route: [to()] }] }],
    ['duplicate rule names', http({ name: 'a', route: [to()] }, { name: 'a', route: [to()] })],
    ['a destination that does not exist', http({ route: [to(1, 'nobody.nowhere.svc.cluster.local')] })],
    ['a misspelled field', http({ route: [to()], timeot: '5s' })],
    ['a delegate', http({ delegate: { name: 'other' } })],
    ['a header name with a blank', http({ route: [to()], headers: { request: { set: { 'x y': '1' } } } })],
    ['a header value in other letters', http({ route: [to()], headers: { response: { set: { a: '☃' } } } })],
    [
      'an authority for the request',
      http({ route: [to()], headers: { request: { set: { ':authority': 'a' } } } }),
    ],
    ['a redirect over two lines', http({ redirect: { uri: '/a\nb' } })],
    [
      'what only RE2 knows, and a star for a header that is not there',
      http({
        match: [{ uri: { regex: '(?P<a>[[:alpha:]]+)' }, withoutHeaders: { a: { regex: '*' } } }],
        route: [to()],
      }),
    ],
    ['a TCP route', { hosts: ['web'], tcp: [{ route: [to()] }] }],
  ])('with %s is accepted', (_, spec) => {
    expect(() => checkVirtualService(kind, service(spec))).not.toThrow()
  })

  it.each([
    ['all weights 0', 400, /total destination weight = 0/, http({ route: [to(0), to(0)] })],
    ['two routes without weights', 400, /total destination weight = 0/, http({ route: [to(), to()] })],
    ['a negative weight', 400, /weight -10 < 0/, http({ route: [to(110), to(-10)] })],
    ['timeout "5"', 422, /spec\.http\[0\]\.timeout/, http({ timeout: '5', route: [to()] })],
    [
      'prefix and exact at once',
      422,
      /must validate one and only one schema/,
      http({ match: [{ uri: { prefix: '/a', exact: '/b' } }], route: [to()] }),
    ],
    ['nothing', 400, /http, tcp or tls must be provided/, { hosts: ['web'] }],
    ['http: []', 400, /http, tcp or tls must be provided/, { hosts: ['web'], http: [] }],
    ['an empty route', 400, /HTTP route, redirect or direct_response is required/, http({ route: [] })],
    [
      'route and redirect',
      400,
      /cannot contain both route and redirect/,
      http({ route: [to()], redirect: { uri: '/' } }),
    ],
    [
      'a bad regex',
      400,
      /: "uri": error parsing regexp: missing closing ]: `\[`; Istio uses RE2 style regex-based match \(/,
      http({ match: [{ uri: { regex: '[' } }], route: [to()] }),
    ],
    [
      'a bad regex in several places',
      400,
      /4 errors occurred:\n\t\* "corsPolicy.allowOrigins": .*\n\t\* "headers": .*\n\t\* "withoutHeaders": .*\n\t\* "uriRegexRewrite": /,
      http({
        match: [{ headers: { a: { regex: '(?=a)' } }, withoutHeaders: { a: { regex: '(' } } }],
        corsPolicy: { allowOrigins: [{ regex: 'a**' }] },
        rewrite: { uriRegexRewrite: { match: ')', rewrite: '/' } },
        route: [to()],
      }),
    ],
    [
      'an empty regex',
      400,
      /"method": regex string match should not be empty/,
      http({ match: [{ method: { regex: '' } }], route: [to()] }),
    ],
    [
      'a regex of 1,025 letters',
      400,
      /"uri": regex is too large, max length allowed is 1024/,
      http({ match: [{ uri: { regex: 'a'.repeat(1025) } }], route: [to()] }),
    ],
    ['a bad host name', 400, /domain name "we b" invalid/, { ...http({ route: [to()] }), hosts: ['we b'] }],
    ['a bad gateway name', 400, /gateway name/, { ...http({ route: [to()] }), gateways: ['A_b'] }],
    ...[
      ['a host twice', 'a', 'a'],
      ['a host and any host', 'a.b', '*'],
      ['any host and a host', '*', 'a.b'],
      ['any host and a wildcard', '*', '*.b'],
      ['a host and its wildcard', 'x.a.b', '*.b'],
      ['a wildcard and a wider one', '*.a.b', '*.b'],
      ['a wildcard and a narrower one', '*.b', '*.a.b'],
    ].map(([what = '', one = '', other = '']): [string, number, RegExp, object] => [
      what,
      400,
      new RegExp(
        `configuration is invalid: duplicate hosts in virtual service: ${`${one} & ${other}`.replaceAll(/[.*]/g, String.raw`\$&`)}$`,
      ),
      { ...http({ route: [to()] }), hosts: [one, other], gateways: ['door'] },
    ]),
    [
      'three hosts of which one covers the others',
      400,
      /2 errors occurred/,
      { ...http({ route: [to()] }), hosts: ['a.b', '*.b', 'c.b'] },
    ],
    [
      'a host said three thousand times, of which not all pairs are told',
      400,
      /: 100 errors occurred/,
      { ...http({ route: [to()] }), hosts: Array.from({ length: 3_000 }, () => 'a.b') },
    ],
    ['a mirror of 101 %', 400, /101/, http({ route: [to()], mirrorPercentage: { value: 101 } })],
    [
      'a fault of 200 %',
      400,
      /200/,
      http({ route: [to()], fault: { abort: { httpStatus: 500, percentage: { value: 200 } } } }),
    ],
    [
      'a header without a name',
      400,
      /header name cannot be empty/,
      http({ route: [{ ...to(), headers: { request: { set: { '': '1' } } } }] }),
    ],
    [
      'another path by a header',
      400,
      /invalid header ":path": header cannot have ":" prefix/,
      http({ route: [to()], headers: { request: { set: { ':path': '/' } } } }),
    ],
    [
      'a Host of an answer',
      400,
      /invalid header "Host": cannot set Host header/,
      http({ route: [to()], headers: { response: { add: { Host: 'a' } } } }),
    ],
    [
      'a header value over two lines',
      400,
      /header value configuration a\nb is invalid/,
      http({ route: [to()], headers: { response: { add: { 'x-a': 'a\nb' } } } }),
    ],
    [
      'a header value with a % that ends nowhere',
      400,
      /Un-terminated variable expression '1%a'/,
      http({ route: [to()], headers: { response: { add: { 'x-a': '1%a' } } } }),
    ],
    [
      'a redirect to nowhere',
      400,
      /redirect must specify URI, authority, scheme, or port/,
      http({ redirect: {} }),
    ],
    [
      'a redirect by 200',
      400,
      /200 is not a valid redirect code, must be 3xx/,
      http({ redirect: { uri: '/', redirectCode: 200 } }),
    ],
    ['a redirect to ftp', 400, /invalid redirect scheme/, http({ redirect: { scheme: 'ftp' } })],
    [
      'an answer of 99',
      400,
      /HTTP status 99 is not in range 200-599/,
      http({ directResponse: { status: 99 } }),
    ],
    ['retries -1', 400, /attempts/, http({ route: [to()], retries: { attempts: -1 } })],
    ['host * in the mesh', 400, /wildcard host \*/, { ...http({ route: [to()] }), hosts: ['*'] }],
  ])('with %s is refused with %d', (_, status, message, spec) => {
    expect(() => checkVirtualService(kind, service(spec))).toThrow(
      expect.objectContaining({ status, message: expect.stringMatching(message) }),
    )
  })

  it('with a rule after a catch-all is warned about', () => {
    const spec = http({ route: [to()] }, { match: [{ uri: { prefix: '/a' } }], route: [to()] })
    expect(virtualServiceWarnings(service(spec))).toEqual([expect.stringContaining('rule #1 not used')])
    expect(virtualServiceWarnings(service(http({ route: [to()] })))).toEqual([])
  })
})
