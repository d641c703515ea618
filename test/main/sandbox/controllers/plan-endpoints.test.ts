import { describe, expect, it } from 'vitest'
import type { Pod } from '#shared/model/kube.ts'
import { planSlices, planSubsets } from '../../../../main/sandbox/controllers/plan-endpoints.ts'
import { serviceObject } from '../../../support/cluster-objects.ts'

interface Looks {
  ip?: string
  ready?: boolean
  deleted?: boolean
  phase?: 'Running' | 'Failed'
  port?: number
}

function pod(
  name: string,
  { ip = '10.1.0.1', ready = true, deleted, phase = 'Running', port = 9080 }: Looks = {},
): Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: 'shop',
      uid: `uid-${name}`,
      ...(deleted ? { deletionTimestamp: '2026-11-24T12:00:00Z' } : {}),
    },
    spec: {
      nodeName: 'n1',
      containers: [
        { name: 'web', image: 'web:1', ports: [{ name: 'http', containerPort: port }] },
        { name: 'istio-proxy', image: 'proxy:1', ports: [{ name: 'metrics', containerPort: 15090 }] },
      ],
    },
    status: {
      phase,
      ...(ip === '' ? {} : { podIP: ip }),
      conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }],
    },
  }
}

const web = serviceObject('web')

describe('slices', () => {
  it.each([
    ['ready', {}, { ready: true, serving: true, terminating: false }],
    ['not ready', { ready: false }, { ready: false, serving: false, terminating: false }],
    ['going', { deleted: true }, { ready: false, serving: true, terminating: true }],
    [
      'going and not ready',
      { deleted: true, ready: false },
      { ready: false, serving: false, terminating: true },
    ],
  ] as const)('a pod that is %s', (_, looks, conditions) => {
    expect(planSlices(web, [pod('a', looks)])).toEqual([
      {
        ports: [{ name: 'http', port: 9080, protocol: 'TCP' }],
        endpoints: [
          {
            addresses: ['10.1.0.1'],
            conditions,
            nodeName: 'n1',
            targetRef: { kind: 'Pod', namespace: 'shop', name: 'a', uid: 'uid-a' },
          },
        ],
      },
    ])
  })

  it('have a hundred endpoints at most; the older object has all', () => {
    const pods = Array.from({ length: 230 }, (_, index) =>
      pod(`web-${String(index).padStart(3, '0')}`, { ip: `10.1.1.${index}` }),
    )
    const slices = planSlices(web, pods)
    expect(slices.map(({ endpoints }) => endpoints.length)).toEqual([100, 100, 30])
    expect(slices[2]?.endpoints[0]?.targetRef?.name).toBe('web-200')
    expect(planSubsets(slices)).toMatchObject([{ addresses: { length: 230 } }])
  })

  it('leave out pods without an address and pods that have ended', () => {
    expect(planSlices(web, [pod('a', { ip: '' }), pod('b', { phase: 'Failed' })])).toEqual([
      { ports: [], endpoints: [] },
    ])
  })

  it('publish addresses that are not ready when the service wants it', () => {
    const [slice] = planSlices(serviceObject('web', { publishNotReadyAddresses: true }), [
      pod('a', { ready: false }),
    ])
    expect(slice?.endpoints[0]?.conditions).toEqual({ ready: true, serving: false, terminating: false })
  })

  it('are apart where a named port has another number', () => {
    const slices = planSlices(web, [pod('a'), pod('b', { port: 8080 }), pod('c')])
    expect(
      slices.map(({ ports, endpoints }) => [ports[0]?.port, endpoints.map((one) => one.targetRef?.name)]),
    ).toEqual([
      [9080, ['a', 'c']],
      [8080, ['b']],
    ])
  })

  it.each([
    [{ port: 80 }, 80],
    [{ port: 80, targetPort: 81 }, 81],
    [{ port: 80, targetPort: '82' }, 82],
    [{ port: 80, targetPort: 'metrics' }, 15090],
    [{ port: 80, targetPort: 'nobody' }, undefined],
    [{ port: 80, targetPort: 'http', protocol: 'UDP' }, undefined],
  ])('the port %j is %s', (port, number) => {
    const [slice] = planSlices(serviceObject('web', { ports: [port] }), [pod('a')])
    expect(slice?.ports[0]?.port).toBe(number)
  })
})

it('the older Endpoints have no pods that are going', () => {
  const slices = planSlices(web, [
    pod('a'),
    pod('b', { ip: '10.1.0.2', ready: false }),
    pod('c', { ip: '10.1.0.3', deleted: true }),
  ])
  const ref = (name: string) => ({ kind: 'Pod', namespace: 'shop', name, uid: `uid-${name}` })
  expect(planSubsets(slices)).toEqual([
    {
      addresses: [{ ip: '10.1.0.1', nodeName: 'n1', targetRef: ref('a') }],
      notReadyAddresses: [{ ip: '10.1.0.2', nodeName: 'n1', targetRef: ref('b') }],
      ports: [{ name: 'http', port: 9080, protocol: 'TCP' }],
    },
  ])
})
