/**
 * Writes the table of the built-in types' protobuf field numbers anew, from the Go modules of Kubernetes:
 *
 *     node scripts/record-field-numbers.ts "$(go env GOMODCACHE)/k8s.io" 0.35.4
 *
 * They stand in the tags of the structs, with what JSON calls a field and whether it leaves out zeros.
 */
import { existsSync, readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { builtInTypes } from '../main/sandbox/api-server/types/built-in-types.ts'
import { projectFolder } from './project-folder.ts'

const target = join(projectFolder, 'main/sandbox/api-server/protobuf/field-numbers.ts')
const [modules = '', version = ''] = process.argv.slice(2)
const structs = new Map<string, Map<string, string>>()

/** The structs of `core.v1`, by name. */
function structsOf(groupVersion: string): Map<string, string> {
  const known = structs.get(groupVersion)
  if (known !== undefined) return known
  const [group = '', name = ''] = groupVersion.split('.')
  const folder =
    group === 'meta'
      ? join(modules, `apimachinery@v${version}/pkg/apis/meta/${name}`)
      : join(modules, `api@v${version}/${group}/${name}`)
  const found = new Map<string, string>()
  const file = join(folder, 'types.go')
  if (existsSync(file))
    for (const [, struct = '', body = ''] of readFileSync(file, 'utf8').matchAll(
      /^type (\w+) struct \{\n([\s\S]*?)^\}/gm,
    ))
      found.set(struct, body)
  structs.set(groupVersion, found)
  return found
}

const written = new Map<string, string>()

function record(name: string): void {
  if (written.has(name)) return
  const at = name.lastIndexOf('.')
  const body = structsOf(name.slice(0, at)).get(name.slice(at + 1))
  if (body === undefined) return
  const fields: string[] = []
  written.set(name, '')
  for (const line of body.split('\n')) {
    const [, declared = '', json = '', number] =
      /^\s+([\w*].*?)\s+`json:"([^"]*)".*protobuf:"\w+,(\d+)/.exec(line) ?? []
    if (number === undefined) continue
    const isPointer = declared.includes('*')
    if (json === ',inline') {
      const struct = `${name.slice(0, at)}.${declared.replace('*', '').trim()}`
      record(struct)
      fields.push(`${number} =${struct}`)
      continue
    }
    const [field, ...words] = json.split(',')
    fields.push(`${number} ${field}${isPointer ? '?' : words.includes('omitempty') ? '' : '!'}`)
  }
  written.set(name, fields.join('; '))
}

for (const name of Object.keys(builtInTypes)) record(name)
const lines = [...written]
  .filter(([, fields]) => fields !== '')
  .sort(([a], [b]) => (a < b ? -1 : 1))
  .map(([name, fields]) => `  '${name}':\n    '${fields}',`)
await writeFile(
  target,
  `/**
 * The protobuf field numbers of the built-in types, as Kubernetes ${version} has them; written by
 * scripts/record-field-numbers.ts. \`2 name\` is a field whose zero says nothing, \`2 name!\` one whose zero JSON shows,
 * \`2 name?\` one that is there only when it was set; the fields of \`2 =Struct\` stand in JSON among those around them.
 */
export const fieldNumbers: Readonly<Record<string, string>> = {
${lines.join('\n')}
}
`,
)
