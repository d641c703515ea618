import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ApiError } from '../../../../../main/sandbox/api-server/api-error.ts'
import { builtInKinds, reviewKinds } from '../../../../../main/sandbox/api-server/kinds.ts'
import { fieldNumbers } from '../../../../../main/sandbox/api-server/protobuf/field-numbers.ts'
import { numberedFieldsOf } from '../../../../../main/sandbox/api-server/protobuf/numbered-fields.ts'
import { readProtobuf } from '../../../../../main/sandbox/api-server/protobuf/read-protobuf.ts'
import { typeNamed } from '../../../../../main/sandbox/api-server/types/types.ts'

interface Recorded {
  readonly kubectl: string
  readonly path: string
  readonly base64: string
}

/** What kubectl sent to `create ns`, `create deployment`, `create cm`, `autoscale`, `auth can-i`, `auth whoami`. */
const recorded = JSON.parse(
  readFileSync(new URL('kubectl-bodies.json', import.meta.url), 'utf8'),
) as readonly Recorded[]

describe('what kubectl sends as protobuf', () => {
  it('reads as what it would send as JSON', () => {
    const read = recorded.map(({ path, base64 }) => ({
      path,
      body: readProtobuf(Buffer.from(base64, 'base64')),
    }))
    expect(read).toMatchSnapshot()
  })

  it('keeps a zero that was set on purpose', () => {
    const web = recorded.find(({ path }) => path.endsWith('/deployments'))
    expect(readProtobuf(Buffer.from(web?.base64 ?? '', 'base64'))).toMatchObject({ spec: { replicas: 0 } })
  })

  it('is refused with 415 when its kind is not known', () => {
    const namespace = recorded.find(({ path }) => path.endsWith('/namespaces'))
    const body = Buffer.from(namespace?.base64 ?? '', 'base64').toString('latin1')
    const other = Buffer.from(body.replace('Namespace', 'Nonsenses'), 'latin1')
    expect(() => readProtobuf(other)).toThrow(expect.objectContaining({ status: 415 }))
  })
})

const magic = Buffer.from('k8s\0', 'latin1')

const tag = (number: number, wireType: number) => {
  const bits = (number << 3) | wireType
  return bits < 128 ? [bits] : [(bits & 127) | 128, bits >> 7]
}

/** A length-delimited field, shorter than 2 MiB. */
function field(number: number, content: Buffer | string): Buffer {
  const bytes = Buffer.from(content)
  const { length } = bytes
  const size = length < 128 ? [length] : [(length & 127) | 128, ((length >> 7) & 127) | 128, length >> 14]
  return Buffer.concat([Buffer.from([...tag(number, 2), ...size]), bytes])
}

function deploymentOf(spec: Buffer): Buffer {
  const type = Buffer.concat([field(1, 'apps/v1'), field(2, 'Deployment')])
  return Buffer.concat([magic, field(1, type), field(2, field(2, spec))])
}

const podTemplateOf = (podSpec: Buffer) => deploymentOf(field(3, field(2, podSpec)))

describe('a number or a text', () => {
  it('may be a zero that was set on purpose', () => {
    const zero = Buffer.from([...tag(1, 0), 0, ...tag(2, 0), 0])
    const strategy = field(4, field(2, field(1, zero)))
    expect(readProtobuf(deploymentOf(strategy))).toMatchObject({
      spec: { strategy: { rollingUpdate: { maxUnavailable: 0 } } },
    })
  })
})

describe('the numbers of a list', () => {
  const groups = (content: Buffer) => {
    const { spec } = readProtobuf(podTemplateOf(field(14, content))) as {
      spec: { template: { spec: { securityContext: unknown } } }
    }
    return spec.template.spec.securityContext
  }

  it('come one by one, or packed together', () => {
    const oneByOne = Buffer.from([...tag(4, 0), 0, ...tag(4, 0), 0xac, 2])
    expect(groups(oneByOne)).toEqual({ supplementalGroups: [0, 300] })
    expect(groups(field(4, Buffer.from([0, 0xac, 2])))).toEqual({ supplementalGroups: [0, 300] })
  })

  it('are refused where a text belongs, and a text where one number belongs', () => {
    expect(() => groups(field(2, 'root'))).toThrow('another wire type than that of int64')
    expect(() => groups(Buffer.from([...tag(9, 0), 1]))).toThrow('another wire type than that of string')
  })
})

describe('the tables', () => {
  it('number fields that the types have, each once', () => {
    for (const [struct, text] of Object.entries(fieldNumbers)) {
      const numbers = numberedFieldsOf(struct) ?? new Map()
      expect(numbers.size, struct).toBe(text.split('; ').length)
      const type = typeNamed(struct)
      if (type === undefined) continue
      const inJson = (name: string): string[] =>
        [...(numberedFieldsOf(name)?.values() ?? [])].flatMap((one) =>
          one.isInline ? inJson(one.name) : [one.name],
        )
      expect(new Set(inJson(struct)), struct).toEqual(
        new Set(
          [...type.fields.keys()]
            .filter((name) => name !== 'apiVersion' && name !== 'kind')
            .concat(
              // Of references, where these are fields like others.
              inJson(struct).filter((name) => name === 'apiVersion' || name === 'kind'),
            ),
        ),
      )
    }
  })
})

/** Objects with every field of their kind, as Kubernetes itself writes them. */
const goFolder = process.env.GOMODCACHE ?? join(homedir(), 'go/pkg/mod')
const kept = join(goFolder, 'k8s.io/api@v0.35.4/testdata/HEAD')
const missing = existsSync(kept) ? '' : ` (skipped: there is no ${kept})`

describe.skipIf(missing !== '')(`the objects that Kubernetes tests itself with${missing}`, () => {
  const names = missing === '' ? readdirSync(kept).flatMap((file) => /^(.*)\.pb$/.exec(file)?.[1] ?? []) : []
  const served = [...builtInKinds, ...reviewKinds].flatMap(({ group, versions, kind }) =>
    versions.map((version) => `${group === '' ? 'core' : group}.${version}.${kind}`),
  )

  it.each(names.filter((name) => served.includes(name)))('read %s as they stand in JSON', (name) => {
    const body = readFileSync(join(kept, `${name}.pb`))
    expect(readProtobuf(body)).toEqual(JSON.parse(readFileSync(join(kept, `${name}.json`), 'utf8')))
  })
})

describe('a field that the tables do not have', () => {
  it('is refused when it says something: it would be lost', () => {
    expect(() => readProtobuf(podTemplateOf(field(98, field(1, 'debugger'))))).toThrow(
      'the sandbox reads no field 98 of core.v1.PodSpec in protobuf; send it as application/json',
    )
    const withNumber = podTemplateOf(Buffer.from([...tag(99, 0), 1]))
    expect(() => readProtobuf(withNumber)).toThrow('no field 99 of core.v1.PodSpec')
  })

  it('is refused when it lies deeper than any message', () => {
    let deep = field(1, Buffer.from([...tag(1, 0), 0]))
    for (let depth = 0; depth < 5000; depth++) deep = field(1, deep)
    expect(() => readProtobuf(podTemplateOf(field(99, deep)))).toThrow('no field 99 of core.v1.PodSpec')
  })

  it('may be empty, or of nothing but zeros', () => {
    const zeros = field(98, Buffer.concat([field(1, ''), Buffer.from([...tag(2, 0), 0])]))
    const body = podTemplateOf(Buffer.concat([field(3, 'Always'), field(97, ''), zeros]))
    expect(readProtobuf(body)).toMatchObject({ spec: { template: { spec: { restartPolicy: 'Always' } } } })
  })
})

describe('any other bytes', () => {
  it('are refused, never half read', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.boolean(), (bytes, withMagic) => {
        try {
          readProtobuf(Buffer.concat([withMagic ? magic : Buffer.alloc(0), bytes]))
        } catch (error) {
          expect(error).toBeInstanceOf(ApiError)
        }
      }),
    )
  })

  it('are refused wherever a real body is cut off inside its envelope', () => {
    for (const { base64 } of recorded) {
      const body = Buffer.from(base64, 'base64')
      for (let length = 0; length < body.length; length += 1) {
        try {
          readProtobuf(body.subarray(0, length))
        } catch (error) {
          expect(error).toBeInstanceOf(ApiError)
        }
      }
    }
  })
})
