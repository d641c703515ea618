import { describe, expect, it } from 'vitest'
import { namesOf } from '#shared/canary/names.ts'
import {
  primaryDeployment,
  primaryTemplate,
  selectorLabelOf,
  standInServices,
  targetTemplate,
} from '#shared/canary/objects.ts'
import { templateHash } from '#shared/canary/template-hash.ts'
import type { Deployment, PodTemplate, Service } from '#shared/model/kube.ts'

const names = namesOf('shop', 'web-v1', 'web', { label: 'app', value: 'web' })
const template: PodTemplate = {
  metadata: { labels: { app: 'web', version: 'v1' }, annotations: { note: 'kept' } },
  spec: {
    containers: [{ name: 'web', image: 'web:1' }],
    affinity: {
      podAntiAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: [
          { labelSelector: { matchExpressions: [{ key: 'app', operator: 'In', values: ['web', 'db'] }] } },
        ],
      },
    },
    topologySpreadConstraints: [{ maxSkew: 1, labelSelector: { matchLabels: { app: 'web' } } }],
  },
}
const target: Deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web-v1', namespace: 'shop' },
  spec: {
    replicas: 3,
    selector: { matchLabels: { app: 'web', version: 'v1' } },
    template,
    minReadySeconds: 2,
  },
}

describe('the objects of the layout', () => {
  it("make the primary from the promoted template, with the label's value and what spreads by it", () => {
    const primary = primaryDeployment('web-v1', names, target, { template, hash: 'h' }, 3)
    expect(primary).toMatchObject({
      metadata: {
        name: 'web-v1-primary',
        namespace: 'shop',
        annotations: { 'aviary.dev/template-hash': 'h' },
      },
      spec: {
        replicas: 3,
        minReadySeconds: 2,
        selector: { matchLabels: { app: 'web-primary' } },
        template: {
          metadata: { labels: { app: 'web-primary', version: 'v1' }, annotations: { note: 'kept' } },
          spec: {
            topologySpreadConstraints: [
              { maxSkew: 1, labelSelector: { matchLabels: { app: 'web-primary' } } },
            ],
          },
        },
      },
    })
    expect(JSON.stringify(primary.spec.template)).toContain('"values":["web-primary","db"]')
    expect(primaryDeployment('web-v1', names, target, { template, hash: 'h' }, 0).spec.replicas).toBe(1)
  })

  it('lead back to the template of the target', () => {
    expect(targetTemplate(primaryTemplate(template, names), names)).toEqual(template)
  })

  it('stand in for the apex with its ports, each with its own pods', () => {
    const apex: Service = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'web', namespace: 'shop' },
      spec: {
        type: 'NodePort',
        clusterIP: '10.0.0.1',
        selector: { app: 'web' },
        ports: [{ name: 'http', port: 80, targetPort: 8080, nodePort: 30_000 }],
      },
    }
    expect(standInServices('web-v1', names, apex).map(({ metadata, spec }) => [metadata.name, spec])).toEqual(
      [
        [
          'web-primary',
          {
            type: 'ClusterIP',
            selector: { app: 'web-primary' },
            ports: [{ name: 'http', port: 80, targetPort: 8080 }],
          },
        ],
        [
          'web-canary',
          {
            type: 'ClusterIP',
            selector: { app: 'web' },
            ports: [{ name: 'http', port: 80, targetPort: 8080 }],
          },
        ],
      ],
    )
  })

  it.each([
    [
      { app: 'a', name: 'b' },
      { label: 'app', value: 'a' },
    ],
    [
      { 'app.kubernetes.io/name': 'c', name: 'b' },
      { label: 'name', value: 'b' },
    ],
    [{ tier: 'front' }, undefined],
  ])('are told apart by the first usable label of %j', (matchLabels, found) => {
    expect(selectorLabelOf({ ...target, spec: { ...target.spec, selector: { matchLabels } } })).toEqual(found)
  })
})

describe('the hash of a template', () => {
  const withContainer = (change: object): PodTemplate => ({
    ...template,
    spec: { ...template.spec, containers: [{ name: 'web', image: 'web:1', ...change }] },
  })
  const hash = templateHash(template)

  it.each([
    { imagePullPolicy: undefined },
    { terminationMessagePath: '/dev/termination-log', terminationMessagePolicy: 'File' },
    { resources: {}, securityContext: null, env: [] },
    { image: 'web:1', name: 'web' },
  ])('does not see what the server fills in: %j', (noise) => {
    expect(templateHash(withContainer(noise))).toBe(hash)
  })

  it.each([
    { image: 'web:2' },
    { env: [{ name: 'A', value: '1' }] },
    { terminationMessagePolicy: 'FallbackToLogsOnError' },
  ])('sees %j', (change) => {
    expect(templateHash(withContainer(change))).not.toBe(hash)
  })
})
