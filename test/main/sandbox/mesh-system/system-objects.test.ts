import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { applyObjects } from '#main/sandbox/mesh-system/apply-objects.ts'
import { showIngressPorts } from '#main/sandbox/mesh-system/ingress-ports.ts'
import { systemObjects } from '#main/sandbox/mesh-system/system-objects.ts'
import { type ConfigMap, type Deployment, resources, type Service } from '#shared/model/kube.ts'
import { fakeClusterApi } from '../../../support/fake-cluster-api.ts'
import { manualClock } from '../../../support/manual-clock.ts'

async function installed() {
  const api = fakeClusterApi(manualClock())
  await applyObjects(
    api,
    systemObjects('east', {
      ingress: new Map([
        [8080, 31_380],
        [8443, 31_390],
      ]),
    }),
  )
  return api
}

it('istiod is found by its label and its version by its image', async () => {
  const api = await installed()
  const istiod = api.one<Deployment>(resources.deployment, 'istio-system', 'istiod')
  expect(istiod.metadata.labels).toMatchObject({ app: 'istiod', istio: 'pilot' })
  expect(istiod.spec.template.spec.containers[0]?.image).toBe('docker.io/istio/pilot:1.27.1')
})

it('address and port of the ingress can be dialled as the Service has them', async () => {
  const api = await installed()
  const ingress = api.one<Service>(resources.service, 'istio-system', 'istio-ingressgateway')
  expect(ingress.metadata.labels?.istio).toBe('ingressgateway')
  expect(ingress.status?.loadBalancer?.ingress).toEqual([{ ip: '127.0.0.1' }])
  expect(ingress.spec.ports?.find((port) => port.name === 'http2')).toMatchObject({
    port: 31_380,
    targetPort: 8080,
  })
  expect(ingress.spec.ports?.find((port) => port.name === 'https')).toMatchObject({
    port: 31_390,
    targetPort: 8443,
  })
})

it('a port that a Gateway opens later is added to the Service', async () => {
  const api = await installed()
  const ports = [
    [8080, 31_380],
    [8443, 31_390],
    [9000, 31_400],
    [31_400, 31_410],
  ] as const
  await showIngressPorts(api, new Map(ports), new Set([31_400]))
  const ingress = api.one<Service>(resources.service, 'istio-system', 'istio-ingressgateway')
  expect(ingress.spec.ports?.map(({ name, port }) => `${name} ${port}`)).toEqual([
    'status-port 15021',
    'http2 31380',
    'https 31390',
    'http-9000 31400',
    'tcp-31400 31410',
  ])
})

it('every selector finds the pods of its Deployment', async () => {
  const api = await installed()
  const deployments = api.all<Deployment>(resources.deployment)
  expect(deployments.map((one) => one.metadata.name)).toEqual([
    'istiod',
    'istio-ingressgateway',
    'istio-eastwestgateway',
    'prometheus',
  ])
  for (const { metadata, spec } of deployments) {
    expect(spec.template.metadata?.labels).toMatchObject(spec.selector.matchLabels ?? {})
    const service = api.one<Service>(resources.service, 'istio-system', metadata.name)
    expect(spec.template.metadata?.labels).toMatchObject(service.spec.selector ?? {})
  }
})

it('no pod of the system asks for a sidecar', async () => {
  const api = await installed()
  for (const { spec } of api.all<Deployment>(resources.deployment)) {
    expect(spec.template.metadata?.labels).toMatchObject({ 'sidecar.istio.io/inject': 'false' })
    expect(spec.template.metadata?.annotations).toBeUndefined()
  }
})

it('the mesh has one id and one trust domain', async () => {
  const api = await installed()
  const config = api.one<ConfigMap>(resources.configMap, 'istio-system', 'istio')
  expect(parse(config.data?.mesh ?? '')).toMatchObject({
    trustDomain: 'cluster.local',
    defaultConfig: { meshId: 'aviary-sandbox' },
  })
})
