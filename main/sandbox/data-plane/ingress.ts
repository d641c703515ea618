/**
 * The listener of a cluster's ingress gateway, on loopback. Its requests are spread over the ready gateway pods; without
 * one the connection is closed, as nothing would listen.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Calls } from './calls.ts'
import { Cancellation } from './cancellation.ts'
import { gatewayPort } from './compile-routes.ts'
import { callRequestOf, writeReply } from './http-answers.ts'
import type { PodRuntime } from './pod-runtime.ts'

export interface Ingress {
  readonly port: number
  close(): Promise<void>
}

export type ServeAtGateway = (gateway: PodRuntime, request: IncomingMessage, response: ServerResponse) => void

export function serveAtGateway(calls: Calls): ServeAtGateway {
  return (gateway, request, response) => {
    const gone = new Cancellation()
    response.once('close', () => {
      if (!response.writableFinished) gone.end('gone')
    })
    void calls.send(gateway, callRequestOf(request, gatewayPort), gone).then((reply) => {
      if (!response.destroyed) writeReply(response, reply)
    })
  }
}

export async function openIngress(
  gateways: () => readonly PodRuntime[],
  serve: ServeAtGateway,
  port = 0,
): Promise<Ingress> {
  let next = 0
  const server = createServer((request, response) => {
    const ready = gateways()
    const gateway = ready[next++ % ready.length]
    if (gateway === undefined) request.socket.destroy()
    else serve(gateway, request, response)
  })
  // Like Envoy's, idle connections stay open: a flight may pause for longer than Node's 5 s.
  server.keepAliveTimeout = 0
  server.requestTimeout = 0
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
