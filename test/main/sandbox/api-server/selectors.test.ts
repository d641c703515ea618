import { describe, expect, it } from 'vitest'
import { selectorText, selects } from '../../../../main/sandbox/api-server/selectors.ts'

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
