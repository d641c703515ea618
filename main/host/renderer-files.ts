/** The files of the built renderer, for the hosts that serve them. */
import { readFile } from 'node:fs/promises'
import { extname, join, resolve, sep } from 'node:path'

export interface RendererFile {
  readonly body: Buffer<ArrayBuffer>
  readonly type: string
  /** Its name carries a hash of its content, so it never changes. */
  readonly immutable: boolean
}

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.wasm': 'application/wasm',
}

/** The file at an URL's path; null when there is none, when it lies outside the folder or its kind is unknown. */
export async function rendererFile(folder: string, urlPath: string): Promise<RendererFile | null> {
  const file = fileAt(folder, urlPath === '/' ? '/index.html' : urlPath)
  const type = file === null ? undefined : types[extname(file)]
  if (file === null || type === undefined) return null
  try {
    return { body: await readFile(file), type, immutable: isHashed(urlPath) }
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ENOENT' || code === 'EISDIR' || code === 'ENOTDIR') return null
    throw error
  }
}

function fileAt(folder: string, urlPath: string): string | null {
  const path = decoded(urlPath)
  if (path === null || path.includes('\0') || path.includes('\\')) return null
  const root = resolve(folder)
  const file = resolve(join(root, path))
  return file.startsWith(root + sep) ? file : null
}

function decoded(urlPath: string): string | null {
  try {
    return decodeURIComponent(urlPath)
  } catch (error) {
    if (error instanceof URIError) return null
    throw error
  }
}

const isHashed = (urlPath: string) => /^\/assets\/[^/]+-[\w-]{8}\.\w+$/.test(urlPath)
