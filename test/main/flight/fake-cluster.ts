/** A cluster of literal objects, whose pods are functions that answer connections. */
import { Duplex } from 'node:stream'
import type { Cache, Cluster, ListOptions } from '#main/kube/cluster.ts'
import { AviaryError } from '#shared/model/failure.ts'
import type { KubeObject, Resource } from '#shared/model/kube.ts'

export interface FakeCluster extends Cluster {
  readonly objects: KubeObject[]
  /** Pod and port of each connection. */
  readonly connections: string[]
}

/** `answer` gets the pod's name and returns the other end, or undefined where nothing listens. */
export function fakeCluster(
  objects: KubeObject[],
  answer: (pod: string, port: number) => Duplex | undefined = echo,
): FakeCluster {
  const connections: string[] = []
  const of = <T extends KubeObject>(resource: Resource, namespace?: string) =>
    objects.filter(
      (one) =>
        one.kind === resource.kind && (namespace === undefined || one.metadata.namespace === namespace),
    ) as T[]
  const matching = <T extends KubeObject>(resource: Resource, options: ListOptions = {}) => {
    const { namespace, labelSelector = '', fieldSelector } = options
    return of<T>(resource, namespace).filter(
      (one) =>
        labelSelector
          .split(',')
          .filter((part) => part.includes('='))
          .every((part) => one.metadata.labels?.[part.split('=')[0]!] === part.split('=')[1]) &&
        (fieldSelector === undefined || fieldSelector === `metadata.name=${one.metadata.name}`),
    )
  }
  return {
    context: 'east',
    server: 'https://east',
    objects,
    connections,
    get: async <T extends KubeObject>(resource: Resource, namespace: string | undefined, name: string) =>
      of<T>(resource, namespace).find((one) => one.metadata.name === name),
    list: async (resource, options) => matching(resource, options),
    cache: <T extends KubeObject>(resource: Resource, options?: ListOptions): Cache<T> => ({
      ready: Promise.resolve(),
      items: () => matching<T>(resource, options),
      get: () => undefined,
      onChange: () => () => undefined,
      close: () => undefined,
    }),
    getPath: async () => ({ status: 404, body: '' }),
    async connect(_namespace, pod, port) {
      connections.push(`${pod}:${port}`)
      const stream = answer(pod, port)
      if (stream !== undefined) return stream
      throw new AviaryError({ code: 'unexpected', reason: 'nothing listens' })
    },
    get write(): never {
      throw new Error('a flight writes nothing')
    },
  }
}

export function echo(): Duplex {
  return new Duplex({
    read: () => undefined,
    write(chunk, _encoding, done) {
      this.push(chunk)
      done()
    },
    final(done) {
      this.push(null)
      done()
    },
  })
}

export const pod = (name: string, { ready = true, port = 9080 } = {}): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'shop', labels: { app: 'cart' } },
  spec: { containers: [{ name: 'app', image: 'cart:1', ports: [{ name: 'http', containerPort: port }] }] },
  status: { conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }] },
})

export const service = (
  targetPort: number | string = 'http',
  selector: object | undefined = { app: 'cart' },
): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'cart', namespace: 'shop' },
  spec: { selector, ports: [{ name: 'http', port: 80, targetPort }] },
})

export const deployment = (ports: number[] = [9080]): KubeObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'cart', namespace: 'shop' },
  spec: {
    selector: { matchLabels: { app: 'cart' } },
    template: {
      spec: {
        containers: [
          { name: 'app', image: 'cart:1', ports: ports.map((containerPort) => ({ containerPort })) },
        ],
      },
    },
  },
})

export const ingressGateway = (ip: string | undefined, port: number): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'istio-ingressgateway', namespace: 'istio-system', labels: { istio: 'ingressgateway' } },
  spec: {
    ports: [
      { name: 'status-port', port: 15021 },
      { name: 'http2', port },
    ],
  },
  status: { loadBalancer: ip === undefined ? {} : { ingress: [{ ip }] } },
})

export const virtualService = (host: string): KubeObject => ({
  apiVersion: 'networking.istio.io/v1',
  kind: 'VirtualService',
  metadata: { name: 'cart', namespace: 'shop' },
  spec: { hosts: [host], gateways: ['gw'], http: [{ route: [{ destination: { host: 'cart' } }] }] },
})
