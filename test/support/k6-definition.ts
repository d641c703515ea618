/** What the two definitions have in common. */
const head = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: testruns.k6.io
spec:
  group: k6.io
  scope: Namespaced
  names: {kind: TestRun, listKind: TestRunList, plural: testruns, singular: testrun}
  versions:
    - name: v1alpha1
      served: true
      storage: true`

/** The CustomResourceDefinition of the k6-operator's TestRuns, without its schema of two thousand lines. */
export const k6Definition = `${head}
      subresources: {status: {}}
      additionalPrinterColumns:
        - {name: Stage, type: string, jsonPath: .status.stage}
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec: {type: object, x-kubernetes-preserve-unknown-fields: true}
            status: {type: object, x-kubernetes-preserve-unknown-fields: true}
`

/** The fields of it that Aviary writes, as strict as the real one about their types and about others (v1.6). */
export const strictK6Definition = `${head}
      subresources: {status: {}}
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec:
              type: object
              required: [parallelism, script]
              properties:
                parallelism: {type: integer, format: int32}
                quiet: {type: string}
                script:
                  type: object
                  properties:
                    configMap:
                      type: object
                      required: [name]
                      properties: {name: {type: string}, file: {type: string}}
                runner: &pod
                  type: object
                  properties:
                    image: {type: string}
                    metadata:
                      type: object
                      properties:
                        labels: {type: object, additionalProperties: {type: string}}
                        annotations: {type: object, additionalProperties: {type: string}}
                    env: {type: array, items: {type: object, x-kubernetes-preserve-unknown-fields: true}}
                    resources: {type: object, x-kubernetes-preserve-unknown-fields: true}
                starter: *pod
            status: {type: object, x-kubernetes-preserve-unknown-fields: true}
`
