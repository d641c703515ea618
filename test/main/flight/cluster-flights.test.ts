/** An Aviary that dies while a cluster flies for it, and the next one. */
import { beforeEach, describe, expect, it } from 'vitest'
import { createFlights, type Flights } from '#main/flight/flights.ts'
import { type FlightStore, flightStoreOf } from '#main/storage/flight-store.ts'
import { openHistory } from '#main/storage/history.ts'
import { AviaryError } from '#shared/model/failure.ts'
import { handOverSchema } from '#shared/model/hand-over.ts'
import { planOf } from '../../shared/flight/in-cluster/plans.ts'
import { manualClock } from '../../support/manual-clock.ts'
import { service } from './fake-cluster.ts'
import { fakeLauncher } from './fake-engine.ts'
import { fortioLog, fortioPod } from './in-cluster/fortio-pod.ts'
import { type WritableCluster, writableCluster } from './in-cluster/writable-cluster.ts'

const id = '1b4f9a2c-77aa'
const name = 'aviary-cart-1b4f9a2c'

describe('a flight in a cluster whose Aviary died', () => {
  let cluster: WritableCluster
  let clock: ReturnType<typeof manualClock>
  let store: FlightStore
  let alive: number[]

  /** As a process of that number. */
  function aviary(pid: number, picked = ['east'], laterMs = 0): Flights {
    return createFlights({
      launcher: fakeLauncher(),
      cluster(context) {
        if (picked.includes(context)) return cluster
        throw new AviaryError({ code: 'unknown-context', context, known: picked })
      },
      now: () => clock.now() + laterMs,
      after: clock.after,
      newId: () => id,
      store,
      processes: { pid, isAlive: (one) => alive.includes(one) },
    })
  }

  beforeEach(async () => {
    cluster = writableCluster([service()])
    clock = manualClock()
    store = flightStoreOf(openHistory(undefined))
    alive = [1, 2]
    const plan = planOf({
      rate: 20,
      connections: 4,
      durationSeconds: 5,
      headers: [['Authorization', 'Bearer abc']],
    })
    await aviary(1).startInCluster(handOverSchema.parse({ tool: 'fortio', plan }))
    await clock.settle()
    cluster.setPod(fortioPod(name, { running: {} }))
    await clock.settle()
  })

  const kinds = () => cluster.objects.map(({ kind }) => kind).sort()

  it('is on the list of others while it flies, and theirs neither to stop nor to delete', async () => {
    const other = aviary(2)
    other.takeUpLeft(['east'])
    expect(other.list()).toMatchObject([{ id, state: 'flying', inCluster: { stage: 'making its objects' } }])
    expect(() => other.delete(id)).toThrow('it still flies')
    expect(await other.stop(id)).toMatchObject({ state: 'flying' })
    expect(kinds()).toEqual(['Job', 'Pod', 'Secret', 'Service'])
  })

  it('is not one of another process that has its number now', async () => {
    expect(() => aviary(2, ['east'], 3_500_000).resume(id)).toThrow('another Aviary follows it')
    const other = aviary(2, ['east'], 3_700_000)
    expect(other.resume(id)).toMatchObject({ inCluster: { pid: 2, stage: 'looking for it' } })
    expect(await other.stop(id)).toMatchObject({ state: 'stopped' })
    expect(() => other.resume(id)).toThrow('nothing to resume: it has ended (stopped)')
    expect(kinds()).toEqual(['Pod', 'Service'])
  })

  it('is taken up by the next, which fetches its result and cleans up', async () => {
    alive = [2]
    const next = aviary(2)
    expect(next.list()[0]?.inCluster?.stage).toMatch(/^left there by an Aviary that ended; .* when east is/)
    next.takeUpLeft(['east'])
    await clock.settle()
    expect(next.list()).toMatchObject([{ id, state: 'flying', inCluster: { stage: 'flying', pid: 2 } }])
    cluster.logs.set(name, fortioLog)
    cluster.setPod(fortioPod(name, { terminated: { exitCode: 0 } }))
    await clock.until(() => next.get(id).state !== 'flying')
    expect(next.get(id)).toMatchObject({ state: 'finished', totals: { sent: 60 } })
    expect(next.get(id).inCluster?.notes.at(-1)).toContain('another follows it since')
    expect(kinds()).toEqual(['Pod', 'Service'])
    expect(cluster.writes.filter((one) => one.startsWith('create'))).toEqual(['create Secret', 'create Job'])
    expect(next.list()).toHaveLength(1)
  })

  it('waits until its context is picked; it can be stopped then, and forgotten before', async () => {
    alive = [2]
    const picked: string[] = []
    const next = aviary(2, picked)
    next.takeUpLeft(picked)
    expect(next.list()).toMatchObject([{ state: 'flying' }])
    await expect(next.stop(id)).rejects.toThrow('east')
    picked.push('east')
    expect(await next.stop(id)).toMatchObject({ state: 'stopped' })
    expect(kinds()).toEqual(['Pod', 'Service'])
    expect(cluster.writes.slice(-2)).toEqual(['delete Job', 'delete Secret'])
  })

  it('is forgotten where nobody will pick its context again', () => {
    alive = [2]
    const next = aviary(2, [])
    next.delete(id)
    expect(next.list()).toEqual([])
  })

  it('has failed where its objects are gone, and what is left of them goes too', async () => {
    alive = [2]
    const next = aviary(2)
    await cluster.write.delete(
      { kind: 'Job', plural: 'jobs', group: 'batch', version: 'v1', namespaced: true },
      'shop',
      name,
      '',
    )
    next.takeUpLeft(['east'])
    await clock.until(() => next.get(id).state !== 'flying')
    expect(next.get(id)).toMatchObject({ state: 'failed', failure: { reason: 'its Job was deleted' } })
    expect(kinds()).toEqual(['Pod', 'Service'])
  })
})
