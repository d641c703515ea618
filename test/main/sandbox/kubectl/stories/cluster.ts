import type { Story } from '../row.ts'
import { changedByApply, followed, madeByApply } from './sends.ts'

const definition = `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: boats.{ns}.example}
spec:
  group: "{ns}.example"
  names: {kind: Boat, plural: boats, singular: boat, shortNames: [bo]}
  scope: Namespaced
  versions:
  - name: v1
    served: true
    storage: true
    subresources: {status: {}}
    additionalPrinterColumns: [{name: Length, type: integer, jsonPath: .spec.length}]
    schema:
      openAPIV3Schema:
        type: object
        description: A boat is a thing that swims.
        properties:
          spec:
            type: object
            required: [length]
            properties:
              length: {type: integer, description: How long it is.}
              colour: {type: string, enum: [red, blue]}
          status: {type: object, x-kubernetes-preserve-unknown-fields: true}
`
const boat = (spec: string) => `
apiVersion: "{ns}.example/v1"
kind: Boat
metadata: {name: one}
spec: ${spec}
`
export const cluster: Story = {
  name: 'cluster',
  rows: [
    {
      run: 'version',
      prints: ['Client Version: v1.', 'Server Version: v1.33.1'],
      sends: ['GET /version > any'],
      complains: ['<1.32 WARNING: version difference between client'],
    },
    {
      run: 'api-resources',
      prints: [
        'NAME SHORTNAMES APIVERSION NAMESPACED KIND',
        'pods po v1 true Pod',
        'deployments deploy apps/v1 true Deployment',
        'horizontalpodautoscalers hpa autoscaling/v2 true HorizontalPodAutoscaler',
        'virtualservices vs networking.istio.io/v1 true VirtualService',
        'canaries flagger.app/v1beta1 true Canary',
      ],
      discovers: true,
      sends: [
        '<1.30 GET /api > discovery-v2beta1',
        '>=1.30 GET /api > discovery-v2',
        '<1.30 GET /apis > discovery-v2beta1',
        '>=1.30 GET /apis > discovery-v2',
      ],
    },
    {
      run: 'api-resources --namespaced=false --verbs=list -o name',
      prints: ['namespaces', 'nodes', 'customresourcedefinitions.apiextensions.k8s.io'],
      sends: [],
    },
    {
      run: 'api-versions',
      prints: [
        'apps/v1',
        'autoscaling/v1',
        'autoscaling/v2',
        'flagger.app/v1beta1',
        'networking.istio.io/v1beta1',
        /^v1$/m,
      ],
      discovers: true,
      sends: [
        '<1.30 GET /api > discovery-v2beta1',
        '>=1.30 GET /api > discovery-v2',
        '<1.30 GET /apis > discovery-v2beta1',
        '>=1.30 GET /apis > discovery-v2',
      ],
    },
    {
      run: 'cluster-info',
      sends: ['GET v1/~/services?labelSelector=kubernetes.io/cluster-service=true > any'],
      prints: `Kubernetes control plane is running at https://127.0.0.1:PORT
To further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.`,
    },
    { run: 'config current-context', sends: [], prints: 'east' },
    { run: 'config get-contexts -o name', sends: [], prints: 'east' },
    { run: 'config view --minify -o jsonpath={.contexts[0].name}', sends: [], prints: 'east' },
    {
      run: 'proxy --port=0',
      prints: ['Starting to serve on 127.0.0.1:PORT', 'HTTP 200', '"kind":"Namespace"'],
      meanwhile: { at: /127\.0\.0\.1:\d+/, fetch: '/api/v1/namespaces/{ns}' },
      until: /HTTP \d+/,
      sends: ['GET v1/namespaces/~ > */*'],
    },
    {
      run: 'apply -f -',
      stdin: definition,
      sends: [
        'V',
        'GET apiextensions.k8s.io/v1/customresourcedefinitions/boats.~.example > json',
        'POST apiextensions.k8s.io/v1/customresourcedefinitions?fieldManager=kubectl-client-side-apply&fieldValidation=Strict json > json',
      ],
      prints: 'customresourcedefinition.apiextensions.k8s.io/boats.~.example created',
    },
    {
      run: 'wait crd/boats.{ns}.example --for=condition=Established --timeout=120s',
      sends: [
        'GET apiextensions.k8s.io/v1/customresourcedefinitions/boats.~.example > json',
        ...followed('apiextensions.k8s.io/v1/customresourcedefinitions', 'boats.~.example'),
      ],
      prints: 'customresourcedefinition.apiextensions.k8s.io/boats.~.example condition met',
    },
    {
      run: 'apply -f -',
      stdin: boat('{length: 3}'),
      untilItSucceeds: true,
      sends: ['V', ...madeByApply('~.example/v1/~/boats', 'one')],
      prints: 'boat.~.example/one created',
    },
    {
      run: 'apply -f -',
      stdin: boat('{length: 4}'),
      sends: ['V', ...changedByApply('~.example/v1/~/boats/one', 'merge')],
      prints: 'boat.~.example/one configured',
    },
    {
      run: 'apply -f -',
      stdin: boat('{length: 4, colour: green}'),
      code: 1,
      sends: ['V', ...changedByApply('~.example/v1/~/boats/one', 'merge')],
      prints: '',
      complains:
        'The Boat "one" is invalid: spec.colour: Unsupported value: "green": supported values: "red", "blue"',
    },
    {
      run: 'apply -f -',
      stdin: boat('{length: 4, width: 1}'),
      code: 1,
      sends: ['V', ...changedByApply('~.example/v1/~/boats/one', 'merge')],
      prints: '',
      complains: [
        'The request is invalid: patch: Invalid value: ',
        'strict decoding error: unknown field "spec.width"',
      ],
    },
    {
      run: 'get boats.{ns}.example',
      sends: ['GET ~.example/v1/~/boats?limit=500 > table'],
      prints: `NAME LENGTH
one 4`,
    },
    {
      run: 'describe boats.{ns}.example one',
      prints: ['Kind: Boat', 'Spec:\nLength: 4', 'Events: <none>'],
      sends: [
        'GET ~.example/v1/~/boats/one > json',
        'GET ~.example/v1/~/boats/one > json',
        'GET v1/~/events?fieldSelector=involvedObject.kind=Boat,involvedObject.name=one,involvedObject.namespace=~,involvedObject.uid=UID&limit=500 > typed',
      ],
    },
    {
      run: 'explain boats.{ns}.example.spec --recursive',
      sends: ['V'],
      prints: [
        'KIND: Boat',
        'FIELD: spec <Object>',
        'colour <string>',
        '>=1.30 enum: red, blue',
        'length <integer> -required-',
      ],
    },
    {
      run: 'explain boats.{ns}.example.spec.length',
      sends: ['V'],
      prints: ['FIELD: length <integer>', 'DESCRIPTION:\nHow long it is.'],
    },
    {
      run: 'explain boats.{ns}.example.spec.colour',
      sends: ['V'],
      prints: ['FIELD: colour <string>', '>=1.30 ENUM:\nred\nblue'],
    },
    {
      run: 'explain deployment.spec.strategy --recursive',
      sends: ['V'],
      prints: [
        'KIND: Deployment\nVERSION: v1\nFIELD: strategy <DeploymentStrategy>',
        'rollingUpdate <RollingUpdateDeployment>\nmaxSurge <IntOrString>\nmaxUnavailable <IntOrString>\ntype <string>',
        '>=1.30 enum: Recreate, RollingUpdate',
      ],
    },
    {
      run: 'explain pod.spec.containers.resources',
      sends: ['V'],
      prints: ['FIELD: resources <ResourceRequirements>', 'limits <map[string]Quantity>'],
    },
    {
      run: 'explain svc.spec.ports.port',
      sends: ['V'],
      prints: ['FIELD: port <integer>'],
    },
    {
      run: 'explain hpa --api-version=autoscaling/v1 --recursive',
      sends: ['V'],
      prints: ['VERSION: v1', 'targetCPUUtilizationPercentage <integer>', 'maxReplicas <integer> -required-'],
    },
    {
      run: 'explain vs.spec.http.route',
      sends: ['V'],
      prints: ['KIND: VirtualService', 'FIELD: route <[]Object>', 'destination <Object> -required-'],
    },
    {
      run: 'explain deployment.spec.nonsense',
      code: 1,
      sends: ['V'],
      prints: 'GROUP: apps\nKIND: Deployment\nVERSION: v1',
      complains: 'error: field "nonsense" does not exist',
    },
    {
      run: 'explain vs.spec.hosts',
      sends: ['V'],
      prints: `GROUP: networking.istio.io
KIND: VirtualService
VERSION: v1
FIELD: hosts <[]string>
DESCRIPTION:
<empty>`,
    },
    {
      run: 'delete crd boats.{ns}.example',
      sends: [
        'DELETE apiextensions.k8s.io/v1/customresourcedefinitions/boats.~.example json > json',
        'GET apiextensions.k8s.io/v1/customresourcedefinitions/boats.~.example > json',
      ],
      prints: 'customresourcedefinition.apiextensions.k8s.io "boats.~.example" deleted',
      complains: 'Warning: deleting cluster-scoped resources, not scoped to the provided namespace',
    },
  ],
}
