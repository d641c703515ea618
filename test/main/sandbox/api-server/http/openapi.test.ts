import { describe, expect, it } from 'vitest'
import { kindOfDefinition } from '../../../../../main/sandbox/api-server/custom-resources.ts'
import { groupVersions } from '../../../../../main/sandbox/api-server/http/discovery.ts'
import { openApiDocument, openApiIndex } from '../../../../../main/sandbox/api-server/http/openapi.ts'
import { openApiV2 } from '../../../../../main/sandbox/api-server/http/openapi-v2.ts'
import { builtInKinds, type Kind } from '../../../../../main/sandbox/api-server/kinds.ts'
import { meshKinds } from '../../../../../main/sandbox/api-server/mesh-kinds.ts'
import { bytesOf, rawFields } from '../../../../../main/sandbox/api-server/protobuf/wire.ts'

type Schema = Record<string, unknown>
interface Document {
  readonly components: { readonly schemas: Record<string, Schema & { properties?: Record<string, Schema> }> }
}
const kinds = [...builtInKinds, ...meshKinds]
const documentOf = (path: string, of: readonly Kind[] = kinds) =>
  openApiDocument(of, path) as unknown as Document
const schemasOf = (path: string, of?: readonly Kind[]) => documentOf(path, of).components.schemas
const hashesOf = (of: readonly Kind[]) =>
  Object.fromEntries(
    Object.entries(openApiIndex(of).paths as Record<string, { serverRelativeURL: string }>).map(
      ([path, { serverRelativeURL }]) => [path, serverRelativeURL.split('hash=')[1]],
    ),
  )
const boat = (properties: Schema) =>
  kindOfDefinition({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'boats.example.com' },
    spec: {
      group: 'example.com',
      names: { kind: 'Boat', plural: 'boats' },
      scope: 'Namespaced',
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { type: 'object', properties } },
        },
      ],
    },
  })

describe('the OpenAPI documents', () => {
  it.each(Object.keys(openApiIndex(kinds).paths as object))('refer only to schemas that %s has', (path) => {
    const schemas = schemasOf(path)
    const references = [...JSON.stringify(documentOf(path)).matchAll(/"#\/components\/schemas\/([^"]+)"/g)]
    expect(references.length).toBeGreaterThan(0)
    for (const [, name = ''] of references) expect(schemas[name], name).toBeDefined()
  })

  it('type the fields of built-in kinds', () => {
    const schemas = schemasOf('apis/apps/v1')
    expect(schemas['io.k8s.api.apps.v1.DeploymentSpec']).toMatchObject({
      required: ['selector', 'template'],
      properties: {
        replicas: { type: 'integer', format: 'int32' },
        selector: { $ref: '#/components/schemas/io.k8s.apimachinery.pkg.apis.meta.v1.LabelSelector' },
        strategy: {
          allOf: [{ $ref: '#/components/schemas/io.k8s.api.apps.v1.DeploymentStrategy' }],
          'x-kubernetes-patch-strategy': 'retainKeys',
        },
      },
    })
    expect(schemas['io.k8s.api.apps.v1.DeploymentStrategy']?.properties?.type).toEqual({
      type: 'string',
      enum: ['Recreate', 'RollingUpdate'],
    })
    expect(schemas['io.k8s.api.core.v1.Container']?.properties?.ports).toMatchObject({
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['containerPort', 'protocol'],
      'x-kubernetes-patch-strategy': 'merge',
      'x-kubernetes-patch-merge-key': 'containerPort',
    })
    expect(schemas['io.k8s.api.core.v1.ResourceRequirements']?.properties?.limits).toEqual({
      type: 'object',
      additionalProperties: { $ref: '#/components/schemas/io.k8s.apimachinery.pkg.api.resource.Quantity' },
    })
  })

  it('say of each kind which it is, and that the server validates fields', () => {
    for (const [path, version] of [
      ['apis/apps/v1', 'v1'],
      ['apis/autoscaling/v2', 'v2'],
      ['apis/networking.istio.io/v1beta1', 'v1beta1'],
    ] as const) {
      const document = documentOf(path) as unknown as { paths: Record<string, { post?: unknown }> }
      const posts = Object.values(document.paths).flatMap(({ post }) => (post === undefined ? [] : [post]))
      const gvks = Object.values(schemasOf(path)).flatMap(
        (schema) => (schema['x-kubernetes-group-version-kind'] ?? []) as Schema[],
      )
      expect(gvks).toHaveLength(posts.length)
      for (const gvk of gvks) {
        expect(gvk.version).toBe(version)
        const post = { 'x-kubernetes-group-version-kind': gvk, parameters: expect.anything() }
        expect(posts).toContainEqual(expect.objectContaining(post))
      }
      expect(JSON.stringify(posts)).toContain('"fieldValidation"')
    }
  })

  it('bring the schemas of users, with what every object has', () => {
    const spec = { type: 'object', description: 'What it is made of.' }
    expect(schemasOf('apis/example.com/v1', [boat({ spec })])['com.example.v1.Boat']).toMatchObject({
      type: 'object',
      properties: {
        spec,
        apiVersion: { type: 'string' },
        metadata: { $ref: '#/components/schemas/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta' },
      },
    })
  })

  it('have hashes that change with what they hold, and with nothing else', () => {
    const before = hashesOf([...kinds, boat({ spec: { type: 'object' } })])
    expect(hashesOf([...kinds, boat({ spec: { type: 'object' } })])).toEqual(before)
    const after = hashesOf([...kinds, boat({ spec: { type: 'object', description: 'new' } })])
    expect(after['apis/example.com/v1']).not.toBe(before['apis/example.com/v1'])
    expect({ ...after, 'apis/example.com/v1': '' }).toEqual({ ...before, 'apis/example.com/v1': '' })
  })
})

describe('the OpenAPI v2 document', () => {
  it('has for each kind a patch that says which it is', () => {
    const at = (bytes: Buffer, ...numbers: number[]) =>
      numbers.reduce((inner, number) => bytesOf(rawFields(inner), number), bytes)
    const paths = rawFields(at(Buffer.from(openApiV2(kinds)), 8)).map(({ value }) => value as Buffer)
    expect(paths).toHaveLength(groupVersions(kinds).flatMap((one) => one.kinds).length)
    const deployments = paths.find((path) => at(path, 1).toString().endsWith('/deployments/{name}'))
    const patch = at(deployments ?? Buffer.alloc(0), 2, 8)
    expect(at(patch, 8, 1, 2, 3, 4).toString()).toBe('fieldValidation')
    expect(at(patch, 13, 1).toString()).toBe('x-kubernetes-group-version-kind')
    expect(JSON.parse(at(patch, 13, 2, 2).toString())).toEqual({
      group: 'apps',
      version: 'v1',
      kind: 'Deployment',
    })
  })
})
