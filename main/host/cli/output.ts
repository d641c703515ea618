/** How commands print: tables for people, JSON and YAML for machines. */
import { stringify } from 'yaml'
import { explain, type Failure } from '#shared/model/failure.ts'

export type OutputFormat = 'table' | 'json' | 'yaml'

export interface Output {
  readonly format: OutputFormat
  readonly colour: boolean
  /** One line on stdout. */
  line(text: string): void
  /** One sentence on stderr. */
  note(text: string): void
  /** The value as JSON or YAML, or the rows as a table; the first row is the header. */
  show(value: unknown, rows: readonly (readonly string[])[]): void
}

/** Not where --no-color or NO_COLOR (no-color.org: set, and not empty) says so. */
export const wantsColour = (option: boolean, env: NodeJS.ProcessEnv) => option && (env.NO_COLOR ?? '') === ''

export function createOutput(
  format: OutputFormat,
  colour: boolean,
  out: NodeJS.WritableStream,
  err: NodeJS.WritableStream,
): Output {
  const line = (text: string) => void out.write(`${text}\n`)
  return {
    format,
    colour,
    line,
    note: (text) => void err.write(`${text}\n`),
    show(value, rows) {
      if (format === 'json') line(JSON.stringify(value, null, 2))
      else if (format === 'yaml') line(stringify(value).trimEnd())
      else for (const text of tableLines(rows)) line(text)
    },
  }
}

/** Columns padded to their widest cell, three spaces apart, as kubectl prints them. */
function tableLines(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = []
  for (const row of rows) {
    row.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, cell.length)
    })
  }
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('   ')
      .trimEnd(),
  )
}

/** What happened and what to do, as it stands on stderr. */
export function failureText(failure: Failure): string {
  const { said, next } = explain(failure)
  return `${said} ${next}`
}
