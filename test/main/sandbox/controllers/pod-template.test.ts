/** One wish is one template, however it is written. */
import { describe, expect, it } from 'vitest'
import type { PodTemplate } from '#shared/model/kube.ts'
import { templateHash, templateText } from '../../../../main/sandbox/controllers/pod-template.ts'

const plain: PodTemplate = {
  metadata: { labels: { app: 'web' } },
  spec: {
    containers: [
      {
        name: 'web',
        image: 'web:1.2',
        ports: [{ containerPort: 80 }],
        env: [{ name: 'EMPTY' }],
        readinessProbe: { httpGet: { port: 80 } },
      },
    ],
    volumes: [{ name: 'tmp', emptyDir: {} }],
  },
}

/** As the API server stores it, and rollout undo sends it back. */
const full = {
  metadata: { creationTimestamp: null, annotations: {}, labels: { 'pod-template-hash': 'abc', app: 'web' } },
  spec: {
    securityContext: {},
    restartPolicy: 'Always',
    dnsPolicy: 'ClusterFirst',
    schedulerName: 'default-scheduler',
    terminationGracePeriodSeconds: 30,
    containers: [
      {
        resources: {},
        terminationMessagePath: '/dev/termination-log',
        terminationMessagePolicy: 'File',
        imagePullPolicy: 'IfNotPresent',
        ports: [{ hostPort: 0, containerPort: 80, protocol: 'TCP' }],
        env: [{ name: 'EMPTY', value: '' }],
        readinessProbe: {
          httpGet: { path: '/', port: 80, scheme: 'HTTP' },
          timeoutSeconds: 1,
          periodSeconds: 10,
          successThreshold: 1,
          failureThreshold: 3,
          initialDelaySeconds: 0,
        },
        stdin: false,
        args: [],
        name: 'web',
        image: 'web:1.2',
      },
    ],
    volumes: [{ emptyDir: {}, name: 'tmp' }],
  },
} as unknown as PodTemplate

const withSpec = (spec: object): PodTemplate => ({ ...plain, spec: { ...plain.spec, ...spec } })
const withContainer = (fields: object): PodTemplate =>
  withSpec({ containers: [{ ...plain.spec.containers[0], ...fields }] })

describe('the same template', () => {
  it.each([
    ['with defaults, nulls and zeros', full],
    ['with the pull policy that its tag implies', withContainer({ imagePullPolicy: 'IfNotPresent' })],
  ])('%s', (_, template) => {
    expect(templateText(template)).toBe(templateText(plain))
    expect(templateHash(template)).toBe(templateHash(plain))
  })

  it('with the old name of the service account beside the new one', () => {
    const [one, both] = [{ serviceAccountName: 'a' }, { serviceAccountName: 'a', serviceAccount: 'a' }]
    expect(templateText(withSpec(both))).toBe(templateText(withSpec(one)))
  })
})

describe('another template', () => {
  it.each([
    ['image', withContainer({ image: 'web:1.3' })],
    ['annotation', { ...plain, metadata: { ...plain.metadata, annotations: { restartedAt: 'now' } } }],
    ['label with an empty value', { ...plain, metadata: { labels: { app: 'web', canary: '' } } }],
    ['no grace at all', withSpec({ terminationGracePeriodSeconds: 0 })],
    ['no token', withSpec({ automountServiceAccountToken: false })],
    ['no service links', withSpec({ enableServiceLinks: false })],
    ['run as root', withContainer({ securityContext: { runAsUser: 0 } })],
    ['pull always', withContainer({ imagePullPolicy: 'Always' })],
    ['without the volume source', withSpec({ volumes: [{ name: 'tmp' }] })],
    [
      'an init container that stays',
      withSpec({ initContainers: [{ name: 'i', image: 'i:1', restartPolicy: 'Always' }] }),
    ],
    [
      'order of containers',
      withSpec({ containers: [{ name: 'a', image: 'a:1' }, ...plain.spec.containers] }),
    ],
  ])('%s', (_, template) => {
    expect(templateText(template)).not.toBe(templateText(plain))
    expect(templateHash(template)).not.toBe(templateHash(plain))
  })

  it('keeps apart init containers that stay and that end', () => {
    const stays = withSpec({ initContainers: [{ name: 'i', image: 'i:1', restartPolicy: 'Always' }] })
    const ends = withSpec({ initContainers: [{ name: 'i', image: 'i:1' }] })
    expect(templateText(stays)).not.toBe(templateText(ends))
  })
})

it('is spelled in letters that make no words, another one after a collision', () => {
  expect(templateHash(plain)).toMatch(/^[bcdfghjklmnpqrstvwxz2456789]{5,10}$/)
  expect(templateHash(plain, 1)).not.toBe(templateHash(plain))
})
