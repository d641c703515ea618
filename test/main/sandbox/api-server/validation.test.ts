import { describe, expect, it } from 'vitest'
import type { KubeObject } from '#shared/model/kube.ts'
import { builtInKinds, type Kind } from '../../../../main/sandbox/api-server/kinds.ts'
import { validate } from '../../../../main/sandbox/api-server/validation.ts'
import { deployment, pod } from './api-world.ts'

const kindNamed = (name: string) => builtInKinds.find((one) => one.kind === name) as Kind
const object = (kind: string, more: object, name = 'web'): KubeObject => ({
  apiVersion: 'v1',
  kind,
  metadata: { name, namespace: 'default' },
  ...more,
})
const refusal = (kind: string, given: KubeObject, before?: KubeObject) => {
  try {
    validate(kindNamed(kind), given, before)
    return 'accepted'
  } catch (error) {
    return (error as Error).message
  }
}
const web = deployment('web')

describe('the API server refuses', () => {
  it.each([
    [
      'a name in capitals',
      'ConfigMap',
      object('ConfigMap', {}, 'Web'),
      /^ConfigMap "Web" is invalid: metadata\.name: Invalid value: "Web": a lowercase RFC 1123 subdomain/,
    ],
    [
      'a Service that starts with a digit',
      'Service',
      object('Service', { spec: { ports: [{ port: 80 }] } }, '1web'),
      /a DNS-1035 label/,
    ],
    ['a namespace with a dot', 'Namespace', object('Namespace', {}, 'a.b'), /must not contain dots/],
    ['a name that is too long', 'ConfigMap', object('ConfigMap', {}, 'a'.repeat(254)), /no more than 253/],
    [
      'no name',
      'ConfigMap',
      object('ConfigMap', {}, ''),
      /metadata\.name: Required value: name or generateName/,
    ],
    [
      'a label with a space',
      'ConfigMap',
      { ...object('ConfigMap', {}), metadata: { name: 'web', labels: { a: 'b c' } } },
      /metadata\.labels: Invalid value: "b c"/,
    ],
    [
      'no containers',
      'Pod',
      object('Pod', { spec: {} }),
      /^Pod "web" is invalid: spec\.containers: Required value$/,
    ],
    [
      'a container without image',
      'Pod',
      object('Pod', { spec: { containers: [{ name: 'a' }] } }),
      /spec\.containers\[0\]\.image: Required value/,
    ],
    [
      'two containers of one name',
      'Pod',
      object('Pod', {
        spec: {
          containers: [
            { name: 'a', image: 'x' },
            { name: 'a', image: 'y' },
          ],
        },
      }),
      /spec\.containers\[1\]\.name: Duplicate value: "a"/,
    ],
    [
      'port 0',
      'Pod',
      object('Pod', { spec: { containers: [{ name: 'a', image: 'x', ports: [{ containerPort: 0 }] }] } }),
      /ports\[0\]\.containerPort: Required value/,
    ],
    [
      'a Deployment without selector',
      'Deployment',
      { ...web, spec: { ...web.spec, selector: undefined } },
      /spec\.selector: Required value/,
    ],
    [
      'an empty selector',
      'Deployment',
      { ...web, spec: { ...web.spec, selector: {} } },
      /empty selector is invalid for deployment/,
    ],
    [
      'a selector that does not match',
      'Deployment',
      { ...web, spec: { ...web.spec, selector: { matchLabels: { app: 'x' } } } },
      /`selector` does not match template `labels`/,
    ],
    [
      'negative replicas',
      'Deployment',
      { ...web, spec: { ...web.spec, replicas: -1 } },
      /spec\.replicas: Invalid value: -1: must be greater than or equal to 0/,
    ],
    [
      'replicas as text',
      'Deployment',
      { ...web, spec: { ...web.spec, replicas: '3' } },
      /spec\.replicas: Invalid value: "3"/,
    ],
    ['a Service without ports', 'Service', object('Service', { spec: {} }), /spec\.ports: Required value/],
    [
      'two ports without names',
      'Service',
      object('Service', { spec: { ports: [{ port: 1 }, { port: 2 }] } }),
      /spec\.ports\[0\]\.name: Required value/,
    ],
    [
      'an autoscaler without maximum',
      'HorizontalPodAutoscaler',
      object('HorizontalPodAutoscaler', { spec: {} }),
      /maxReplicas: Invalid value: 0: must be greater than 0/,
    ],
    [
      'a loopback endpoint',
      'EndpointSlice',
      object('EndpointSlice', { endpoints: [{ addresses: ['127.0.0.1'] }] }),
      /loopback range/,
    ],
    [
      'a definition with the wrong name',
      'CustomResourceDefinition',
      object('CustomResourceDefinition', {
        spec: { group: 'a.b', names: { plural: 'xs', kind: 'X' }, versions: [{}] },
      }),
      /spec\.names\.plural/,
    ],
  ])('%s', (_, kind, given, message) => {
    expect(refusal(kind, given as KubeObject)).toMatch(message)
  })

  it('a change of what is settled', () => {
    const other = { ...web, spec: { ...web.spec, selector: { matchLabels: { app: 'web', a: 'b' } } } }
    expect(refusal('Deployment', other, web)).toMatch(/field is immutable/)
    const one = pod('web', { nodeName: 'n' })
    expect(refusal('Pod', pod('web', { nodeName: 'other' }), one)).toMatch(
      /pod updates may not change fields/,
    )
    const [service, moved] = ['10.96.0.1', '10.96.0.2'].map((clusterIP) =>
      object('Service', { spec: { clusterIP, ports: [{ port: 80 }] } }),
    ) as [KubeObject, KubeObject]
    expect(refusal('Service', moved, service)).toMatch(/may not change once set/)
  })

  it('not the image, the tolerations or the first node of a pod', () => {
    const next = pod('web', { containers: [{ name: 'web', image: 'web:2' }], nodeName: 'n', tolerations: [] })
    expect(refusal('Pod', next, pod('web'))).toBe('accepted')
  })

  it('everything at once, with a cause each', () => {
    const given = object('Pod', { spec: { containers: [{ name: 'A' }] } }, 'Web')
    expect(() => validate(kindNamed('Pod'), given, undefined)).toThrow(
      expect.objectContaining({
        status: 422,
        message: expect.stringMatching(
          /^Pod "Web" is invalid: \[metadata\.name: .*, spec\.containers\[0\]\.image: Required value\]$/,
        ),
        details: expect.objectContaining({
          name: 'Web',
          kind: 'Pod',
          causes: [
            expect.objectContaining({ reason: 'FieldValueInvalid', field: 'metadata.name' }),
            expect.objectContaining({ reason: 'FieldValueInvalid', field: 'spec.containers[0].name' }),
            expect.objectContaining({ reason: 'FieldValueRequired', field: 'spec.containers[0].image' }),
          ],
        }),
      }),
    )
  })
})
