/**
 * Stands between clients and an API server and writes down what each of them sends. A client is known by its bearer
 * token, which is any word; the server is shown its own.
 */

import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer, request as httpsRequest, type RequestOptions } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Certificates } from '../../main/sandbox/api-server/certificates.ts'

export interface Recorded {
  readonly method: string
  /** Path and query as sent. */
  readonly url: string
  readonly accept: string
  /** Of the body, empty where there is none. */
  readonly contentType: string
  readonly isUpgrade: boolean
  readonly upgradeTo: string
  /** Empty until all of it was read. */
  body: string
}

export interface Upstream {
  /** https URL on this machine. */
  readonly url: string
  readonly caPem: string
  readonly token: string
}

export async function recordingProxy(certificates: Certificates, upstream: Upstream) {
  const recorded = new Map<string, Recorded[]>()
  const { hostname, port } = new URL(upstream.url)
  const ended = new AbortController()
  /** Of upgrades, which no longer belong to the server. */
  const tunnels = new Set<Duplex>()

  function record(request: IncomingMessage): Recorded {
    const client = (request.headers.authorization ?? '').replace(/^Bearer /, '')
    const { accept = '', 'content-type': contentType = '', upgrade = '' } = request.headers
    const one: Recorded = {
      ...{ method: request.method ?? '', url: request.url ?? '', accept, contentType, body: '' },
      ...{ isUpgrade: upgrade !== '', upgradeTo: upgrade },
    }
    recorded.set(client, [...(recorded.get(client) ?? []), one])
    return one
  }
  const passedOn = ({ method, url, headers }: IncomingMessage): RequestOptions => ({
    ...{ hostname, port, ca: upstream.caPem, signal: ended.signal },
    ...{ method: method ?? 'GET', path: url ?? '/' },
    headers: { ...headers, authorization: `Bearer ${upstream.token}` },
  })

  function pass(request: IncomingMessage, response: ServerResponse): void {
    const one = record(request)
    const chunks: Buffer[] = []
    const onward = httpsRequest(passedOn(request), (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      response.flushHeaders()
      answer.pipe(response)
      answer.on('error', () => response.destroy())
    })
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      one.body = Buffer.concat(chunks).toString('utf8')
    })
    request.pipe(onward)
    onward.on('error', () => response.destroy())
    response.on('close', () => onward.destroy())
  }

  function passUpgrade(request: IncomingMessage, client: Duplex, head: Buffer): void {
    record(request)
    tunnels.add(client)
    client.on('close', () => tunnels.delete(client))
    const onward = httpsRequest(passedOn(request))
    const headerText = ({ statusCode, statusMessage, rawHeaders }: IncomingMessage) => {
      const lines = rawHeaders.flatMap((name, index) =>
        index % 2 === 0 ? [`${name}: ${rawHeaders[index + 1]}`] : [],
      )
      return `HTTP/1.1 ${statusCode} ${statusMessage}\r\n${lines.join('\r\n')}\r\n\r\n`
    }
    onward.on('upgrade', (answer, server: Duplex, first: Buffer) => {
      client.write(headerText(answer))
      if (first.length > 0) client.write(first)
      if (head.length > 0) server.write(head)
      client.pipe(server).pipe(client)
      client.on('error', () => server.destroy())
      client.on('close', () => server.destroy())
      server.on('error', () => client.destroy())
      server.on('close', () => client.destroy())
    })
    onward.on('response', (answer) => {
      client.write(headerText(answer))
      answer.pipe(client)
    })
    onward.on('error', () => client.destroy())
    onward.end()
  }

  const server = createServer({
    cert: `${certificates.certificatePem}\n${certificates.caPem}`,
    key: certificates.keyPem,
    ALPNProtocols: ['http/1.1'],
  })
  server.on('request', pass)
  server.on('upgrade', passUpgrade)
  server.requestTimeout = 0
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))

  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    caPem: certificates.caPem,
    /** What the client with that token has sent, oldest first. */
    of: (client: string): readonly Recorded[] => recorded.get(client) ?? [],
    async close() {
      ended.abort()
      const closed = new Promise<void>((done) => server.close(() => done()))
      for (const tunnel of tunnels) tunnel.destroy()
      server.closeAllConnections()
      await closed
    },
  }
}
