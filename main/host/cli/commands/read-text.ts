/** Text that an option names: a file, or what stands on standard input. */
import { isUtf8 } from 'node:buffer'
import { createReadStream } from 'node:fs'
import type { Readable } from 'node:stream'
import { mostBodyBytes } from '#shared/flight/check-plan.ts'
import { fail } from '#shared/model/failure.ts'

/** `@FILE`, or `@-` for standard input, as with curl; any other text stands for itself. */
export async function dataText(option: string, data: string, stdin: Readable): Promise<string> {
  if (!data.startsWith('@')) return data
  if (data === '@') wrong(option, '@ names no file; write @FILE, or @- for standard input')
  return await readText(option, data.slice(1), stdin)
}

/** With `stdin`, `-` is standard input. */
export function readText(option: string, file: string, stdin?: Readable): Promise<string> {
  return stdin !== undefined && file === '-'
    ? textOf(option, 'standard input', stdin)
    : textOf(option, file, createReadStream(file))
}

/** No more is read than a request may carry: some files, such as /dev/zero, have no end. */
async function textOf(option: string, name: string, stream: Readable): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  try {
    for await (const chunk of stream) {
      chunks.push(chunk)
      bytes += chunk.length
      if (bytes > mostBodyBytes) break
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    wrong(option, code === 'ENOENT' ? `there is no file ${name}` : `${name} ${problem(code)}`)
  }
  if (bytes > mostBodyBytes) wrong(option, `${name} holds more than 16 MiB`)
  const read = Buffer.concat(chunks)
  return isUtf8(read) ? read.toString('utf8') : wrong(option, `${name} is not UTF-8 text`)
}

function problem(code: string | undefined): string {
  if (code === 'EISDIR') return 'is a folder, not a file'
  if (code === 'EACCES') return 'may not be read by you'
  return `cannot be read (${code})`
}

const wrong = (field: string, reason: string) => fail({ code: 'bad-input', field, reason })
