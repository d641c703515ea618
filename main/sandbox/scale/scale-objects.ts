import { resources } from '#shared/model/kube.ts'
import type { Placed } from '../mesh-system/apply-objects.ts'
import { place, placeDeployment, placeNamespace } from '../mesh-system/placed-objects.ts'
import { type ScalePlan, type ScaleService, scalePort } from './scale-plan.ts'

/** Two pods for each service of the plan. */
export function scaleObjects({ services }: ScalePlan): Placed[] {
  const namespaces = [...new Set(services.map(({ namespace }) => namespace))]
  return [
    ...namespaces.map((name) => placeNamespace(name, { 'istio-injection': 'enabled' })),
    ...services.flatMap((service) => [serviceOf(service), deploymentOf(service)]),
  ]
}

function serviceOf({ namespace, app }: ScaleService): Placed {
  const ports = [{ name: 'http', port: scalePort, targetPort: scalePort, protocol: 'TCP' }]
  const labels = { app, service: app }
  return place(resources.service, { name: app, namespace, labels }, { spec: { selector: { app }, ports } })
}

function deploymentOf({ namespace, app }: ScaleService): Placed {
  return placeDeployment({
    namespace,
    name: `${app}-v1`,
    labels: { app, version: 'v1' },
    serviceAccount: 'default',
    replicas: 2,
    container: {
      name: app,
      image: `example.com/shop/${app}:1.0.0`,
      ports: [{ containerPort: scalePort, protocol: 'TCP' }],
    },
  })
}
