import { describe, expect, it } from 'vitest'
import type { Pod } from '#shared/model/kube.ts'
import { injectSidecar } from '../../../../main/sandbox/controllers/inject-sidecar.ts'

const pod = (labels: Record<string, string> = {}, more: object = {}): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web-1', namespace: 'shop', labels: { app: 'web', version: 'v2', ...labels } },
  spec: { containers: [{ name: 'web', image: 'web:1' }], ...more },
})
const enabled = { 'istio-injection': 'enabled' }
const names = ({ spec }: Pod) => spec.containers.map(({ name }) => name)

describe('a pod gets a sidecar', () => {
  it.each([
    ['in an enabled namespace', pod(), enabled, true],
    ['in a namespace with a revision', pod(), { 'istio.io/rev': 'stable' }, true],
    ['by its own label', pod({ 'sidecar.istio.io/inject': 'true' }), {}, true],
    ['not without any label', pod(), {}, false],
    ['not against its own label', pod({ 'sidecar.istio.io/inject': 'false' }), enabled, false],
    ['not in a disabled namespace', pod(), { 'istio-injection': 'disabled', 'istio.io/rev': 'x' }, false],
    ['not on the network of its node', pod({}, { hostNetwork: true }), enabled, false],
  ])('%s', (_, one, namespaceLabels, injected) => {
    expect(names(injectSidecar(one, namespaceLabels))).toEqual(injected ? ['web', 'istio-proxy'] : ['web'])
  })

  it('once', () => {
    const once = injectSidecar(pod(), enabled)
    expect(injectSidecar(once, enabled)).toBe(once)
  })

  it('and the labels of its telemetry, and does not change what it was made from', () => {
    const before = pod()
    const copy = structuredClone(before)
    const after = injectSidecar(before, enabled)
    expect(before).toEqual(copy)
    expect(after.metadata.labels).toMatchObject({
      'security.istio.io/tlsMode': 'istio',
      'service.istio.io/canonical-name': 'web',
      'service.istio.io/canonical-revision': 'v2',
    })
    expect(after.metadata.annotations?.['kubectl.kubernetes.io/default-container']).toBe('web')
    expect(after.spec.containers[1]?.image).toBe('docker.io/istio/proxyv2:1.27.1')
  })
})
