import { expect, it } from 'vitest'
import { unknownFields } from '../../../../main/sandbox/api-server/field-shapes.ts'
import { builtInKinds, type Kind } from '../../../../main/sandbox/api-server/kinds.ts'
import { meshKinds } from '../../../../main/sandbox/api-server/mesh-kinds.ts'

const kindNamed = (name: string) => [...builtInKinds, ...meshKinds].find((one) => one.kind === name) as Kind
const head = { apiVersion: 'v1', kind: 'X', metadata: { name: 'x' } }
const template = (container: object) => ({ spec: { template: { spec: { containers: [container] } } } })

it.each([
  ['Deployment', template({ name: 'a', imag: 'b' }), ['spec.template.spec.containers[0].imag']],
  ['Deployment', { spec: { replica: 1 }, stat: {} }, ['spec.replica', 'stat']],
  [
    'Deployment',
    template({ name: 'a', readinessProbe: { httpGet: { pth: '/' } } }),
    ['spec.template.spec.containers[0].readinessProbe.httpGet.pth'],
  ],
  ['ConfigMap', { data: { anything: 'goes' }, dat: {} }, ['dat']],
  ['Secret', { metadata: { name: 'x', label: {} } }, ['metadata.label']],
  [
    'VirtualService',
    { spec: { http: [{ timeot: '5s', match: [{ headers: { any: { exat: 'x' } } }] }] } },
    ['spec.http[0].timeot', 'spec.http[0].match[0].headers.any.exat'],
  ],
  ['HTTPRoute', { spec: { anything: 1 }, other: 2 }, ['spec.anything', 'other']],
  ['Ingress', { spec: { anything: 1 } }, []],
  ['Role', { rules: [], rule: [] }, ['rule']],
])('a %s has no %j', (kind, object, unknown) => {
  const one = kindNamed(kind)
  expect(unknownFields(one, one.versions[0] ?? '', { ...head, ...object })).toEqual(unknown)
})
