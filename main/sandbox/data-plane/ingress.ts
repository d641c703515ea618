/** The listeners of a cluster's ingress gateway on loopback, one for each port at which its pods listen. */

import type { AddressInfo } from 'node:net'
import { createServer, type Server } from 'node:net'
import type { Calls } from './calls.ts'
import { Cancellation } from './cancellation.ts'
import type { GatewayFront, GatewayFrontOptions } from './gateway-front.ts'
import { plainTarget, portOfTarget, tlsTarget } from './gateway-servers.ts'
import { receiveCall, writeReply } from './http-answers.ts'

export interface Ingress {
  /** Local ports by those of the pods; the one for plain HTTP and the one for TLS are always there. */
  readonly ports: ReadonlyMap<number, number>
  /** Opens what is missing of these ports of the pods, and closes what is left over. Answers whether that was anything. */
  listen(targets: ReadonlySet<number>): Promise<boolean>
  close(): Promise<void>
}

export function serveAtGateway(calls: Calls): GatewayFrontOptions['serve'] {
  return (gateway, { target, config, scheme }, request, response) => {
    const gone = new Cancellation()
    let answered = false
    response.once('close', () => {
      if (!answered) gone.end('gone')
    })
    receiveCall(request, { port: portOfTarget(target), config, scheme }, (call) => {
      const headers = { ...call.headers, 'x-forwarded-proto': scheme }
      void calls.send(gateway, { ...call, headers }, gone).then((reply) => {
        if (gone.why !== undefined) return
        answered = true
        writeReply(response, reply, call)
      })
    })
  }
}

/** One exchange: what comes first is sent on, and the answer ends the connection. */
export function serveTcpAtGateway(calls: Calls): GatewayFrontOptions['serveTcp'] {
  return (gateway, { target, config }, socket) => {
    const gone = new Cancellation()
    socket.once('close', () => gone.end('gone'))
    socket.once('data', (body: Buffer) => {
      const call = { host: '*', port: portOfTarget(target), config, method: 'TCP', path: '/', headers: {} }
      void calls
        .send(gateway, { ...call, body, bytes: body.length }, gone)
        .then(({ status, body: answer }) => {
          if (status === 200) socket.end(answer)
          else socket.destroy()
        })
    })
  }
}

/** Answered when the connection has ended; one that leads nowhere ends at once. */
export function passTlsAtGateway(calls: Calls): GatewayFrontOptions['passTls'] {
  return (gateway, { target, config }, stream) => {
    const at = { host: stream.serverName ?? '', port: portOfTarget(target), config }
    const call = { ...at, method: 'TCP', path: '/', headers: {}, bytes: 0, stream }
    void calls.send(gateway, call).then(() => stream.socket.destroy())
  }
}

const always = [plainTarget, tlsTarget]

export async function openIngress(front: GatewayFront, plainPort = 0): Promise<Ingress> {
  const servers = new Map<number, Server>()
  const ports = new Map<number, number>()

  async function open(target: number, port: number): Promise<void> {
    const server = createServer((socket) => front.accept(socket, target))
    servers.set(target, server)
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(port, '127.0.0.1', resolve)
    })
    ports.set(target, (server.address() as AddressInfo).port)
  }

  await open(plainTarget, plainPort)
  await open(tlsTarget, 0)
  return {
    ports,
    async listen(targets) {
      const missing = [...targets].filter((target) => !servers.has(target))
      const leftOver = [...servers.keys()].filter((one) => !targets.has(one) && !always.includes(one))
      for (const target of leftOver) {
        servers.get(target)?.close()
        servers.delete(target)
        ports.delete(target)
      }
      await Promise.all(missing.map((target) => open(target, 0)))
      return missing.length + leftOver.length > 0
    },
    async close() {
      front.close()
      await Promise.all(
        [...servers.values()].map((server) => new Promise<void>((done) => server.close(() => done()))),
      )
    },
  }
}
