/**
 * Expressions on which backtracking would never end (2^50,000 steps), at each place where a user can write one: that the
 * answer comes is what is tested.
 */
import { describe, expect, it } from 'vitest'
import { schemaCauses } from '#main/sandbox/api-server/custom-validation.ts'
import { preflightAnswer } from '#main/sandbox/data-plane/cors.ts'
import { forwardedPath } from '#main/sandbox/data-plane/request-changes.ts'
import { compileMatch } from '#main/sandbox/data-plane/request-match.ts'
import type { CompiledRoute } from '#main/sandbox/data-plane/route-table.ts'
import { textPrograms } from '#main/sandbox/data-plane/shell/text-programs.ts'
import { statsInclusionOf } from '#main/sandbox/data-plane/stats-annotations.ts'
import { statsText } from '#main/sandbox/data-plane/stats-text.ts'
import { SeriesStore } from '#main/sandbox/prometheus/series-store.ts'
import { labelReplace } from '#main/sandbox/promql/label-functions.ts'
import { LabelSet } from '#main/sandbox/promql/labels.ts'
import { createMatcher } from '#main/sandbox/promql/matcher.ts'
import { re2 } from '#main/sandbox/re2.ts'

const long = `${'a'.repeat(50_000)}!`
const evil = '(a+)+$'

describe('an expression that backtracking would never be done with', () => {
  it('in a matcher of PromQL', () => {
    const store = new SeriesStore({ retentionMs: 60_000, resolutions: [] })
    store.series({ __name__: 'up', job: long }).append(1000, 1)
    store.series({ __name__: 'up', job: 'aaa' }).append(1000, 1)
    const select = (op: '=~' | '!~') =>
      store.select([createMatcher('job', op, evil)]).map(({ labels }) => labels.get('job'))
    expect(select('=~')).toEqual(['aaa'])
    expect(select('!~')).toEqual([long])
  })

  it('in label_replace', () => {
    const labels = new LabelSet({ job: long })
    expect(labelReplace('a', '$1', 'job', evil)(labels)).toBe(labels)
  })

  it('in a rule of a VirtualService, which the Gateway API and AuthorizationPolicies lead to', () => {
    const request = { host: long, port: 80, method: 'GET', path: `/${long}?a=${long}`, headers: { a: long } }
    const caller = { ...request, source: { namespace: 'shop', labels: {} } }
    const regex = `/?${evil}`
    for (const match of [
      { uri: { regex } },
      { authority: { regex } },
      { headers: { a: { regex } } },
      { queryParams: { a: { regex } } },
    ])
      expect(compileMatch(match)(caller)).toBe(false)
    expect(compileMatch({ withoutHeaders: { a: { regex } } })(caller)).toBe(true)
  })

  it('in a rewrite of the path, and among the origins of CORS', () => {
    const route = {
      match: undefined,
      rewrite: { uriRegexRewrite: { match: '(a+)+b', rewrite: '\\1' } },
    } as unknown as CompiledRoute
    expect(forwardedPath(route, `/${long.slice(-1000)}`)).toBe(`/${long.slice(-1000)}`)
    const headers = { origin: long, 'access-control-request-method': 'GET' }
    expect(
      preflightAnswer({ allowOrigins: [{ regex: evil }] }, { method: 'OPTIONS', headers }),
    ).toBeUndefined()
  })

  it('in a pattern of a definition', () => {
    const schema = { type: 'object', properties: { a: { type: 'string', pattern: evil } } }
    expect(schemaCauses(schema, { a: long })).toHaveLength(1)
    expect(schemaCauses(schema, { a: 'aaa' })).toEqual([])
  })

  it("in the filter of Envoy's statistics, and in what of them is kept", () => {
    expect(statsText([{ name: long, value: 1 }], re2(`${evil.slice(0, -1)}b`))).toBe('')
    const keeps = statsInclusionOf({ 'sidecar.istio.io/statsInclusionRegexps': evil })
    expect(keeps(long)).toBe(false)
  })

  it.each(['-E', '-oE'])('in grep %s', async (flag) => {
    const said: string[] = []
    const process = {
      args: [flag, evil, '/tmp/long'],
      machine: { readFile: async () => Buffer.from(`${long}\naaa\n`) },
      stdout: async (bytes: Uint8Array) => void said.push(Buffer.from(bytes).toString()),
    }
    const grep = textPrograms.grep
    expect(await grep?.(process as never)).toBe(0)
    expect(said.join('')).toBe('aaa\n')
  })
})
