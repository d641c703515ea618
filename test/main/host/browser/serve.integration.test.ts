import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { type IncomingHttpHeaders, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/websocket'
import type { ContractRouterClient } from '@orpc/contract'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { type CoreServer, serveCore } from '#main/host/browser/serve.ts'
import { type Contract, contract } from '#shared/contract/contract.ts'
import { failureOf } from '#shared/model/failure.ts'
import { createFakeCore } from '../../../conformance/fake-router.ts'

interface Answer {
  status: number | undefined
  headers: IncomingHttpHeaders
  body: string
}

let folder: string
let server: CoreServer
let token: string
let cookie: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aviary-serve-'))
  const rendererDir = join(folder, 'renderer')
  await mkdir(join(rendererDir, 'assets'), { recursive: true })
  await writeFile(join(folder, 'secret.js'), 'secret')
  await writeFile(join(rendererDir, 'index.html'), '<title>Aviary</title>')
  await writeFile(join(rendererDir, 'assets', 'index-Ab12_-9z.js'), 'export {}')
  const tokenFile = join(folder, 'token')
  server = await serveCore({ router: createFakeCore().router, rendererDir, version: '1.2.3', tokenFile })
  token = (await readFile(tokenFile, 'utf8')).trim()
  cookie = `aviary-${new URL(server.url).port}=${token}`
})
afterEach(async () => {
  await server.close()
  await rm(folder, { recursive: true })
})

/** fetch may neither set Host nor Sec-Fetch-Site, so this speaks plain HTTP. */
function ask(path: string, headers: Record<string, string> = {}, method = 'GET', body = ''): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(server.url)
    const sent = request({ hostname, port, path, method, headers }, async (response) => {
      response.setEncoding('utf8')
      let text = ''
      for await (const chunk of response) text += chunk
      resolve({ status: response.statusCode, headers: response.headers, body: text })
    })
    sent.once('error', reject).end(body)
  })
}

const json = { 'content-type': 'application/json' }
const pathOf = (url: string) => url.slice(server.url.length)

/** The paths of all calls of a part of the contract, however deep they lie. */
function callsOf(part: object, path: string): string[] {
  if ('~orpc' in part) return [path]
  return Object.entries(part).flatMap(([name, one]) => callsOf(one, `${path}/${name}`))
}

describe('the browser host lets in', () => {
  it('whoever opens the printed address, and then loads the page without the code', async () => {
    const first = await ask(pathOf(server.openUrl), { 'sec-fetch-site': 'none' })
    expect(first).toMatchObject({ status: 303, headers: { location: '/' } })
    const [given] = first.headers['set-cookie'] ?? []
    expect(given).toMatch(/^aviary-\d+=[\w-]{43}; HttpOnly; SameSite=Strict; Path=\/$/)

    const page = await ask('/', { cookie: given?.split(';')[0] ?? '' })
    expect(page).toMatchObject({ status: 200, body: '<title>Aviary</title>' })
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8')
  })

  it('nobody twice for one code, and a second browser for a new code', async () => {
    expect((await ask(pathOf(server.openUrl))).status).toBe(303)
    expect((await ask(pathOf(server.openUrl))).status).toBe(401)
    expect((await ask(`/?code=${server.newCode()}`)).status).toBe(303)
  })

  it('the page over a WebSocket', async () => {
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/rpc`, {
      origin: server.url,
      headers: { cookie },
    })
    await once(socket, 'open')
    const client: ContractRouterClient<Contract> = createORPCClient(
      new RPCLink({ websocket: socket as unknown as globalThis.WebSocket }),
    )
    expect(await client.host.capabilities()).toMatchObject({ kind: 'browser' })
    const closed = once(socket, 'close')
    socket.close()
    await closed
  })

  it('programs with the token from a file that only the user can read', async () => {
    const authorization = `Bearer ${token}`
    const body = JSON.stringify({ names: [] })
    const answer = await ask('/api/contexts/pick', { ...json, authorization }, 'POST', body)
    expect(answer.status).toBe(200)
    expect((await stat(join(folder, 'token'))).mode & 0o777).toBe(0o600)
  })
})

describe('the browser host keeps out', () => {
  it('every path without a session', async () => {
    for (const path of ['/', '/index.html', '/assets/index-Ab12_-9z.js', '/api/openapi.json', '/nowhere']) {
      expect((await ask(path)).status, path).toBe(401)
    }
    expect((await ask('/api/contexts/list', json, 'POST')).status).toBe(401)
    expect((await ask('/?code=guess')).status).toBe(401)
  })

  it('a browser without a session with a page that says what to do', async () => {
    const page = await ask('/', { accept: 'text/html,*/*' })
    expect(page.status).toBe(401)
    expect(page.body).toContain('Open the address that Aviary printed')
    expect(page.headers['set-cookie']).toBeUndefined()
  })

  it('foreign hosts, sites and origins even with the cookie', async () => {
    const port = new URL(server.url).port
    expect((await ask('/', { cookie, host: `evil.example:${port}` })).status).toBe(403)
    expect((await ask('/', { cookie, 'sec-fetch-site': 'same-site' })).status).toBe(403)
    expect((await ask('/', { cookie, origin: 'https://evil.example' })).status).toBe(403)
    const post = (headers: Record<string, string>) =>
      ask('/api/contexts/list', { ...json, cookie, ...headers }, 'POST')
    expect((await post({})).status).toBe(403)
    expect((await post({ origin: 'https://evil.example' })).status).toBe(403)
    expect((await post({ origin: server.url })).status).toBe(200)
  })

  it('a printed address whose host was rebound', async () => {
    const path = pathOf(server.openUrl)
    expect((await ask(path, { host: 'evil.example' })).status).toBe(403)
    expect((await ask(path)).status).toBe(303)
  })

  const upgrades: [string, number, { origin?: string; headers: Record<string, string> }][] = [
    ['without a session', 401, { headers: {} }],
    ['with a cookie but no origin', 403, { headers: { cookie: 'ours' } }],
    ['from a foreign origin', 403, { origin: 'https://evil.example', headers: { cookie: 'ours' } }],
    ['to a foreign host', 403, { headers: { cookie: 'ours', host: 'evil.example' } }],
  ]
  it.each(upgrades)('a WebSocket %s', async (_, status, { origin, headers }) => {
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/rpc`, {
      ...(origin === undefined ? {} : { origin }),
      headers: headers.cookie === undefined ? headers : { ...headers, cookie },
    })
    const [error] = (await once(socket, 'error')) as [Error]
    expect(error.message).toBe(`Unexpected server response: ${status}`)
  })

  it('a WebSocket to any other path', async () => {
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/other`, {
      origin: server.url,
      headers: { cookie },
    })
    const [error] = (await once(socket, 'error')) as [Error]
    expect(error.message).toBe('Unexpected server response: 404')
  })

  it('paths that lead out of its folder', async () => {
    for (const path of [
      '/../secret.js',
      '/%2e%2e/secret.js',
      '/assets/..%2f..%2fsecret.js',
      '/..%5csecret.js',
    ]) {
      const answer = await ask(path, { cookie })
      expect(answer.status, path).toBe(404)
      expect(answer.body).not.toContain('secret')
    }
  })

  it('inputs of more than eight megabytes', async () => {
    const body = JSON.stringify({ context: 'east', expr: 'x'.repeat(9 * 1024 * 1024) })
    const answer = await ask('/api/prometheus/query', { ...json, cookie, origin: server.url }, 'POST', body)
    expect(answer.status).toBe(413)
  })
})

describe('the browser host says', () => {
  it('on every answer what a page may do, and never that other origins may read it', async () => {
    const port = new URL(server.url).port
    for (const path of ['/', '/nowhere', '/api/openapi.json']) {
      for (const headers of [{}, { cookie }] as Record<string, string>[]) {
        const answer = await ask(path, { ...headers, origin: server.url })
        expect(answer.headers['content-security-policy']).toContain("default-src 'self'; ")
        expect(answer.headers['content-security-policy']).toContain(
          `connect-src 'self' ws://127.0.0.1:${port}`,
        )
        expect(answer.headers['content-security-policy']).toContain("frame-ancestors 'none'")
        expect(answer.headers).toMatchObject({
          'x-content-type-options': 'nosniff',
          'referrer-policy': 'no-referrer',
          'cache-control': 'no-store',
        })
        expect(Object.keys(answer.headers).filter((name) => name.includes('allow-origin'))).toEqual([])
      }
    }
  })

  it('that a file with a hash in its name may be kept', async () => {
    const script = await ask('/assets/index-Ab12_-9z.js', { cookie })
    expect(script.headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'private, max-age=31536000, immutable',
    })
  })

  it('the whole contract as OpenAPI 3.1', async () => {
    const answer = await ask('/api/openapi.json', { cookie })
    const document = JSON.parse(answer.body)
    expect(document.openapi).toMatch(/^3\.1\./)
    expect(document.info).toEqual({ title: 'Aviary', version: '1.2.3' })
    const start = document.paths['/sandbox/start'].post
    expect(start.requestBody.content['application/json'].schema.properties.clusters).toMatchObject({
      type: 'integer',
      maximum: 8,
      default: 2,
    })
    expect(Object.keys(start.responses)).toEqual(expect.arrayContaining(['200', '422']))
    const calls = callsOf(contract, '')
    expect(Object.keys(document.paths).toSorted()).toEqual(calls.toSorted())
  })

  it('which port is taken', async () => {
    const port = Number(new URL(server.url).port)
    const again = serveCore({ router: createFakeCore().router, rendererDir: folder, version: '0', port })
    const failure = await again.catch(failureOf)
    expect(failure).toEqual({
      code: 'bad-input',
      field: 'port',
      reason: `127.0.0.1:${port} is taken by another program`,
    })
  })
})
