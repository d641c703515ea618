import { describe, expect, it } from 'vitest'
import { handOverSchema } from '#shared/model/hand-over.ts'
import { formFromPlan } from '../../../../renderer/features/flights/flight-form.ts'
import {
  contextOfHandOver,
  fromLaptop,
  handOverFrom,
  handOverProblem,
  handOverSummary,
} from '../../../../renderer/features/flights/hand-over-form.ts'
import { planFromForm } from '../../../../renderer/features/flights/plan-form.ts'

const target = { kind: 'service', context: 'east', namespace: 'shop', service: 'cart', port: 80 } as const
const form = formFromPlan({ target, durationSeconds: 30 })
const urlForm = formFromPlan({ target: { kind: 'url', url: 'http://a' }, durationSeconds: 30 })
const plan = planFromForm(form)!
const k6 = { ...fromLaptop, from: 'k6' } as const

describe('where a flight flies from', () => {
  it.each([
    ['k6', { continuous: true }, 'A flight in a cluster needs an end; say how long it flies'],
    ['fortio', { warmUp: '5 s' }, 'Fortio would count its warm-up too; leave it out, fly with k6'],
    ['k6', { warmUp: '5 s' }, undefined],
    ['fortio', { precise: true }, 'Fortio has a pacer of its own; leave it out, or fly from here'],
    ['fortio', { connectionAge: '30 s' }, 'Fortio does not close connections by their age; leave it out'],
    ['k6', { closed: true }, 'k6 paces arrivals, not connections; fly it with Fortio, or from here'],
    ['fortio', { closed: true }, undefined],
    ['fortio', { stages: [{ ramp: true, rate: '9', duration: '5 s' }] }, 'Fortio keeps one rate'],
    ['k6', { stages: [{ ramp: true, rate: '9', duration: '5 s' }] }, undefined],
    ['fortio', { rate: 'x', warmUp: '5 s' }, undefined],
    ['laptop', { warmUp: '5 s' }, undefined],
  ] as const)('%s with %j: %s', (from, part, problem) => {
    const said = handOverProblem({ ...form, ...part }, { ...fromLaptop, from })
    expect(said?.slice(0, problem?.length)).toBe(problem)
  })

  it('is this laptop, unless something else was chosen', () => {
    expect([handOverSummary(fromLaptop), handOverProblem(form, fromLaptop)]).toEqual([
      'this laptop',
      undefined,
    ])
    expect(handOverFrom(plan, form, fromLaptop)).toBeNull()
  })

  it('is the cluster of the target, with what was said of it', () => {
    const where = { ...k6, namespace: ' load ', image: 'k6:1', sidecar: false, parallelism: '4' }
    const handOver = handOverFrom(plan, form, where)
    expect(handOver).toEqual({
      plan,
      tool: 'k6',
      namespace: 'load',
      image: 'k6:1',
      sidecar: 'off',
      parallelism: 4,
    })
    expect(handOverSchema.safeParse(handOver).success).toBe(true)
    expect(contextOfHandOver(form, where)).toBe('east')
    expect(handOverSummary(where)).toBe('the cluster, by a k6 TestRun of 4 runners')
  })

  it('leaves to the core what was not said', () => {
    const fortio = { ...fromLaptop, from: 'fortio', parallelism: 'x' } as const
    expect(handOverFrom(plan, form, fortio)).toEqual({ plan, tool: 'fortio' })
    expect([handOverSummary(fortio), handOverProblem(form, fortio)]).toEqual([
      'the cluster, by a Fortio Job',
      undefined,
    ])
  })

  it('must be chosen for a URL, which belongs to no context', () => {
    expect(handOverProblem(urlForm, k6)).toBe('Choose the context that flies it')
    const there = { ...k6, context: 'west' }
    expect(handOverProblem(urlForm, there)).toBeUndefined()
    expect(handOverFrom(planFromForm(urlForm)!, urlForm, there)).toMatchObject({
      context: 'west',
      parallelism: 1,
    })
  })

  it.each(['', '0', '101', 'many'])('has no %s runners', (parallelism) => {
    expect(handOverProblem(form, { ...k6, parallelism })).toBe('From 1 to 100 runners')
  })
})
