/**
 * Each file of testdata tells a story: lines that change what is seen, then the rule, then what decide() answered to
 * each `tick`. AVIARY_REWRITE=1 writes the answers anew; commit only a difference that can be explained.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { decide } from '#shared/canary/decide.ts'
import type { Action } from '#shared/canary/decision.ts'
import type { IntentVerb, Observation, RouteForm } from '#shared/canary/observation.ts'
import type { CanaryState } from '#shared/canary/state.ts'
import type { VerdictKind } from '#shared/model/canary.ts'
import { idleSeen, idleState, plan, side } from './facts.ts'

const folder = new URL('testdata/', import.meta.url)

interface Scene {
  state: CanaryState
  seen: Observation
  nowMs: number
}

const number = (text: string | undefined) => Number(text ?? Number.NaN)

function routeOf(kind: string, weight: string | undefined): RouteForm {
  return kind === 'split' ? { kind, canaryWeight: number(weight) } : ({ kind } as RouteForm)
}

/** `target v2 2/2`: hash, ready of wanted. */
function sideOf([hash = '', pods = '0/0']: string[]) {
  const [ready, wanted] = pods.split('/').map(Number)
  return hash === 'gone' ? null : side(hash, wanted, ready)
}

function change(scene: Scene, line: string): Scene {
  const [word = '', ...rest] = line.split(' ')
  const { seen, state } = scene
  switch (word) {
    case 'state':
      return { ...scene, state: { ...state, ...(JSON.parse(rest.join(' ')) as Partial<CanaryState>) } }
    case 'target':
    case 'primary':
      return { ...scene, seen: { ...seen, [word]: sideOf(rest) } }
    case 'services':
      return { ...scene, seen: { ...seen, services: rest[0] === 'there' } }
    case 'leftovers':
      return { ...scene, seen: { ...seen, leftovers: rest[0] === 'there' } }
    case 'apex': {
      const [selects, serves] = rest as [Observation['apex']['selects'], Observation['apex']['serves']]
      return { ...scene, seen: { ...seen, apex: { selects, serves } } }
    }
    case 'route':
      return { ...scene, seen: { ...seen, route: routeOf(rest[0] ?? '', rest[1]) } }
    case 'proxies':
      return {
        ...scene,
        seen: { ...seen, proxies: { seen: rest[0] !== 'unseen', drained: rest[0] === 'drained' } },
      }
    case 'word':
      return { ...scene, seen: { ...seen, intent: rest[0] as IntentVerb } }
    case 'verdict':
      return {
        ...scene,
        seen: { ...seen, verdict: { kind: rest[0] as VerdictKind, said: rest.slice(1).join(' ') } },
      }
    default:
      throw new Error(`the transcript has an unknown line: ${line}`)
  }
}

function actionText(action: Action): string {
  switch (action.do) {
    case 'route':
      return action.to.kind === 'split' ? `route split ${action.to.canaryWeight}` : `route ${action.to.kind}`
    case 'point-apex':
      return `point-apex ${action.at}`
    case 'scale-target':
      return `scale-target ${action.to}`
    case 'update-primary':
      return `update-primary ${action.from}`
    default:
      return action.do
  }
}

function tick(scene: Scene, seconds: number): { scene: Scene; answer: string } {
  const nowMs = scene.nowMs + seconds * 1000
  const { next, actions, verdict } = decide(scene.state, plan, scene.seen, nowMs)
  const checks = next.failedChecks > 0 ? `, ${next.failedChecks} failed` : ''
  const answer = [
    `${next.phase} ${next.weight} %${checks} (${verdict}): ${next.because}`,
    ...actions.map((action) => `  do ${actionText(action)}`),
  ].join('\n')
  const seen = { ...scene.seen, verdict: null, intent: null }
  return { scene: { state: next, seen, nowMs }, answer }
}

/** A block is lines, `----`, answers; blocks are parted by an empty line; a line with # is a remark. */
function replay(text: string): string {
  let scene: Scene = { state: idleState, seen: idleSeen, nowMs: 0 }
  const blocks = text.trimEnd().split('\n\n')
  const told = blocks.map((block) => {
    const lines = block.split('\n')
    const rule = lines.indexOf('----')
    const commands = rule < 0 ? lines : lines.slice(0, rule)
    const answers: string[] = []
    for (const line of commands) {
      if (line.startsWith('#')) continue
      const [, seconds] = /^tick(?: (\d+)s)?$/.exec(line) ?? []
      if (!line.startsWith('tick')) scene = change(scene, line)
      else {
        const step = tick(scene, Number(seconds ?? 0))
        scene = step.scene
        answers.push(step.answer)
      }
    }
    return answers.length === 0 ? commands.join('\n') : [...commands, '----', ...answers].join('\n')
  })
  return `${told.join('\n\n')}\n`
}

describe('decide', () => {
  it.each(readdirSync(folder))('%s', (file) => {
    const text = readFileSync(new URL(file, folder), 'utf8')
    const told = replay(text)
    if (process.env.AVIARY_REWRITE === '1') writeFileSync(new URL(file, folder), told)
    else expect(told).toBe(text)
  })
})
