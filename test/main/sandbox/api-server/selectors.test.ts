import { describe, expect, it } from 'vitest'
import {
  fieldMatcher,
  labelMatcher,
  selectorText,
  selects,
} from '../../../../main/sandbox/api-server/selectors.ts'

const object = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web-1', namespace: 'shop', labels: { app: 'web', version: 'v2', 'a.b/c': '' } },
  status: { phase: 'Running' },
}

describe('a label selector', () => {
  it.each([
    ['', true],
    ['app=web', true],
    ['app==web,version!=v1', true],
    ['app!=web', false],
    ['other!=web', true],
    ['version in (v1, v2)', true],
    ['version notin (v1,v2)', false],
    ['other notin (x)', true],
    ['app', true],
    ['!app', false],
    ['!other,app in (web),version=v2', true],
    ['a.b/c', true],
    ['a.b/c=', true],
  ])('%j matches: %s', (selector, matches) => {
    expect(labelMatcher(selector)(object)).toBe(matches)
  })

  it('that cannot be read is refused', () => {
    expect(() => labelMatcher('app in web')).toThrow(/unable to parse requirement/)
  })
})

describe('a field selector', () => {
  it.each([
    ['metadata.name=web-1', true],
    ['metadata.name==web-1,status.phase!=Running', false],
    ['spec.nodeName=', true],
    ['status.phase=Running,metadata.namespace=shop', true],
  ])('%j matches: %s', (selector, matches) => {
    expect(fieldMatcher(selector)(object)).toBe(matches)
  })

  it('that cannot be read is refused', () => {
    expect(() => fieldMatcher('metadata.name')).toThrow(/invalid selector/)
  })
})

describe('the selector of a workload', () => {
  const selector = {
    matchLabels: { app: 'web' },
    matchExpressions: [
      { key: 'version', operator: 'In', values: ['v1', 'v2'] },
      { key: 'gone', operator: 'DoesNotExist' },
    ],
  }

  it('selects by both of its parts', () => {
    expect(selects(selector, { app: 'web', version: 'v2' })).toBe(true)
    expect(selects(selector, { app: 'web', version: 'v3' })).toBe(false)
    expect(selects(selector, { app: 'web', version: 'v2', gone: '' })).toBe(false)
  })

  it('reads the same as text', () => {
    expect(selectorText(selector)).toBe('app=web,version in (v1,v2),!gone')
  })
})
