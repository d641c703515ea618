import { describe, expect, it } from 'vitest'
import type { ApiAnswer, ApiConnection, ApiRequest } from '#main/kube/api-request.ts'
import { type ActivityRecord, createWriteGate, type GateOptions } from '#main/kube/write-gate.ts'
import { failureOf } from '#shared/model/failure.ts'
import { type ConfigMap, type KubeObject, resources } from '#shared/model/kube.ts'

const stored = (data: Record<string, string>, resourceVersion = '7'): ConfigMap => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'cm', namespace: 'ns', resourceVersion },
  data,
})

function gateOver(
  answers: ApiAnswer[],
  reads: (KubeObject | undefined)[],
  mayWrite: GateOptions['mayWrite'] = () => 'yes',
) {
  const sent: ApiRequest[] = []
  const recorded: ActivityRecord[] = []
  const connection: ApiConnection = {
    async send(request) {
      sent.push(request)
      return answers.shift() ?? { status: 500, body: '' }
    },
    stream: () => Promise.reject(new Error('not in this test')),
    portForward: () => Promise.reject(new Error('not in this test')),
    close: () => undefined,
  }
  const gate = createWriteGate({
    context: 'prod',
    connection,
    mayWrite,
    record: (entry) => recorded.push(entry),
    read: async <T extends KubeObject>() => reads.shift() as T | undefined,
  })
  return { gate, sent, recorded }
}

const ok = (object: unknown): ApiAnswer => ({ status: 200, body: JSON.stringify(object) })
const conflict: ApiAnswer = { status: 409, body: JSON.stringify({ message: 'the object has been modified' }) }
const setB = (current: ConfigMap): ConfigMap => ({ ...current, data: { ...current.data, a: '2' } })

describe('the write gate', () => {
  it('tells a namespace that is not there from an object that is not', async () => {
    const missing = (message: string): ApiAnswer => ({ status: 404, body: JSON.stringify({ message }) })
    const refusals = ['namespaces "ns" not found', 'the server could not find the requested resource']
    const { gate } = gateOver(refusals.map(missing), [])
    const failures = refusals.map(() =>
      gate.create(resources.configMap, stored({}), 'because').catch((error: unknown) => failureOf(error)),
    )
    expect(await Promise.all(failures)).toMatchObject([
      { code: 'not-found', kind: 'Namespace', name: 'ns' },
      { code: 'not-found', kind: 'ConfigMap', name: 'cm', namespace: 'ns' },
    ])
  })

  it('sends the difference with the version it was read at, and records it', async () => {
    const { gate, sent, recorded } = gateOver([ok(stored({ a: '2' }, '8'))], [stored({ a: '1' })])
    await gate.update(resources.configMap, 'ns', 'cm', setB, 'because')
    expect(sent).toEqual([
      {
        method: 'PATCH',
        path: '/api/v1/namespaces/ns/configmaps/cm?fieldManager=aviary',
        body: { data: { a: '2' }, metadata: { resourceVersion: '7' } },
        contentType: 'application/merge-patch+json',
      },
    ])
    expect(recorded).toMatchObject([
      {
        context: 'prod',
        verb: 'patch',
        why: 'because',
        diff: ['-   a: "1"', '+   a: "2"'],
        kubectl: `kubectl --context prod -n ns patch configmaps cm --type merge -p '{"data":{"a":"2"}}'`,
        outcome: 'done',
      },
    ])
  })

  it('reads again and retries after a conflict', async () => {
    const { gate, sent } = gateOver(
      [conflict, ok(stored({ a: '2' }))],
      [stored({ a: '1' }), stored({ a: '1', b: '1' }, '9')],
    )
    await gate.update(resources.configMap, 'ns', 'cm', setB, 'because')
    expect(sent.map((request) => request.body)).toEqual([
      { data: { a: '2' }, metadata: { resourceVersion: '7' } },
      { data: { a: '2' }, metadata: { resourceVersion: '9' } },
    ])
  })

  it('sends and records nothing when nothing differs', async () => {
    const { gate, sent, recorded } = gateOver([], [stored({ a: '2' })])
    await gate.update(resources.configMap, 'ns', 'cm', setB, 'because')
    expect([sent, recorded]).toEqual([[], []])
  })

  it.each(['read-only', 'protected'] as const)(
    'refuses in a %s context and records the refusal',
    async (answer) => {
      const { gate, sent, recorded } = gateOver([], [stored({ a: '1' })], () => answer)
      const refused = await gate.update(resources.configMap, 'ns', 'cm', setB, 'because').catch(failureOf)
      expect(refused).toEqual({ code: answer, context: 'prod' })
      expect(sent).toEqual([])
      expect(recorded[0]?.outcome).toContain('nothing was changed')
    },
  )

  it('updates what somebody else created between the look and the write', async () => {
    const { gate, sent } = gateOver([conflict, ok(stored({ a: '2' }))], [undefined, stored({ a: '1' })])
    await gate.ensure(resources.configMap, stored({ a: '2' }), setB, 'because')
    expect(sent.map((request) => request.method)).toEqual(['POST', 'PATCH'])
  })

  it('hands on the reason that the server gives for a refusal', async () => {
    const denied = { status: 400, body: JSON.stringify({ message: 'total destination weight = 0' }) }
    const { gate } = gateOver([denied], [stored({ a: '1' })])
    expect(await gate.update(resources.configMap, 'ns', 'cm', setB, 'x').catch(failureOf)).toEqual({
      code: 'refused',
      context: 'prod',
      reason: 'total destination weight = 0',
    })
  })

  it('deletes nothing that is gone already', async () => {
    const { gate, sent } = gateOver([], [undefined])
    await gate.delete(resources.configMap, 'ns', 'cm', 'because')
    expect(sent).toEqual([])
  })
})
