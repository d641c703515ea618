/** HTTP/1.1 and HTTP/2 over connections that come from anywhere; which of the two a client speaks is told by its first bytes. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import {
  createServer as createHttp2Server,
  type Http2ServerRequest,
  type Http2ServerResponse,
} from 'node:http2'
import type { Duplex } from 'node:stream'
import { peek } from './peek.ts'

export type HttpHandler = (request: IncomingMessage, response: ServerResponse) => void
export type AnyRequest = IncomingMessage | Http2ServerRequest
export type AnyResponse = ServerResponse | Http2ServerResponse
export type AnyHttpHandler = (request: AnyRequest, response: AnyResponse) => void

export interface HttpConnections {
  accept(socket: Duplex, handler: AnyHttpHandler): void
  acceptHttp1(socket: Duplex, handler: HttpHandler): void
  close(): void
}

/** Of a client that speaks HTTP/2 without asking before (RFC 9113, 3.4). */
const preface = Buffer.from('PRI * HTTP/2.0')

export function createHttpConnections(): HttpConnections {
  const handlers = new WeakMap<object, HttpHandler>()
  const handlersOfSessions = new WeakMap<object, AnyHttpHandler>()
  const open = new Set<Duplex>()
  let accepting: AnyHttpHandler | undefined

  const server = createServer((request, response) => handlers.get(request.socket)?.(request, response))
  // Like Envoy's, idle connections stay open: a flight may pause for longer than Node's 5 s.
  server.keepAliveTimeout = 0
  server.requestTimeout = 0
  const http2 = createHttp2Server((request, response) => {
    const { session } = request.stream
    if (session !== undefined) handlersOfSessions.get(session)?.(request, response)
  })
  http2.on('session', (session) => {
    if (accepting !== undefined) handlersOfSessions.set(session, accepting)
    session.on('error', () => session.destroy())
  })

  function track(socket: Duplex): void {
    open.add(socket)
    socket.once('close', () => open.delete(socket))
  }

  return {
    acceptHttp1(socket, handler) {
      track(socket)
      handlers.set(socket, handler)
      server.emit('connection', socket)
    },
    accept(socket, handler) {
      track(socket)
      // A client that breaks off is no failure of ours.
      socket.on('error', () => socket.destroy())
      const enough = (first: Buffer) =>
        first.length >= preface.length || !preface.subarray(0, first.length).equals(first)
      peek(socket, enough, (first) => {
        if (first.subarray(0, preface.length).equals(preface)) {
          accepting = handler
          http2.emit('connection', socket)
          accepting = undefined
        } else {
          handlers.set(socket, handler)
          server.emit('connection', socket)
          socket.resume()
        }
      })
    },
    close() {
      for (const one of open) one.destroy()
      server.close()
      http2.close()
    },
  }
}
