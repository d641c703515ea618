/** The whole life of a canary: the order of the writes, and what a client sees meanwhile. */

import { afterEach, describe, expect, it } from 'vitest'
import { resources } from '#shared/model/kube.ts'
import { type FlightDeck, flightDeck, imageOf, namespace, ref, target } from './flight-deck.ts'

const options = { intervalSeconds: 5, stepWeight: 20, maxWeight: 60, threshold: 2, metricWindowSeconds: 5 }

const shortDeadline = `
apiVersion: flagger.app/v1beta1
kind: Canary
metadata: {name: web}
spec:
  targetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
  progressDeadlineSeconds: 30
  service: {port: 80}
  analysis: {interval: 5s, threshold: 2, stepWeight: 50}`

describe('a canary', () => {
  let deck: FlightDeck
  afterEach(() => deck?.close())

  /** Runs a call of the contract while the clock goes on. */
  async function during<T>(call: Promise<T>): Promise<T> {
    let done = false
    void call
      .finally(() => {
        done = true
      })
      .catch(() => undefined)
    await deck.clock.until(() => done)
    return await call
  }
  const enable = () => during(deck.canaries.enable({ context: 'test', namespace, target, options }))
  const phase = async (wanted: string, withinMs = 60_000) => {
    const took = await deck.clock.until(() => deck.view()?.phase === wanted, withinMs)
    await deck.clock.advance(100)
    return took
  }
  const newWrites = () => deck.cluster.writes.splice(0)

  async function enabled(): Promise<void> {
    deck = await flightDeck()
    await enable()
    await phase('Initialized', 40_000)
    newWrites()
  }

  /** Enabled and flown until the canary has 20 %. */
  async function flying(tag: string): Promise<void> {
    await enabled()
    await deck.setImage(tag)
    await deck.clock.until(() => deck.view()?.canaryWeight === 20)
  }
  const promotedTo = (tag: string) => [
    'route web-primary 0, web-canary 100',
    `update web-primary to ${tag}`,
    'route web-primary 100, web-canary 0',
    'scale web to 0',
  ]

  it('is enabled without losing a request', async () => {
    deck = await flightDeck()
    const view = await enable()
    expect(view.phase).toBe('Initializing')
    expect(view.drivenBy).toMatchObject({ holder: 'me@here', me: true })
    const took = await phase('Initialized', 40_000)
    expect(took).toBeLessThan(20_000)
    expect(newWrites()).toEqual([
      'create ConfigMap',
      'create Lease',
      'create Deployment web-primary',
      'create Service web-primary',
      'create Service web-canary',
      'route web 100, web-primary 0, web-canary 0',
      'point web at web-primary',
      'route web-primary 100, web-canary 0',
      'scale web to 0',
    ])
    expect(deck.lost).toEqual([])
  })

  it('moves a good version step by step, promotes it, and loses nothing', async () => {
    await enabled()
    const before = deck.clock.now()
    await deck.setImage('2')
    await deck.clock.until(() => deck.cluster.writes.length > 0)
    expect(deck.clock.now() - before).toBeLessThan(2000)
    await phase('Succeeded')
    expect(newWrites()).toEqual([
      'scale web to 2',
      'route web-primary 80, web-canary 20',
      'route web-primary 60, web-canary 40',
      'route web-primary 40, web-canary 60',
      ...promotedTo('2'),
    ])
    expect(deck.view()).toMatchObject({
      canaryWeight: 0,
      failedChecks: 0,
      iterations: 3,
      images: { primary: imageOf('2'), canary: imageOf('2') },
      whatChanged: [],
    })
    expect(deck.view()?.history.map((entry) => entry.because)).toContain(
      'checks passed at 20 %: success rate 100 % ≥ 99 %, p99 100 ms ≤ 500 ms; now 40 %',
    )
    expect(deck.lost).toEqual([])
  })

  it('rolls a bad version back at the threshold, and loses nothing', async () => {
    await flying('2')
    deck.metrics.successRate = 70
    await phase('Failed')
    expect(newWrites()).toEqual([
      'scale web to 2',
      'route web-primary 80, web-canary 20',
      'route web-primary 100, web-canary 0',
      'scale web to 0',
    ])
    expect(deck.view()).toMatchObject({
      failedChecks: 2,
      because: 'check 2 of 2 failed at 20 %: success rate 70 % < 99 %',
      images: { primary: imageOf('1') },
    })
    expect(deck.lost).toEqual([])
    await deck.clock.advance(20_000)
    expect(newWrites()).toEqual([])
  })

  it('takes a canary whose pods are gone out of the route within 2 s', async () => {
    await flying('2-unready-9s')
    await deck.clock.until(() => deck.readyPods('web') === 0)
    const took = await deck.clock.until(() => deck.view()?.phase === 'Finalising', 1000)
    expect(newWrites().at(-1)).toBe('route web-primary 100, web-canary 0')
    await deck.clock.advance(1000 - took)
    deck.lost.splice(0)
    await phase('Failed')
    expect(deck.view()?.because).toBe('no pod of the canary is ready any more at 40 %')
    expect(deck.lost).toEqual([])
  })

  it('gives a canary that never gets ready no request', async () => {
    deck = await flightDeck()
    await during(deck.canaries.enable({ context: 'test', namespace, target, spec: shortDeadline }))
    await phase('Initialized')
    await deck.setImage('2-crash')
    await deck.clock.advance(15_000)
    expect(deck.view()).toMatchObject({ canaryWeight: 0, because: 'waiting for the pods of the new version' })
    await phase('Failed')
    expect(deck.view()?.because).toBe('the pods of the new version did not get ready within 30 s')
    expect(deck.lost).toEqual([])
  })

  it('holds while there is nothing to judge by, and says so', async () => {
    await flying('2')
    deck.metrics.successRate = Number.NaN
    deck.metrics.p99 = undefined
    await deck.clock.advance(30_000)
    expect(deck.view()).toMatchObject({
      phase: 'Progressing',
      canaryWeight: 20,
      failedChecks: 0,
      because:
        'holding at 20 %: no traffic to judge the success rate by in the last 5 s, no traffic to judge the p99 by in the last 5 s',
    })
    deck.metrics.p99 = Number.POSITIVE_INFINITY
    await deck.clock.until(() => deck.view()?.failedChecks === 1, 10_000)
  })

  it('starts again from 0 when a newer version comes in mid-run', async () => {
    await flying('2')
    newWrites()
    await deck.setImage('3')
    await deck.clock.until(() => deck.view()?.canaryWeight === 0, 1000)
    expect(newWrites()).toEqual(['route web-primary 100, web-canary 0'])
    await phase('Succeeded')
    expect(newWrites().slice(-4)).toEqual(promotedTo('3'))
    expect(deck.lost).toEqual([])
  })

  it('ends the run without a promotion when the promoted version comes back', async () => {
    await flying('2')
    newWrites()
    await deck.setImage('1')
    await phase('Initialized')
    expect(newWrites()).toEqual(['route web-primary 100, web-canary 0', 'scale web to 0'])
    await deck.setImage('2')
    await phase('Progressing')
    expect(deck.lost).toEqual([])
  })

  it('flies a failed version again only after another change', async () => {
    await flying('2')
    await during(deck.canaries.rollBack(ref))
    await phase('Failed')
    await deck.setImage('1')
    await phase('Initialized')
    await deck.setImage('2')
    await phase('Progressing')
    expect(deck.view()).toMatchObject({ failedChecks: 0 })
  })

  it('is paused, resumed, stepped and promoted by a word', async () => {
    await flying('2')
    expect(await during(deck.canaries.pause(ref))).toMatchObject({
      paused: true,
      canaryWeight: 20,
      nextCheckAt: null,
    })
    await deck.clock.advance(20_000)
    expect(deck.view()).toMatchObject({ canaryWeight: 20, because: 'paused at 20 %' })
    expect(await during(deck.canaries.step(ref))).toMatchObject({ paused: true, canaryWeight: 40 })
    expect(await during(deck.canaries.resume(ref))).toMatchObject({ paused: false })
    await during(deck.canaries.promote(ref))
    await phase('Succeeded')
    expect(newWrites().slice(-4)).toEqual(promotedTo('2'))
    await expect(during(deck.canaries.pause(ref))).rejects.toMatchObject({
      failure: { code: 'wrong-phase', phase: 'Succeeded', verb: 'pause' },
    })
    expect(deck.lost).toEqual([])
  })

  it.each([
    ['idle', async () => undefined],
    [
      'after a rollback',
      async () => {
        await deck.setImage('2')
        deck.metrics.successRate = 50
        await phase('Failed')
      },
    ],
    [
      'in mid-run',
      async () => {
        await deck.setImage('2')
        await deck.clock.until(() => deck.view()?.canaryWeight === 20)
      },
    ],
  ])('leaves every object as it was when it is disabled %s', async (_, before) => {
    deck = await flightDeck()
    const objects = deck.objects()
    await enable()
    await phase('Initialized')
    await before()
    newWrites()
    expect(await during(deck.canaries.disable(ref))).toMatchObject({ phase: 'Terminating' })
    await deck.clock.until(() => deck.view() === undefined, 40_000)
    await deck.clock.advance(3000)
    expect(deck.objects()).toEqual(objects)
    expect(newWrites().slice(-7)).toEqual([
      'point web at web',
      'route web 100',
      'delete Service web-canary',
      'delete Service web-primary',
      'delete Deployment web-primary',
      'delete Lease',
      'delete ConfigMap',
    ])
    expect(deck.lost).toEqual([])
  })

  it('gives a service without any route one of its own, and takes it away again', async () => {
    deck = await flightDeck({ virtualService: null })
    const objects = deck.objects()
    await enable()
    await phase('Initialized')
    await deck.setImage('2')
    await phase('Succeeded')
    expect(deck.answers.get('web')).toBeGreaterThan(0)
    await during(deck.canaries.disable(ref))
    await deck.clock.until(() => deck.view() === undefined, 40_000)
    await deck.clock.advance(3000)
    expect(Object.keys(deck.objects())).toEqual(Object.keys(objects))
    expect(deck.lost).toEqual([])
  })

  it('waits out the longest debounce where the proxies cannot be seen', async () => {
    deck = await flightDeck()
    deck.syncz = false
    await enable()
    const took = await phase('Initialized')
    expect(took).toBeGreaterThan(21_000)
    expect(deck.lost).toEqual([])
  })

  it('holds and says why while a write is refused, then goes on', async () => {
    await enabled()
    await deck.setImage('2')
    for (let i = 0; i < 3; i++) deck.api.failOnce(resources.virtualService, 500, (verb) => verb === 'patch')
    await deck.clock.until(() => deck.view()?.because.includes('held back') === true)
    expect(deck.view()?.because).toContain('refused the change')
    await phase('Succeeded')
    expect(deck.lost).toEqual([])
  })

  it('is finished by another Aviary when its driver is gone', async () => {
    deck = await flightDeck()
    await enable()
    await phase('Initialized')
    await deck.setImage('2')
    await deck.clock.until(() => deck.view()?.canaryWeight === 40)
    const other = deck.another('you@there')
    await deck.clock.advance(3000)
    expect(other.views()[0]?.drivenBy).toMatchObject({ holder: 'me@here', me: false })
    const closed = deck.canaries.close()
    await during(closed)
    await deck.clock.until(() => other.views()[0]?.phase === 'Succeeded', 60_000)
    expect(other.views()[0]?.drivenBy).toMatchObject({ holder: 'you@there', me: true })
    expect(deck.cluster.writes.filter((one) => one.startsWith('update web-primary'))).toEqual([
      'update web-primary to 2',
    ])
    expect(deck.lost).toEqual([])
    await during(other.close())
  })

  it('is steered by an Aviary that does not drive', async () => {
    await flying('2')
    const viewer = deck.another('viewer@there', false)
    await viewer.ready()
    await during(viewer.rollBack(ref))
    await phase('Failed')
    expect(deck.view()?.because).toBe('rolled back by hand')
    await during(viewer.close())
  })
})
