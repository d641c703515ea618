import { describe, expect, it } from 'vitest'
import { matchingCommands } from '../../../renderer/shell/commands.ts'
import { inFlight } from '../../../renderer/shell/in-flight.ts'
import { canaryView, flightPlan, flightRun } from '../../conformance/fake-data.ts'

const now = Date.parse('2026-11-24T14:30:00Z')

describe('the rail', () => {
  it('shows runs under way with their weight and the time to the next check', () => {
    const canary = {
      ...canaryView('reviews', 'Progressing'),
      canaryWeight: 30,
      nextCheckAt: '2026-11-24T14:30:41Z',
    }
    expect(inFlight([canary], [], now)).toMatchObject([
      {
        name: 'reviews',
        figure: '30 %',
        under: `${canary.context} · holds 0:41`,
        tone: 'canary',
        running: true,
      },
    ])
  })

  it('shows a rollback for half an hour', () => {
    const failed = (at: string) => ({
      ...canaryView('reviews', 'Failed'),
      canaryWeight: 0,
      history: [{ at, phase: 'Failed' as const, weight: 0, verdict: 'note' as const, because: '' }],
    })
    expect(inFlight([failed('2026-11-24T14:18:00Z')], [], now)).toMatchObject([
      { figure: '0 %', under: 'rolled back 12 min ago', tone: 'failing', running: false },
    ])
    expect(inFlight([failed('2026-11-24T13:59:00Z')], [], now)).toEqual([])
  })

  it('leaves out what is at rest', () => {
    const finished = { ...flightRun(flightPlan), state: 'finished' as const }
    expect(inFlight([canaryView('a', 'Initialized'), canaryView('b', 'Succeeded')], [finished], now)).toEqual(
      [],
    )
  })
})

describe('the palette', () => {
  const command = (label: string, hint = '') => ({ id: label, label, hint, run: () => undefined })
  const all = [command('Enable canary'), command('Canaries', 'page'), command('reviews', 'canary in east')]
  const found = (query: string) => matchingCommands(all, query).map((c) => c.label)

  it('finds every word in any order, and puts what starts with the query first', () => {
    expect(found('cana')).toEqual(['Canaries', 'Enable canary', 'reviews'])
    expect(found('east reviews')).toEqual(['reviews'])
    expect(found('nothing')).toEqual([])
    expect(found('')).toHaveLength(3)
  })
})
