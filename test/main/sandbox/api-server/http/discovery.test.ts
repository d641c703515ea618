import { describe, expect, it } from 'vitest'
import { discoveryTypeOf, formOf } from '../../../../../main/sandbox/api-server/http/accept.ts'
import {
  aggregatedDiscovery,
  groupList,
  oneGroup,
  resourceList,
} from '../../../../../main/sandbox/api-server/http/discovery.ts'
import { openApiDocument, openApiIndex } from '../../../../../main/sandbox/api-server/http/openapi.ts'
import { builtInKinds } from '../../../../../main/sandbox/api-server/kinds.ts'
import { meshKinds } from '../../../../../main/sandbox/api-server/mesh-kinds.ts'

const kinds = [...builtInKinds, ...meshKinds]

describe('discovery', () => {
  it('says the same in one answer and in many', () => {
    const both = [true, false].flatMap((core) => aggregatedDiscovery(kinds, core, false).items) as {
      metadata: { name?: string }
      versions: {
        version: string
        resources: { resource: string; subresources?: { subresource: string }[] }[]
      }[]
    }[]
    for (const { metadata, versions } of both)
      for (const { version, resources } of versions) {
        const listed = resourceList(kinds, metadata.name ?? '', version)?.resources as { name: string }[]
        const names = resources.flatMap(({ resource, subresources = [] }) => [
          resource,
          ...subresources.map(({ subresource }) => `${resource}/${subresource}`),
        ])
        expect(listed.map(({ name }) => name)).toEqual(names)
      }
  })

  it('prefers the first version of a group', () => {
    expect(oneGroup(kinds, 'networking.istio.io')).toMatchObject({
      preferredVersion: { version: 'v1' },
      versions: [{ version: 'v1' }, { version: 'v1beta1' }, { version: 'v1alpha3' }],
    })
    expect(oneGroup(kinds, 'nobody.dev')).toBeUndefined()
    expect(resourceList(kinds, 'apps', 'v2')).toBeUndefined()
    const { groups } = groupList(kinds) as { groups: { name: string }[] }
    expect(groups.map(({ name }) => name)).toContain('authorization.k8s.io')
  })

  it('has an OpenAPI document for each group version, with a fieldValidation parameter on each write', () => {
    const { paths } = openApiIndex(kinds) as { paths: Record<string, unknown> }
    for (const path of Object.keys(paths)) {
      const text = JSON.stringify(openApiDocument(kinds, path))
      const writes = text.match(/"x-kubernetes-action"/g) ?? []
      expect(writes.length).toBeGreaterThan(0)
      expect(text.match(/"fieldValidation"/g)).toHaveLength(writes.length)
    }
    expect(openApiDocument(kinds, 'apis/nobody/v1')).toBeUndefined()
  })
})

describe('the Accept header', () => {
  it.each([
    ['application/json;as=Table;v=v1;g=meta.k8s.io,application/json', 'table'],
    ['application/vnd.kubernetes.protobuf,application/json', 'json'],
    [
      'application/vnd.kubernetes.protobuf;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1;g=meta.k8s.io',
      'table',
    ],
    ['application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1', 'metadata'],
    ['*/*', 'json'],
    [undefined, 'json'],
  ])('%s asks for %s', (accept, format) => {
    expect(formOf(accept).format).toBe(format)
  })

  it('says which discovery is wanted', () => {
    const type = (version: string) =>
      `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`
    expect(discoveryTypeOf(`${type('v2')},${type('v2beta1')},application/json`)).toBe('v2')
    expect(discoveryTypeOf(`${type('v2beta1')},application/json`)).toBe('v2beta1')
    expect(discoveryTypeOf('application/json')).toBeUndefined()
  })
})
