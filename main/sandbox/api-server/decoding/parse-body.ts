/** Bodies as JSON or YAML, and what a real server says of those that are neither. */
import { type Document, LineCounter, parseDocument, type YAMLError } from 'yaml'
import { isFields } from '#shared/model/fields.ts'
import { badRequest } from '../api-error.ts'
import { jsonName } from './json-name.ts'
import { type Scanned, scanJson, tooDeep, unkept } from './scan-json.ts'

/** What a text says beyond the value that stands in it. */
export interface Said {
  readonly text: string
  /** Of JSON. */
  readonly scanned?: Scanned
  /** Of YAML: keys that are said twice, as go-yaml words it. */
  readonly repeated?: string
}

export interface Parsed {
  readonly value: unknown
  readonly said: Said
}

const identity =
  'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }'

/** An object of a kind: `must be of type Deployment`. */
export function parseObject(text: string, kind: string): Parsed {
  const refuse = (why: string) =>
    badRequest(`the object provided is unrecognized (must be of type ${kind}): ${why} (${summary(text)})`)
  const parsed = parseJson(text, (problem) =>
    refuse(`couldn't get version/kind; json parse error: ${problem}`),
  )
  return { ...parsed, value: identified(parsed.value, refuse) }
}

export function parseYamlObject(text: string, kind: string): Parsed {
  const refuse = (why: string) =>
    badRequest(`the object provided is unrecognized (must be of type ${kind}): ${why} (${summary(text)})`)
  const parsed = parseYaml(text, (problem) => refuse(`yaml: ${problem}`))
  return { ...parsed, value: identified(parsed.value, refuse) }
}

/** The options that a DELETE brings. */
export function parseOptions(text: string): Parsed {
  const refuse = (why: string) => badRequest(why)
  const parsed = parseJson(text, (problem) =>
    refuse(`couldn't get version/kind; json parse error: ${problem}`),
  )
  return { ...parsed, value: identified(parsed.value, refuse) }
}

/** Nothing at all is an object that says nothing. */
function identified(value: unknown, refuse: (why: string) => Error): unknown {
  const problem = identityProblem(value)
  if (problem !== undefined) throw refuse(problem)
  return value ?? {}
}

function identityProblem(value: unknown): string | undefined {
  const wrong = (what: unknown, where: string) =>
    `couldn't get version/kind; json parse error: json: cannot unmarshal ${jsonName(what)} into Go ${where}`
  if (value === null) return undefined
  if (!isFields(value)) return wrong(value, `value of type ${identity}`)
  for (const field of ['apiVersion', 'kind']) {
    const said = value[field]
    if (said !== undefined && said !== null && typeof said !== 'string')
      return wrong(said, `struct field .${field} of type string`)
  }
  const { apiVersion } = value
  return typeof apiVersion === 'string' && apiVersion.split('/').length > 2
    ? `unexpected GroupVersion string: ${apiVersion}`
    : undefined
}

/** What the refusal shows of the body. */
function summary(text: string): string {
  const longest = 30
  const bytes = Buffer.from(text)
  if (bytes.length === 0) return '<empty>'
  const encoding = text.startsWith('{') ? 'utf8' : 'hex'
  const shown = bytes.subarray(0, longest).toString(encoding)
  return bytes.length > longest ? `${shown} ...` : shown
}

export type JsonPatchType = 'json' | 'merge' | 'strategic'

const patchForms = {
  json: { go: '[]handlers.jsonPatchOp', prefix: 'error decoding patch: ' },
  merge: { go: 'map[string]interface {}', prefix: 'error decoding patch: ' },
  strategic: { go: 'map[string]interface {}', prefix: '' },
} as const

export function parsePatch(text: string, type: JsonPatchType): Parsed {
  const { go, prefix } = patchForms[type]
  const parsed = parseJson(text, (problem) => badRequest(`${prefix}${problem}`))
  const { value } = parsed
  const wrong = (what: unknown, of: string) =>
    badRequest(`${prefix}json: cannot unmarshal ${jsonName(what)} into Go value of type ${of}`)
  if (type === 'json') {
    if (!Array.isArray(value)) throw wrong(value, go)
    const bad = value.find((operation) => !isFields(operation))
    if (bad !== undefined) throw wrong(bad, go.slice(2))
  } else if (value === null) throw badRequest('Invalid JSON Patch')
  else if (!isFields(value)) throw wrong(value, go)
  return parsed
}

/** The configuration that an apply brings. */
export function parseApply(text: string): Parsed {
  const parsed = parseYaml(text, (problem) =>
    badRequest(`error decoding YAML: error converting YAML to JSON: yaml: ${problem}`),
  )
  const value = parsed.value ?? {}
  if (!isFields(value))
    throw badRequest(
      `error decoding YAML: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${jsonName(value)} into Go value of type map[string]interface {}`,
    )
  return { ...parsed, value }
}

function parseJson(text: string, refuse: (problem: string) => Error): Parsed {
  const scanned = scanJson(text)
  if (scanned.problem !== undefined) throw refuse(scanned.problem)
  return { value: JSON.parse(text), said: { text, scanned } }
}

/** JSON is YAML as well, and read faster. */
function parseYaml(text: string, refuse: (problem: string) => Error): Parsed {
  const scanned = text.startsWith('{') ? scanJson(text) : undefined
  if (scanned !== undefined && scanned.problem === undefined && scanned.duplicates.length === 0)
    return { value: JSON.parse(text), said: { text, scanned } }
  if (scanned?.problem === tooDeep || scanned?.problem === unkept) throw refuse(scanned.problem)
  const lines = new LineCounter()
  const lineOf = ({ pos }: YAMLError) => `line ${lines.linePos(pos[0]).line}`
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const problem = document.errors.find(({ code }) => code !== 'DUPLICATE_KEY')
  if (problem !== undefined) throw refuse(`${lineOf(problem)}: ${problem.message}`)
  const repeated = document.errors.map(
    (error) => `\n  ${lineOf(error)}: key ${keyAt(text, error.pos[0])} already set in map`,
  )
  const value = plainOf(document, refuse)
  const said =
    repeated.length === 0 ? { text } : { text, repeated: `yaml: unmarshal errors:${repeated.join('')}` }
  return { value, said }
}

/** An alias without its anchor is found only here. */
function plainOf(document: Document.Parsed, refuse: (problem: string) => Error): unknown {
  try {
    const value: unknown = document.toJS()
    // Keys, aliases and depth are the same to both notations from here on.
    const { problem } = scanJson(JSON.stringify(value) ?? 'null')
    if (problem !== undefined) throw refuse(problem)
    return value
  } catch (error) {
    // An anchor within itself has no JSON.
    if (error instanceof TypeError) throw refuse('anchor value contains itself')
    if (!(error instanceof ReferenceError)) throw error
    throw refuse(error.message)
  }
}

function keyAt(text: string, at: number): string {
  const [key = ''] = /^("(?:[^"\\]|\\.)*"|'[^']*'|[^:\s,]+)/.exec(text.slice(at)) ?? []
  return JSON.stringify(key.replaceAll(/^["']|["']$/g, ''))
}
