/** The CustomResourceDefinition of the k6-operator's TestRuns, without its schema of two thousand lines. */
export const k6Definition = `apiVersion: apiextensions.k8s.io/v1
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
      storage: true
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
