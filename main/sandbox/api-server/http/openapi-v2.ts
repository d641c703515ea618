/**
 * OpenAPI v2, in the protobuf that kubectl asks for, as far as it looks into it: which kinds there are, and that a patch
 * of each may say how fields are validated. Without it kubectl does not get to say that a kind is unknown. The types
 * stand in v3 alone. Numbers of fields are those of gnostic's openapiv2.
 */
import { BinaryWriter } from '@bufbuild/protobuf/wire'
import type { Kind } from '../kinds.ts'
import { groupVersions } from './discovery.ts'

/** As it is asked for, and as it is answered: an `@` may not stand in a media type. */
export const openApiV2Types = {
  asked: 'application/com.github.proto-openapi.spec.v2@v1.0+protobuf',
  answered: 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf',
}

export function openApiV2(kinds: readonly Kind[]): Uint8Array {
  const paths = groupVersions(kinds).flatMap((one) =>
    one.kinds.map((kind) => {
      const { group, version } = one
      const base = group === '' ? `/api/${version}` : `/apis/${group}/${version}`
      const scope = kind.namespaced ? '/namespaces/{namespace}' : ''
      const gvk = JSON.stringify({ group, version, kind: kind.kind })
      const item = message([8, message([8, fieldValidation], [13, gvkExtension(gvk)])])
      return [2, message([1, `${base}${scope}/${kind.plural}/{name}`], [2, item])] as const
    }),
  )
  const info = message([1, 'Aviary sandbox'], [2, '2.0'])
  return message([1, '2.0'], [2, info], [8, message(...paths)])
}

type Part = readonly [number: number, content: string | Uint8Array]

function message(...parts: readonly Part[]): Uint8Array {
  const writer = new BinaryWriter()
  for (const [number, content] of parts) {
    writer.uint32((number << 3) | 2)
    if (typeof content === 'string') writer.string(content)
    else writer.bytes(content)
  }
  return writer.finish()
}

/** A parameter that is none of the body but of the query. */
const fieldValidation = message([
  1,
  message([2, message([3, message([2, 'query'], [4, 'fieldValidation'], [6, 'string'])])]),
])

/** YAML, of which JSON is a part. */
const gvkExtension = (gvk: string) => message([1, 'x-kubernetes-group-version-kind'], [2, message([2, gvk])])
