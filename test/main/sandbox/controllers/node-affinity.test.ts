import { describe, expect, it } from 'vitest'
import type { KubeObject, Pod } from '#shared/model/kube.ts'
import { asksForNode } from '../../../../main/sandbox/controllers/node-affinity.ts'

const node: KubeObject = {
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name: 'n1', labels: { disk: 'ssd', cores: '8', zone: 'a' } },
}
const asks = (spec: object) => asksForNode({ containers: [], ...spec } as unknown as Pod['spec'], node)
const requires = (...nodeSelectorTerms: readonly object[]) => ({
  affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } } },
})
const expression = (key: string, operator: string, ...values: readonly string[]) =>
  requires({ matchExpressions: [{ key, operator, values }] })

describe('a pod', () => {
  it.each([
    ['that asks for nothing', {}, true],
    ['of this node', { nodeName: 'n1' }, true],
    ['of another node', { nodeName: 'n2' }, false],
    ['for a label', { nodeSelector: { disk: 'ssd' } }, true],
    ['for another value', { nodeSelector: { disk: 'hdd' } }, false],
    ['for a label that is not there', { nodeSelector: { disk: 'ssd', gpu: '' } }, false],
    ['In', expression('zone', 'In', 'a', 'b'), true],
    ['In others', expression('zone', 'In', 'b'), false],
    ['In, of a label that is not there', expression('gpu', 'In', 'b'), false],
    ['NotIn', expression('zone', 'NotIn', 'a'), false],
    ['NotIn, of a label that is not there', expression('gpu', 'NotIn', 'a'), true],
    ['Exists', expression('zone', 'Exists'), true],
    ['DoesNotExist', expression('zone', 'DoesNotExist'), false],
    ['Gt', expression('cores', 'Gt', '7'), true],
    ['Gt, of the same', expression('cores', 'Gt', '8'), false],
    ['Lt', expression('cores', 'Lt', '9'), true],
    ['Lt, of what is no number', expression('disk', 'Lt', '9'), false],
    ['Gt, of a label that is not there', expression('gpu', 'Gt', '0'), false],
    [
      'by the name of the node',
      requires({ matchFields: [{ key: 'metadata.name', operator: 'In', values: ['n1'] }] }),
      true,
    ],
    [
      'with terms of which one fits',
      requires(
        { matchExpressions: [{ key: 'gpu', operator: 'Exists' }] },
        { matchExpressions: [{ key: 'disk', operator: 'Exists' }] },
      ),
      true,
    ],
    ['with a term that says nothing', requires({}), false],
    [
      'with a preference alone',
      { affinity: { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [] } } },
      true,
    ],
  ])('%s', (_, spec, fits) => {
    expect(asks(spec)).toBe(fits)
  })
})
