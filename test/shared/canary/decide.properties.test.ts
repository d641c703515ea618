/**
 * Whatever happens in whatever order, decide() keeps the rules that lose no request, and comes to an end when the world
 * calms down. The world of the model is as small as the rules allow: two sets of pods, a route, and what of it the
 * proxies have taken.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkIsDue, decide } from '#shared/canary/decide.ts'
import type { Action } from '#shared/canary/decision.ts'
import type { IntentVerb, Observation, RouteForm } from '#shared/canary/observation.ts'
import { type CanaryState, initialState } from '#shared/canary/state.ts'
import type { VerdictKind } from '#shared/model/canary.ts'
import { plan, side } from './facts.ts'

interface Pods {
  hash: string
  replicas: number
  ready: number
}

interface World {
  target: Pods
  primary: Pods | null
  services: boolean
  apex: 'target' | 'primary'
  route: RouteForm
  /** What the proxies have. */
  pushed: RouteForm
  drained: boolean
  forgotten: boolean
}

type Happening =
  | { kind: 'tick'; seconds: number; verdict: VerdictKind }
  | { kind: 'ready' | 'die'; side: 'target' | 'primary'; count: number }
  | { kind: 'version'; hash: string }
  | { kind: 'push' | 'drain' }
  | { kind: 'word'; verb: IntentVerb }
  | { kind: 'meddle'; weight: number }
  | { kind: 'calm' }

const same = (a: RouteForm, b: RouteForm) => JSON.stringify(a) === JSON.stringify(b)

function observed(world: World): Omit<Observation, 'verdict' | 'intent'> {
  const sideOf = (pods: Pods) => side(pods.hash, pods.replicas, pods.ready)
  const isSeen = same(world.route, world.pushed)
  return {
    target: sideOf(world.target),
    primary: world.primary === null ? null : sideOf(world.primary),
    services: world.services,
    apex: { selects: world.apex, serves: world.apex },
    route: world.route,
    proxies: { seen: isSeen, drained: isSeen && world.drained },
    leftovers: world.primary !== null || world.services,
  }
}

/** Checks the rules, then does it. */
function perform(world: World, action: Action, state: CanaryState): World {
  const { target, primary } = world
  const settledAt = (form: RouteForm) => same(world.route, form) && same(world.pushed, form) && world.drained
  const split = (canaryWeight: number): RouteForm => ({ kind: 'split', canaryWeight })
  switch (action.do) {
    case 'ensure-primary':
      return primary === null ? { ...world, primary: { hash: 'v1', replicas: 2, ready: 0 } } : world
    case 'ensure-services':
      return { ...world, services: true }
    case 'route': {
      if (action.to.kind === 'split') {
        const { canaryWeight } = action.to
        if (canaryWeight > 0) expect(target.ready, 'weight to a canary without ready pods').toBeGreaterThan(0)
        if (canaryWeight < 100)
          expect(primary?.ready, 'weight to a primary without ready pods').toBeGreaterThan(0)
        expect(canaryWeight === 100 ? [60, 100] : [0, 20, 40, 60]).toContain(
          canaryWeight === 100 ? Math.max(60, canaryWeight) : canaryWeight,
        )
        if (canaryWeight === 100) expect(state.phase).toBe('Promoting')
        if (canaryWeight > 0 && canaryWeight < 100) {
          expect(world.pushed.kind, 'weight to what the proxies do not know').toBe('split')
        }
      }
      return same(world.route, action.to) ? world : { ...world, route: action.to, drained: false }
    }
    case 'point-apex':
      if (action.at === 'target') expect(target.ready).toBeGreaterThan(0)
      else expect(primary?.ready).toBeGreaterThan(0)
      return { ...world, apex: action.at }
    case 'scale-target':
      if (action.to === 'zero') {
        expect(settledAt(split(0)), 'pods taken away before the proxies left them').toBe(true)
        return { ...world, target: { ...target, replicas: 0, ready: 0 } }
      }
      return { ...world, target: { ...target, replicas: 2 } }
    case 'update-primary': {
      if (action.from === 'target')
        expect(settledAt(split(100)), 'the primary is updated under traffic').toBe(true)
      if (primary === null) return world
      const hash = action.from === 'target' ? state.noticedHash : state.promotedHash
      return primary.hash === hash
        ? world
        : { ...world, primary: { ...primary, hash, ready: Math.max(primary.ready - 1, 0) } }
    }
    case 'restore-target':
      return target.hash === state.promotedHash
        ? world
        : { ...world, target: { ...target, hash: state.promotedHash, ready: 0 } }
    case 'remove-objects':
      expect(settledAt({ kind: 'apex' }), 'deleted before the proxies left it').toBe(true)
      return { ...world, primary: null, services: false }
    case 'forget':
      return { ...world, forgotten: true }
  }
}

interface Flight {
  world: World
  state: CanaryState
  nowMs: number
  word: IntentVerb | null
}

function happen(flight: Flight, what: Happening): Flight {
  const { world } = flight
  if (world.forgotten) return flight
  switch (what.kind) {
    case 'calm':
      return calm.reduce(happen, flight)
    case 'tick':
      return tick(flight, what.seconds, what.verdict)
    case 'word':
      return { ...flight, word: what.verb }
    case 'version':
      // New pods take the place of the old ones one by one: some are ready all the time.
      return { ...flight, world: { ...world, target: { ...world.target, hash: what.hash } } }
    case 'push':
      return { ...flight, world: { ...world, pushed: world.route } }
    case 'drain':
      return { ...flight, world: { ...world, drained: same(world.route, world.pushed) } }
    case 'meddle': {
      if (world.route.kind !== 'split') return flight
      const route = { kind: 'split', canaryWeight: what.weight } as const
      return { ...flight, world: { ...world, route, drained: false } }
    }
    case 'ready':
    case 'die': {
      const pods = world[what.side]
      if (pods === null) return flight
      const ready = what.kind === 'ready' ? Math.min(pods.replicas, pods.ready + what.count) : 0
      return { ...flight, world: { ...world, [what.side]: { ...pods, ready } } }
    }
  }
}

function tick(flight: Flight, seconds: number, kind: VerdictKind): Flight {
  const nowMs = flight.nowMs + seconds * 1000
  const facts = { ...observed(flight.world), intent: flight.word }
  const verdict = checkIsDue(flight.state, facts, nowMs) ? { kind, said: kind } : null
  const { next, actions } = decide(flight.state, plan, { ...facts, verdict }, nowMs)
  let { world } = flight
  for (const action of actions) {
    world = perform(world, action, next)
    expect(perform(world, action, next), `${action.do} twice`).toEqual(world)
  }
  expect(next.failedChecks).toBeLessThanOrEqual(plan.threshold)
  return { world, state: next, nowMs, word: null }
}

const happenings = fc.oneof(
  { weight: 5, arbitrary: fc.constant({ kind: 'calm' as const }) },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('tick' as const),
      seconds: fc.constantFrom(0, 1, 61),
      verdict: fc.constantFrom<VerdictKind>('pass', 'pass', 'fail', 'no-data', 'error'),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('ready' as const),
      side: fc.constantFrom('target' as const, 'primary' as const),
      count: fc.constantFrom(1, 2),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('die' as const),
      side: fc.constantFrom('target' as const, 'primary' as const),
      count: fc.constant(0),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('version' as const), hash: fc.constantFrom('v1', 'v2', 'v3') }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom('push' as const, 'drain' as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('word' as const),
      verb: fc.constantFrom<IntentVerb>('pause', 'resume', 'step', 'promote', 'rollBack', 'disable'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('meddle' as const), weight: fc.constantFrom(0, 35, 100) }),
  },
)

const start = (): Flight => ({
  world: {
    target: { hash: 'v1', replicas: 2, ready: 2 },
    primary: null,
    services: false,
    apex: 'target',
    route: { kind: 'apex' },
    pushed: { kind: 'apex' },
    drained: true,
    forgotten: false,
  },
  state: initialState('v1', 0, false),
  nowMs: 0,
  word: null,
})

/** Enabled, and a version to fly. */
function built(): Flight {
  let flight = start()
  for (let i = 0; i < 12; i++) flight = calm.reduce(happen, flight)
  return happen(flight, { kind: 'version', hash: 'v2' })
}

const calm: Happening[] = [
  { kind: 'ready', side: 'target', count: 2 },
  { kind: 'ready', side: 'primary', count: 2 },
  { kind: 'push' },
  { kind: 'drain' },
  { kind: 'tick', seconds: 30, verdict: 'pass' },
]

describe('decide, whatever happens', () => {
  it('keeps the order of writes, and ends when the world calms down', () => {
    fc.assert(
      fc.property(fc.boolean(), fc.array(happenings, { size: 'max', maxLength: 150 }), (isBuilt, events) => {
        let flight = events.reduce(happen, isBuilt ? built() : start())
        flight = happen(happen(flight, { kind: 'word', verb: 'resume' }), { kind: 'calm' })
        for (let i = 0; i < 60; i++) flight = calm.reduce(happen, flight)
        const { phase } = flight.state
        expect(flight.world.forgotten || ['Initialized', 'Succeeded', 'Failed'].includes(phase)).toBe(true)
        if (!flight.world.forgotten) expect(flight.world.route).toEqual({ kind: 'split', canaryWeight: 0 })
      }),
      { numRuns: 300 },
    )
  })

  it('gets from a Deployment to primary and canary and back', () => {
    let flight = start()
    for (let i = 0; i < 20; i++) flight = calm.reduce(happen, flight)
    expect(flight.state.phase).toBe('Initialized')
    flight = happen(flight, { kind: 'word', verb: 'disable' })
    for (let i = 0; i < 20; i++) flight = calm.reduce(happen, flight)
    expect(flight.world).toMatchObject({
      forgotten: true,
      apex: 'target',
      primary: null,
      target: { ready: 2 },
    })
  })
})
