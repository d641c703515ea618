/** A short way to write the structural schema of a CustomResourceDefinition. */
export type Schema = Readonly<Record<string, unknown>>

export const text: Schema = { type: 'string' }
export const integer: Schema = { type: 'integer' }
export const number: Schema = { type: 'number' }
export const boolean: Schema = { type: 'boolean' }

export const oneOf = (...values: readonly string[]): Schema => ({ type: 'string', enum: values })

export const list = (items: Schema): Schema => ({ type: 'array', items })
export const texts = list(text)

export const mapOf = (values: Schema): Schema => ({ type: 'object', additionalProperties: values })
export const textMap = mapOf(text)

export const nullable = (schema: Schema): Schema => ({ ...schema, nullable: true })
export const withDefault = (schema: Schema, value: unknown): Schema => ({ ...schema, default: value })

/** A field whose name ends in `!` has to be there. */
export function object(fields: Readonly<Record<string, Schema>>): Schema {
  const entries = Object.entries(fields)
  const required = entries.flatMap(([name]) => (name.endsWith('!') ? [name.slice(0, -1)] : []))
  return {
    type: 'object',
    properties: Object.fromEntries(entries.map(([name, schema]) => [name.replace('!', ''), schema])),
    ...(required.length === 0 ? {} : { required }),
  }
}

/** With whatever fields. */
export const open: Schema = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true }

/** Of a kind: the spec, and a status that its controllers write as they like. */
export const kindSchema = (spec: Schema, needsSpec: boolean): Schema =>
  object({ [needsSpec ? 'spec!' : 'spec']: spec, status: open })
