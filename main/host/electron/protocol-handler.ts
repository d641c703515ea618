/** Answers app://aviary/… with the files of the built renderer, so that a window needs neither a port nor file: URLs. */
import { rendererFile } from '../renderer-files.ts'
import { securityHeaders } from '../security-headers.ts'
import { pageOrigin } from './page-origin.ts'
import { originOf } from './sender-check.ts'

export function createProtocolHandler(rendererDir: string): (request: Request) => Promise<Response> {
  return async ({ method, url }) => {
    const headers = securityHeaders()
    if (originOf(url) !== pageOrigin || method !== 'GET') return new Response(null, { status: 403, headers })
    const file = await rendererFile(rendererDir, new URL(url).pathname)
    if (file === null) return new Response(null, { status: 404, headers })
    return new Response(file.body, { headers: { ...headers, 'Content-Type': file.type } })
  }
}
