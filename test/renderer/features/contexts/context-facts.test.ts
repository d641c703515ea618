import { describe, expect, it } from 'vitest'
import type { ContextState } from '#shared/contract/contexts.ts'
import {
  istioWords,
  offeredAgain,
  pickedSentence,
  prometheusWords,
  serverWords,
  shownContexts,
  statusOf,
} from '../../../../renderer/features/contexts/context-facts.ts'

const context = (name: string, over: Partial<ContextState> = {}): ContextState => ({
  name,
  cluster: `${name}-cluster`,
  server: `https://${name}.example.com:6443`,
  user: 'admin',
  namespace: 'default',
  file: '/home/me/.kube/config',
  colour: '#5aa9e6',
  protected: false,
  readOnly: false,
  sandbox: false,
  picked: false,
  status: 'idle',
  failure: null,
  kubernetesVersion: null,
  istio: null,
  prometheus: null,
  ...over,
})

describe('a context', () => {
  it('that was never picked is not contacted; unknown is not none', () => {
    expect(statusOf(context('a'))).toEqual({ words: 'not contacted', tone: 'neutral' })
    expect(istioWords(null)).toBe('–')
    expect(prometheusWords(null)).toBe('–')
    expect(istioWords({ found: false, version: null })).toBe('none')
    expect(istioWords({ found: true, version: null })).toBe('version unknown')
    expect(prometheusWords({ found: false, where: null, failure: null })).toBe('none')
    expect(prometheusWords({ found: true, where: 'istio-system/prometheus:9090', failure: null })).toBe(
      'istio-system/prometheus:9090',
    )
  })

  it.each([
    ['connected', 'healthy'],
    ['connecting', 'neutral'],
    ['failed', 'failing'],
  ] as const)('that is %s is %s', (status, tone) =>
    expect(statusOf({ status, picked: true })).toEqual({ words: status, tone }),
  )

  it('names its server without what all have', () =>
    expect(serverWords('https://10.0.0.1:6443/')).toBe('10.0.0.1:6443'))
})

describe('the list', () => {
  const list = [
    context('east', { picked: true, status: 'connected' }),
    context('west', { picked: true, status: 'failed' }),
    context('dev'),
  ]
  it('is filtered by any of its words, and to the picked ones', () => {
    const names = (query: string, pickedOnly = false) =>
      shownContexts(list, { query, pickedOnly }).map((c) => c.name)
    expect(names('EXAMPLE west')).toEqual(['west'])
    expect(names('', true)).toEqual(['east', 'west'])
    expect(names('dev', true)).toEqual([])
  })

  it('says how many are picked and how they are', () => {
    expect(pickedSentence(list)).toBe('2 of 3 picked, 1 failed')
    expect(pickedSentence([context('a')])).toBe('1 context, none picked')
    expect(pickedSentence([])).toBe('')
  })

  it('offers those of the last time, while none is picked and only what is still there', () => {
    expect(offeredAgain([context('a'), context('b')], ['b', 'gone'])).toEqual(['b'])
    expect(offeredAgain(list, ['dev'])).toEqual([])
  })
})
