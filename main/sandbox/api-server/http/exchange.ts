/** One request and the ways to answer it. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { promisify } from 'node:util'
import { constants, gzip } from 'node:zlib'
import type { User } from '../account-tokens.ts'
import { ApiError } from '../api-error.ts'

export interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly method: string
  readonly url: URL
  /** Texts for the Warning header. */
  readonly warnings: string[]
  readonly user: User
}

const compress = promisify(gzip)
/** Below, the real server does not compress either. */
const worthCompressingBytes = 128 * 1024
const largestBodyBytes = 3 * 1024 * 1024

export async function sendJson(
  { request, response, warnings }: Exchange,
  status: number,
  body: unknown,
  contentType = 'application/json',
): Promise<void> {
  const text = Buffer.from(`${JSON.stringify(body)}\n`)
  const small =
    text.length < worthCompressingBytes || !/\bgzip\b/.test(request.headers['accept-encoding'] ?? '')
  const bytes = small ? text : await compress(text, { level: constants.Z_BEST_SPEED })
  for (const warning of warnings) response.appendHeader('warning', warningHeader(warning))
  response.writeHead(status, {
    'content-type': contentType,
    'cache-control': 'no-cache, private',
    ...(small ? {} : { 'content-encoding': 'gzip', vary: 'Accept-Encoding' }),
    'content-length': bytes.length,
  })
  response.end(bytes)
}

/** As Go writes it: the bytes of UTF-8, which Node takes one by one. No header may hold a DEL. */
const warningHeader = (text: string): string =>
  Buffer.from(`299 - ${JSON.stringify(text.replaceAll('\x7f', ' '))}`).toString('latin1')

export function sendText({ response }: Exchange, status: number, text: string): void {
  response.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    'content-length': Buffer.byteLength(text),
  })
  response.end(text)
}

export function sendBytes({ response }: Exchange, bytes: Uint8Array, contentType: string): void {
  response.writeHead(200, { 'content-type': contentType, 'content-length': bytes.length })
  response.end(bytes)
}

/** The whole body; refuses more than the real server accepts, but reads it, so that the client hears the refusal. */
export async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length <= largestBodyBytes) chunks.push(chunk)
  }
  if (length > largestBodyBytes)
    throw new ApiError(413, 'RequestEntityTooLarge', `Request entity too large: limit is ${largestBodyBytes}`)
  return Buffer.concat(chunks)
}

export const contentTypeOf = (request: IncomingMessage): string =>
  (request.headers['content-type'] ?? '').split(';')[0]?.trim() ?? ''
