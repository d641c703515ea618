/** A metrics server for the real control plane: an aggregated API that tells what the story says its pods take. */
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Resource } from '#shared/model/kube.ts'
import { createCertificates } from '../../../main/sandbox/api-server/certificates.ts'
import type { ClusterApi } from '../../../main/sandbox/cluster-api.ts'
import type { PodMetrics } from '../../../main/sandbox/usage/resource-metrics.ts'

const serviceResource: Resource = {
  ...{ group: '', version: 'v1', kind: 'Service', plural: 'services', namespaced: true },
}
const apiServiceResource: Resource = {
  group: 'apiregistration.k8s.io',
  version: 'v1',
  kind: 'APIService',
  plural: 'apiservices',
  namespaced: false,
}
const groupVersion = 'metrics.k8s.io/v1beta1'

/** Answers how to close it. */
export async function serveMetrics(api: ClusterApi, usage: () => PodMetrics[]): Promise<() => void> {
  const { certificatePem, keyPem } = await createCertificates(Date.now())
  const server = createServer({ cert: certificatePem, key: keyPem }, (request, response) => {
    const path = (request.url ?? '').split('?')[0] ?? ''
    const namespace = /\/namespaces\/([^/]+)\/pods$/.exec(path)?.[1]
    response.setHeader('content-type', 'application/json')
    if (path === `/apis/${groupVersion}`) response.end(JSON.stringify(resourceList))
    else if (namespace === undefined) response.writeHead(404).end('{}')
    else {
      const items = usage().filter(({ metadata }) => metadata.namespace === namespace)
      response.end(JSON.stringify({ apiVersion: groupVersion, kind: 'PodMetricsList', metadata: {}, items }))
    }
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  await api.create(serviceResource, {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'metrics-server', namespace: 'kube-system' },
    spec: { type: 'ExternalName', externalName: 'localhost', ports: [{ port }] },
  })
  await api.create(apiServiceResource, {
    apiVersion: 'apiregistration.k8s.io/v1',
    kind: 'APIService',
    metadata: { name: 'v1beta1.metrics.k8s.io' },
    spec: {
      ...{ group: 'metrics.k8s.io', version: 'v1beta1', groupPriorityMinimum: 100, versionPriority: 100 },
      insecureSkipTLSVerify: true,
      service: { name: 'metrics-server', namespace: 'kube-system', port },
    },
  })
  return () => {
    server.closeAllConnections()
    server.close()
  }
}

const resourceList = {
  kind: 'APIResourceList',
  apiVersion: 'v1',
  groupVersion,
  resources: [
    { name: 'pods', singularName: '', namespaced: true, kind: 'PodMetrics', verbs: ['get', 'list'] },
  ],
}
