import type { IncomingMessage, ServerResponse } from 'node:http'
import { describe, expect, it } from 'vitest'
import type { Fault } from '#shared/model/faults.ts'
import type { Around } from '../../../../main/sandbox/around.ts'
import { createApiFaults } from '../../../../main/sandbox/faults/api-faults.ts'
import { prometheusFaults } from '../../../../main/sandbox/faults/prometheus-faults.ts'
import { manualClock } from '../../../support/manual-clock.ts'

/** What a client meets: what was answered, `dropped`, or `served` by the handler behind. */
function ask(around: Around, url: string) {
  const seen: string[] = []
  const request = { url, socket: { destroy: () => seen.push('dropped') } } as unknown as IncomingMessage
  const response = {
    once: () => undefined,
    destroy: () => seen.push('cut'),
    writeHead: (status: number) => seen.push(String(status)),
    end: (body: string) => seen.push(body.trim()),
  } as unknown as ServerResponse
  around(request, response, () => seen.push('served'))
  return seen
}

const pods = '/api/v1/pods'

describe('a broken API server', () => {
  const active = new Set<Fault>()
  const clock = manualClock()
  const faults = createApiFaults(active, clock)
  const withFault = (fault: Fault, url: string) => {
    active.clear()
    active.add(fault)
    const seen = ask(faults.around, url)
    active.clear()
    return seen
  }

  it('serves when nothing is broken', () => expect(ask(faults.around, pods)).toEqual(['served']))

  it('refuses with a Status', () => {
    const [status, body = ''] = withFault('api-throttled', pods)
    expect(status).toBe('429')
    expect(JSON.parse(body)).toMatchObject({ kind: 'Status', code: 429, reason: 'TooManyRequests' })
    expect(withFault('api-failing', pods)[0]).toBe('500')
  })

  it('drops connections', () => expect(withFault('api-disconnects', pods)).toEqual(['dropped']))

  it('ends watches with 410, and serves the rest', () => {
    expect(withFault('api-watches-expired', pods)).toEqual(['served'])
    const [status, line = ''] = withFault('api-watches-expired', `${pods}?watch=1`)
    expect(status).toBe('200')
    expect(JSON.parse(line)).toMatchObject({ type: 'ERROR', object: { code: 410, reason: 'Expired' } })
  })

  it('takes its time', async () => {
    const seen = withFault('api-slow', pods)
    expect(seen).toEqual([])
    await clock.advance(3_000)
    expect(seen).toEqual(['served'])
  })

  it('cuts the watches that are open', () => {
    const watch = ask(faults.around, `${pods}?watch=true`)
    const list = ask(faults.around, pods)
    faults.cutWatches()
    expect([watch, list]).toEqual([['served', 'cut'], ['served']])
  })
})

describe('a broken Prometheus', () => {
  const clock = manualClock()
  const meet = (fault: Fault | undefined, path: string) =>
    ask(prometheusFaults(new Set(fault === undefined ? [] : [fault]), clock), path)

  it('is down, empty, or answers something else', () => {
    expect(meet(undefined, '/api/v1/query')).toEqual(['served'])
    expect(meet('prometheus-down', '/api/v1/query')).toEqual(['dropped'])
    expect(JSON.parse(meet('prometheus-empty', '/api/v1/query?query=up')[1] ?? '')).toEqual({
      status: 'success',
      data: { resultType: 'vector', result: [] },
    })
    expect(meet('prometheus-empty', '/api/v1/labels')[1]).toBe('{"status":"success","data":[]}')
    expect(meet('prometheus-garbage', '/api/v1/query')[1]).toContain('<html>')
  })

  it('takes its time', async () => {
    const seen = meet('prometheus-slow', '/api/v1/query')
    await clock.advance(9_999)
    expect(seen).toEqual([])
    await clock.advance(1)
    expect(seen).toEqual(['served'])
  })
})
