import { beforeEach, describe, expect, it } from 'vitest'
import { createRenewalClock, keepLease, type Lease } from '#main/canary/lease.ts'
import { resources } from '#shared/model/kube.ts'
import { fakeCluster } from '../../support/fake-cluster.ts'
import { type FakeClusterApi, fakeClusterApi } from '../../support/fake-cluster-api.ts'
import { type ManualClock, manualClock } from '../../support/manual-clock.ts'

describe('the Lease of a canary', () => {
  let clock: ManualClock
  let api: FakeClusterApi
  const lease = () => api.one<Lease>(resources.lease, 'shop', 'aviary-canary-web')

  beforeEach(() => {
    clock = manualClock()
    api = fakeClusterApi(clock)
  })

  function keep(identity: string) {
    return keepLease({
      cluster: fakeCluster('test', api),
      namespace: 'shop',
      canary: 'web',
      identity,
      clock: createRenewalClock(clock.now),
      now: clock.now,
      after: clock.after,
      onHeld: () => undefined,
      log: () => undefined,
    })
  }

  it('has one holder while that one renews it', async () => {
    const mine = keep('me')
    await clock.settle()
    const yours = keep('you')
    await clock.advance(60_000)
    expect([mine.held(), yours.held()]).toEqual([true, false])
    expect(lease().spec).toMatchObject({ holderIdentity: 'me', leaseDurationSeconds: 10 })
  })

  it('is taken over when its holder is gone without a word, and not before it expired', async () => {
    const mine = keep('me')
    await clock.advance(5000)
    await mine.stop()
    const yours = keep('you')
    await clock.advance(9000)
    expect(yours.held()).toBe(false)
    expect(await clock.until(() => yours.held())).toBeLessThan(5000)
    expect(lease().spec).toMatchObject({ holderIdentity: 'you', leaseTransitions: 1 })
  })

  it('is free at once when its holder gives it back', async () => {
    const mine = keep('me')
    await clock.settle()
    const yours = keep('you')
    await clock.settle()
    await mine.release()
    expect(lease().spec?.holderIdentity).toBeUndefined()
    expect(await clock.until(() => yours.held())).toBeLessThan(3000)
  })

  it('is not trusted any longer when it cannot be renewed', async () => {
    const mine = keep('me')
    await clock.advance(1000)
    for (let i = 0; i < 20; i++) api.failOnce(resources.lease, 403)
    await clock.advance(9000)
    expect(mine.held()).toBe(false)
  })
})
