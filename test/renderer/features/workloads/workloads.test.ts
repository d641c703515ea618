import { describe, expect, it } from 'vitest'
import {
  consequence,
  imageProblem,
  setImageCommand,
} from '../../../../renderer/features/workloads/set-image-form.ts'
import {
  appWords,
  flightAt,
  groupWorkloads,
  imageParts,
  readyTone,
  shownWorkloads,
} from '../../../../renderer/features/workloads/workload-facts.ts'
import { workload } from '../../../conformance/fake-data.ts'

const all = [
  { ...workload, name: 'b' },
  { ...workload, context: 'west', name: 'c' },
  { ...workload, name: 'a' },
  { ...workload, namespace: 'default', name: 'd', app: null, version: null, services: [] },
]

describe('the list of workloads', () => {
  it('is grouped by context and namespace, each in the order of names', () => {
    expect(groupWorkloads(all).map((g) => [g.context, g.namespace, g.workloads.map((w) => w.name)])).toEqual([
      ['east', 'bookinfo', ['a', 'b']],
      ['east', 'default', ['d']],
      ['west', 'bookinfo', ['c']],
    ])
  })

  it('is filtered by context, namespaces and words', () => {
    const names = (part: Partial<Parameters<typeof shownWorkloads>[1]>) =>
      shownWorkloads(all, { query: '', context: '', namespaces: [], ...part }).map((w) => w.name)
    expect(names({})).toHaveLength(4)
    expect(names({ context: 'west' })).toEqual(['c'])
    expect(names({ namespaces: ['default'] })).toEqual(['d'])
    expect(names({ query: 'reviews:1' })).toHaveLength(4)
    expect(names({ query: 'nothing' })).toEqual([])
  })

  it('tells a lack of pods', () => {
    expect(readyTone({ desired: 2, ready: 2, updated: 2 })).toBe('neutral')
    expect(readyTone({ desired: 3, ready: 1, updated: 3 })).toBe('degraded')
    expect(readyTone({ desired: 1, ready: 0, updated: 1 })).toBe('failing')
    expect(readyTone({ desired: 0, ready: 0, updated: 0 })).toBe('neutral')
  })

  it('names app and version, and where a flight could go', () => {
    expect(appWords(workload)).toBe('reviews v1')
    expect(appWords({ app: null, version: null })).toBe('')
    expect(flightAt(workload)).toMatchObject({ target: { service: 'reviews', context: 'east' } })
    expect(flightAt({ ...workload, services: [] })).toMatchObject({
      target: { kind: 'deployment', deployment: workload.name },
    })
  })

  it.each([
    ['docker.io/istio/reviews:1.20.3', 'reviews', ':1.20.3'],
    ['registry:5000/reviews', 'reviews', ''],
    [`reviews:1@sha256:${'0123456789abcdef'.repeat(4)}`, 'reviews', ':1@01234567…'],
  ])('%s keeps its tag apart', (image, name, tag) => expect(imageParts(image)).toEqual({ name, tag }))
})

describe('setting an image', () => {
  it.each([
    'nginx',
    'nginx:1.29',
    'docker.io/istio/examples-bookinfo-productpage-v1:1.20.3',
    'registry.acme.example:5000/team/app__x:2026.11-rc1',
    `ghcr.io/a/b@sha256:${'a'.repeat(64)}`,
    ' nginx:1 ',
  ])('takes %s', (image) => expect(imageProblem(image)).toBeNull())

  it.each(['', 'a b', 'nginx:', ':1.2', 'nginx:1:2', 'http://x/y', 'nginx@sha256:12'])(
    'refuses "%s"',
    (image) => expect(imageProblem(image)).not.toBeNull(),
  )

  it('says the kubectl command', () =>
    expect(setImageCommand(workload, 'reviews', ' reviews:2 ')).toBe(
      'kubectl --context east -n bookinfo set image deploy/reviews-v1 reviews=reviews:2',
    ))

  it('says what follows', () => {
    expect(consequence({ name: 'a', canary: null })).toContain('replaced at once')
    expect(consequence(workload)).toContain('starts a run of the canary reviews')
    const primary = { name: 'reviews', role: 'primary', phase: 'Initialized' } as const
    expect(consequence({ name: 'reviews-primary', canary: primary })).toContain('set the image on the target')
  })
})
