/** Manifests that several stories begin with. */

export const webDeployment = (image = 'web:1', more = '') => `
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, labels: {app: web}}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - {name: web, image: "${image}", ports: [{name: http, containerPort: 8080}]${more}}
`

export const webService = `
apiVersion: v1
kind: Service
metadata: {name: web, labels: {app: web}}
spec:
  selector: {app: web}
  ports: [{name: http, port: 80, targetPort: http}]
`

export const virtualService = (host: string) => `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: web}
spec:
  hosts: [${host}]
  http: [{route: [{destination: {host: web}}]}]
`

export const configMap = (name: string, data: string, labels = '') => `
apiVersion: v1
kind: ConfigMap
metadata: {name: ${name}${labels === '' ? '' : `, labels: ${labels}`}}
data: {${data}}
`

/** Several manifests in one text. */
export const together = (...texts: readonly string[]) => texts.join('---')
