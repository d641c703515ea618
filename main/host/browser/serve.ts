/**
 * The browser host: serves the renderer and the core's calls on 127.0.0.1, to this user's browser alone.
 * Every request passes request-guard.ts before anything else looks at it.
 */
import { rm, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { AviaryError } from '#shared/model/failure.ts'
import type { ContractRouter } from '../contract-router.ts'
import { rendererFile } from '../renderer-files.ts'
import { securityHeaders } from '../security-headers.ts'
import { createHttpApi, type HttpApi } from './http-api.ts'
import { type Asked, allowedHosts, cookieName, foreignRequest, withoutSession } from './request-guard.ts'
import { createRpcSocket } from './rpc-socket.ts'
import { createSessions, type Sessions } from './sessions.ts'
import { signInPage } from './sign-in-page.ts'

export interface ServeOptions {
  readonly router: ContractRouter
  /** 0, the default, takes any free port. */
  readonly port?: number
  /** Folder of the built renderer. */
  readonly rendererDir: string
  readonly version: string
  /** A file (mode 0600) for the bearer token of programs; it is removed at the end. */
  readonly tokenFile?: string
  readonly now?: () => number
}

export interface CoreServer {
  /** `http://127.0.0.1:PORT` */
  readonly url: string
  /** The address to open, with its one-time code. */
  readonly openUrl: string
  /** Another one-time code. */
  newCode(): string
  close(): Promise<void>
}

/** Resolves when it listens. A port that is taken fails with bad-input. */
export async function serveCore(options: ServeOptions): Promise<CoreServer> {
  const sessions = createSessions(options.now ?? Date.now)
  const api = createHttpApi(options.router, options.version)
  const socket = createRpcSocket(options.router)
  const server = createServer()
  const port = await listen(server, options.port ?? 0)
  const site: Site = { port, rendererDir: options.rendererDir, sessions, api }

  server.on('request', (request, response) => {
    answer(site, request, response).catch((error: unknown) => {
      process.stderr.write(`aviary: ${request.method} ${pathOf(request)}: ${String(error)}\n`)
      if (!response.headersSent) response.writeHead(500)
      response.end()
    })
  })
  server.on('upgrade', (request, stream, head) => {
    const asked = askedOf(request, true)
    const refusal = foreignRequest(asked, port) ?? withoutSession(asked, port, sessions)
    if (refusal === null && asked.path === '/rpc') return socket.accept(request, stream, head)
    const status = refusal === null ? '404 Not Found' : `${refusal.status} Refused`
    stream.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
  })

  const { tokenFile } = options
  if (tokenFile !== undefined) await writeToken(tokenFile, sessions.open(), server)
  const url = `http://127.0.0.1:${port}`
  return {
    url,
    openUrl: `${url}/?code=${sessions.newCode()}`,
    newCode: sessions.newCode,
    async close() {
      socket.close()
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeAllConnections()
      await closed
      if (tokenFile !== undefined) await rm(tokenFile, { force: true })
    },
  }
}

/** Never into a file that is already there: others may be able to read that one. */
async function writeToken(file: string, token: string, server: Server): Promise<void> {
  try {
    await writeFile(file, `${token}\n`, { mode: 0o600, flag: 'wx' })
  } catch (error) {
    server.close()
    const reason = error instanceof Error ? error.message : String(error)
    throw new AviaryError({ code: 'bad-input', field: 'token-file', reason }, { cause: error })
  }
}

interface Site {
  readonly port: number
  readonly rendererDir: string
  readonly sessions: Sessions
  readonly api: HttpApi
}

async function answer(site: Site, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const asked = askedOf(request, false)
  const sockets = allowedHosts(site.port).map((host) => `ws://${host}`)
  for (const [name, value] of Object.entries(securityHeaders(sockets))) response.setHeader(name, value)

  const foreign = foreignRequest(asked, site.port)
  if (foreign !== null) return sayText(response, foreign.status, foreign.reason)
  if (asked.path === '/' && asked.method === 'GET' && signIn(site, request, response)) return
  const refusal = withoutSession(asked, site.port, site.sessions)
  if (refusal !== null) return refuse(asked, response, refusal.status, refusal.reason)

  if (asked.path.startsWith('/api/')) {
    if (await site.api.handle(request, response)) return
    return sayText(response, 404, 'There is no such call. /api/openapi.json lists them all.')
  }
  await sendFile(site, asked, response)
}

/** Takes a good code: sets the cookie and goes on to the address without the code. */
function signIn(site: Site, request: IncomingMessage, response: ServerResponse): boolean {
  const code = new URL(request.url ?? '/', 'http://host').searchParams.get('code')
  const token = code === null ? null : site.sessions.redeem(code)
  if (token === null) return false
  response.setHeader('Set-Cookie', `${cookieName(site.port)}=${token}; HttpOnly; SameSite=Strict; Path=/`)
  response.writeHead(303, { Location: '/' }).end()
  return true
}

/** Someone who opens the page is told what to do; a program gets the reason alone. */
function refuse(asked: Asked, response: ServerResponse, status: number, reason: string): void {
  const wantsPage = asked.method === 'GET' && asked.headers.accept?.includes('text/html') === true
  if (status === 401 && wantsPage) {
    response.writeHead(401, { 'Content-Type': 'text/html; charset=utf-8' }).end(signInPage)
  } else {
    sayText(response, status, reason)
  }
}

async function sendFile(site: Site, asked: Asked, response: ServerResponse): Promise<void> {
  if (asked.method !== 'GET' && asked.method !== 'HEAD') {
    return sayText(response.setHeader('Allow', 'GET, HEAD'), 405, 'Files can only be read.')
  }
  const file = await rendererFile(site.rendererDir, asked.path)
  if (file === null) return sayText(response, 404, 'There is no such page.')
  response.setHeader('Content-Type', file.type).setHeader('Content-Length', file.body.byteLength)
  if (file.immutable) response.setHeader('Cache-Control', 'private, max-age=31536000, immutable')
  response.end(asked.method === 'HEAD' ? undefined : file.body)
}

function sayText(response: ServerResponse, status: number, sentence: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' }).end(`${sentence}\n`)
}

function askedOf(request: IncomingMessage, upgrade: boolean): Asked {
  return { method: request.method ?? 'GET', path: pathOf(request), headers: request.headers, upgrade }
}

const pathOf = (request: IncomingMessage): string => request.url?.split('?', 1)[0] ?? '/'

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EADDRINUSE' && error.code !== 'EACCES') return reject(error)
      const reason = error.code === 'EACCES' ? 'may not be used by this user' : 'is taken by another program'
      reject(new AviaryError({ code: 'bad-input', field: 'port', reason: `127.0.0.1:${port} ${reason}` }))
    })
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port))
  })
}
