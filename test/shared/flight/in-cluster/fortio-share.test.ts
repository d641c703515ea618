import { describe, expect, it } from 'vitest'
import { bestFortioShare, fortioShare } from '#shared/flight/in-cluster/fortio-share.ts'

describe('fortioShare', () => {
  // As Fortio 1.75.2 flew them against its own server: connections, requests, seconds.
  it.each([
    [[50, 5, 64], { connections: 64, sent: 192, seconds: 5.1 }],
    [[50, 5, 50], { connections: 50, sent: 250, seconds: 5.98 }],
    [[10, 2, 64], { connections: 10, sent: 20, seconds: 2.9 }],
    [[10, 3, 4], { connections: 4, sent: 28, seconds: 3.1 }],
    [[1, 1, 4], { connections: 1, sent: 2, seconds: 2 }],
  ] as const)('of rate, seconds and connections %j is %j', ([rate, seconds, connections], wanted) => {
    const share = fortioShare(rate, seconds, connections)
    expect(share).toEqual({ ...wanted, seconds: expect.closeTo(wanted.seconds, 2) })
  })
})

describe('bestFortioShare', () => {
  it.each([
    ['the most where nothing is left over', [64, 10, 64], 64],
    ['the most where little is', [12.5, 90, 8], 8],
    ['fewer where they leave less', [50, 5, 64], 50],
    ['not below half of them', [1, 67, 64], 33],
  ] as const)('takes %s', (_, [rate, seconds, most], wanted) => {
    expect(bestFortioShare(rate, seconds, most).connections).toBe(wanted)
  })
})
