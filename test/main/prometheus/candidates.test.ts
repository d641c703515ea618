import { describe, expect, it } from 'vitest'
import { placeOf, prometheusCandidates } from '#main/prometheus/candidates.ts'
import type { Service, ServicePort } from '#shared/model/kube.ts'

const service = (
  place: string,
  labels: Record<string, string> = {},
  ports: ServicePort[] = [{ name: 'http', port: 9090 }],
): Service => {
  const [namespace = '', name = ''] = place.split('/')
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { namespace, name, labels },
    spec: { selector: { app: name }, ports },
  }
}

const places = (services: readonly Service[]) => prometheusCandidates(services).map(placeOf)

describe('which Services may be a Prometheus', () => {
  it('the one of Istio first, then by how they are usually called and where', () => {
    expect(
      places([
        service('other/thanos-query', {}, [{ name: 'http', port: 10902 }]),
        service('monitoring/prometheus-operated', { 'operated-prometheus': 'true' }),
        service('monitoring/kube-prometheus-stack-prometheus', { app: 'kube-prometheus-stack-prometheus' }),
        service('team/prometheus'),
        service('monitoring/prometheus-server', { app: 'prometheus' }, [{ name: 'http', port: 80 }]),
        service('istio-system/prometheus', { app: 'prometheus' }),
      ]),
    ).toEqual([
      'istio-system/prometheus:9090',
      'monitoring/prometheus-server:80',
      'team/prometheus:9090',
      'monitoring/kube-prometheus-stack-prometheus:9090',
      'monitoring/prometheus-operated:9090',
      'other/thanos-query:10902',
    ])
  })

  it('known by its labels when its name says nothing', () => {
    expect(
      places([
        service('obs/metrics', { 'app.kubernetes.io/name': 'prometheus' }),
        service('obs/metrics-2', { 'operated-prometheus': 'true' }),
        service('obs/web', { app: 'web' }),
      ]),
    ).toEqual(['obs/metrics-2:9090', 'obs/metrics:9090'])
  })

  it('not its neighbours', () => {
    expect(
      places([
        service('monitoring/prometheus-alertmanager'),
        service('monitoring/prometheus-node-exporter', { app: 'prometheus' }),
        service('monitoring/prometheus-pushgateway'),
        service('monitoring/kube-prometheus-stack-operator'),
        service('monitoring/prometheus-adapter'),
        service('monitoring/node', { app: 'prometheus-node-exporter' }),
      ]),
    ).toEqual([])
  })

  it('by each port that may speak HTTP, the likely one first', () => {
    const candidates = prometheusCandidates([
      service('monitoring/prometheus', {}, [
        { name: 'reloader-web', port: 8080 },
        { name: 'grpc', port: 10901 },
        { name: 'dns', port: 53, protocol: 'UDP' },
        { name: 'https', port: 443 },
        { name: 'http-web', port: 9090 },
      ]),
    ])
    expect(candidates.map(({ scheme, port }) => `${scheme} ${port.port}`)).toEqual(['http 9090', 'https 443'])
  })
})
