import { describe, expect, it } from 'vitest'
import type { KubeObject } from '#shared/model/kube.ts'
import { builtInKinds, type Kind } from '../../../../../main/sandbox/api-server/kinds.ts'
import { meshKinds } from '../../../../../main/sandbox/api-server/mesh-kinds.ts'
import { tableOf } from '../../../../../main/sandbox/api-server/tables/table.ts'

const nowMs = Date.UTC(2026, 10, 24, 12)
const created = '2026-11-24T11:00:00Z'

/** As kubectl prints it: upper-case names, the columns of priority 0 (or all with `wide`). */
function row(kindName: string, object: object, wide = false): Record<string, unknown> {
  const kind = [...builtInKinds, ...meshKinds].find((one) => one.kind === kindName) as Kind
  const metadata = { name: 'it', creationTimestamp: created }
  const full = { apiVersion: '', kind: kindName, metadata, ...object } as KubeObject
  const [version = ''] = kind.versions
  const table = tableOf([full], {}, { kind, version, nowMs, includeObject: 'None', withColumns: true }) as {
    columnDefinitions: { name: string; priority: number }[]
    rows: { cells: unknown[] }[]
  }
  const cells = table.rows[0]?.cells ?? []
  return Object.fromEntries(
    table.columnDefinitions.flatMap(({ name, priority }, index) =>
      wide || priority === 0 ? [[name.toUpperCase(), cells[index]]] : [],
    ),
  )
}

const running = (name: string, more = {}) => ({
  name,
  ready: true,
  restartCount: 0,
  state: { running: {} },
  ...more,
})
const pod = (status: object, more = {}) => ({
  spec: { containers: [{ name: 'a' }, { name: 'b' }] },
  status,
  ...more,
})

describe('the row of a pod', () => {
  it.each([
    ['Running', '2/2', pod({ phase: 'Running', containerStatuses: [running('a'), running('b')] })],
    ['Pending', '0/2', pod({ phase: 'Pending' })],
    [
      'CrashLoopBackOff',
      '1/2',
      pod({
        phase: 'Running',
        containerStatuses: [
          running('a'),
          running('b', { ready: false, state: { waiting: { reason: 'CrashLoopBackOff' } } }),
        ],
      }),
    ],
    [
      'Error',
      '0/2',
      pod({
        phase: 'Failed',
        containerStatuses: [
          running('a', { ready: false, state: { terminated: { exitCode: 1, reason: 'Error' } } }),
        ],
      }),
    ],
    ['Evicted', '0/2', pod({ phase: 'Failed', reason: 'Evicted' })],
    [
      'Init:0/1',
      '0/2',
      pod({ phase: 'Pending', initContainerStatuses: [{ name: 'i', state: { running: {} } }] }),
    ],
    [
      'Terminating',
      '2/2',
      {
        ...pod({ phase: 'Running', containerStatuses: [running('a'), running('b')] }),
        metadata: { name: 'it', creationTimestamp: created, deletionTimestamp: created },
      },
    ],
  ])('says %s %s', (status, ready, object) => {
    expect(row('Pod', object)).toEqual({
      NAME: 'it',
      READY: ready,
      STATUS: status,
      RESTARTS: '0',
      AGE: '60m',
    })
  })

  it('says when it restarted last', () => {
    const lastState = { terminated: { finishedAt: '2026-11-24T11:55:00Z' } }
    const object = pod({
      phase: 'Running',
      containerStatuses: [running('a', { restartCount: 3, lastState })],
    })
    expect(row('Pod', object).RESTARTS).toBe('3 (5m ago)')
  })
})

describe('the row of', () => {
  it.each([
    [
      'Deployment',
      { spec: { replicas: 3 }, status: { readyReplicas: 2, updatedReplicas: 1, availableReplicas: 2 } },
      { NAME: 'it', READY: '2/3', 'UP-TO-DATE': 1, AVAILABLE: 2, AGE: '60m' },
    ],
    [
      'ReplicaSet',
      { spec: { replicas: 3 }, status: { replicas: 3, readyReplicas: 2 } },
      { NAME: 'it', DESIRED: 3, CURRENT: 3, READY: 2, AGE: '60m' },
    ],
    [
      'Service',
      {
        spec: {
          type: 'LoadBalancer',
          clusterIP: '10.96.0.1',
          ports: [
            { port: 80, nodePort: 30080, protocol: 'TCP' },
            { port: 443, protocol: 'TCP' },
          ],
        },
        status: { loadBalancer: {} },
      },
      {
        NAME: 'it',
        TYPE: 'LoadBalancer',
        'CLUSTER-IP': '10.96.0.1',
        'EXTERNAL-IP': '<pending>',
        'PORT(S)': '80:30080/TCP,443/TCP',
        AGE: '60m',
      },
    ],
    [
      'Node',
      {
        metadata: {
          name: 'it',
          creationTimestamp: created,
          labels: { 'node-role.kubernetes.io/worker': '' },
        },
        status: { conditions: [{ type: 'Ready', status: 'True' }], nodeInfo: { kubeletVersion: 'v1.33.1' } },
      },
      { NAME: 'it', STATUS: 'Ready', ROLES: 'worker', AGE: '60m', VERSION: 'v1.33.1' },
    ],
    ['ConfigMap', { data: { a: '1' }, binaryData: { b: '' } }, { NAME: 'it', DATA: 2, AGE: '60m' }],
    [
      'Event',
      {
        type: 'Warning',
        reason: 'Failed',
        message: 'no\n',
        lastTimestamp: created,
        involvedObject: { kind: 'Pod', name: 'web' },
      },
      { 'LAST SEEN': '60m', TYPE: 'Warning', REASON: 'Failed', OBJECT: 'pod/web', MESSAGE: 'no' },
    ],
    [
      'EndpointSlice',
      {
        addressType: 'IPv4',
        ports: [{ port: 9080 }],
        endpoints: [{ addresses: ['1'] }, { addresses: ['2'] }, { addresses: ['3'] }, { addresses: ['4'] }],
      },
      { NAME: 'it', ADDRESSTYPE: 'IPv4', PORTS: '9080', ENDPOINTS: '1,2,3 + 1 more...', AGE: '60m' },
    ],
    [
      'HorizontalPodAutoscaler',
      {
        spec: {
          scaleTargetRef: { kind: 'Deployment', name: 'web' },
          minReplicas: 1,
          maxReplicas: 5,
          metrics: [
            {
              type: 'Resource',
              resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } },
            },
          ],
        },
        status: { currentReplicas: 2 },
      },
      {
        NAME: 'it',
        REFERENCE: 'Deployment/web',
        TARGETS: 'cpu: <unknown>/80%',
        MINPODS: '1',
        MAXPODS: 5,
        REPLICAS: 2,
        AGE: '60m',
      },
    ],
    ['Lease', { spec: { holderIdentity: 'me' } }, { NAME: 'it', HOLDER: 'me', AGE: '60m' }],
    [
      'VirtualService',
      { spec: { gateways: ['gw'], hosts: ['a', 'b'] } },
      { NAME: 'it', GATEWAYS: '["gw"]', HOSTS: '["a","b"]', AGE: '60m' },
    ],
    ['DestinationRule', { spec: { host: 'reviews' } }, { NAME: 'it', HOST: 'reviews', AGE: '60m' }],
    [
      'Canary',
      { status: { phase: 'Progressing', canaryWeight: 20, lastTransitionTime: created } },
      { NAME: 'it', STATUS: 'Progressing', WEIGHT: 20, LASTTRANSITIONTIME: created },
    ],
  ])('a %s', (kind, object, cells) => {
    expect(row(kind, object)).toEqual(cells)
  })

  it('the scale of a Deployment', () => {
    const scale = {
      apiVersion: 'autoscaling/v1',
      kind: 'Scale',
      spec: { replicas: 3 },
      status: { replicas: 2 },
    }
    expect(row('Deployment', scale)).toEqual({ NAME: 'it', DESIRED: 3, AVAILABLE: 2, AGE: '60m' })
  })

  it('a Deployment, wide', () => {
    const template = {
      spec: {
        containers: [
          { name: 'a', image: 'x:1' },
          { name: 'b', image: 'y:2' },
        ],
      },
    }
    const spec = { selector: { matchLabels: { app: 'web' } }, template }
    expect(row('Deployment', { spec }, true)).toMatchObject({
      CONTAINERS: 'a,b',
      IMAGES: 'x:1,y:2',
      SELECTOR: 'app=web',
    })
  })
})
