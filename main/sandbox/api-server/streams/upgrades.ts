/** Requests that ask for another protocol: port-forward by WebSocket (channels, or SPDY inside) and by SPDY. */
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import { ApiError } from '../api-error.ts'
import { parseResourcePath, type ResourcePath } from '../http/request-path.ts'
import { checkToken, type RequestOptions, statusOf } from '../http/requests.ts'
import { stored } from '../operations.ts'
import { forwardChannels } from './channel-forward.ts'
import { type PodPorts, portsOf } from './port-forward.ts'
import { forwardSpdy } from './spdy-forward.ts'

const channelProtocols = ['v5.channel.k8s.io', 'v4.channel.k8s.io']
const spdyInside = 'SPDY/3.1+portforward.k8s.io'
/** `ws` refuses a protocol with a slash in its name, so it sees this one. */
const spdyAlias = 'spdy-portforward'

export interface Upgrades {
  handle(request: IncomingMessage, socket: Duplex, head: Buffer): void
  close(): void
}

export function createUpgrades(options: RequestOptions): Upgrades {
  const server = new WebSocketServer({
    noServer: true,
    handleProtocols: (offered) => {
      if (offered.has(spdyAlias)) return spdyInside
      return channelProtocols.find((name) => offered.has(name)) ?? false
    },
  })

  function accept(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    checkToken(request, options.token)
    const url = new URL(request.url ?? '/', 'https://127.0.0.1')
    const pod = podOf(options, parseResourcePath(url.pathname))
    const upgrade = (request.headers.upgrade ?? '').toLowerCase()
    if (upgrade === 'spdy/3.1') acceptSpdy(socket, head, pod)
    else if (upgrade === 'websocket') acceptWebSocket(request, socket, head, pod, url)
    else throw new ApiError(400, 'BadRequest', `unable to upgrade: no way to speak ${upgrade}`)
  }

  function acceptWebSocket(
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
    pod: PodPorts,
    url: URL,
  ): void {
    const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((one) => one.trim())
    const withSpdy = offered.includes(spdyInside)
    if (!withSpdy && !offered.some((one) => channelProtocols.includes(one)))
      throw new ApiError(400, 'BadRequest', `no protocol in common: ${offered.join(', ')}`)
    if (withSpdy) request.headers['sec-websocket-protocol'] = spdyAlias
    server.handleUpgrade(request, socket, head, (client) => {
      if (withSpdy) forwardSpdy(socketTransport(client), pod)
      else forwardChannels(client, url.searchParams.getAll('ports').flatMap(portNumbers), pod)
    })
  }

  return {
    handle(request, socket, head) {
      socket.on('error', () => socket.destroy())
      try {
        accept(request, socket, head)
      } catch (error) {
        refuse(socket, error)
      }
    },
    close() {
      for (const client of server.clients) client.terminate()
    },
  }
}

const portNumbers = (text: string) => text.split(',').map(Number)

function podOf(options: RequestOptions, path: ResourcePath | undefined): PodPorts {
  const kind = path === undefined ? undefined : options.registry.find(path.group, path.version, path.plural)
  if (kind?.plural !== 'pods' || path?.subresource !== 'portforward' || path.name === undefined)
    throw new ApiError(404, 'NotFound', 'the server could not find the requested resource')
  const { namespace = '', name, version } = path
  stored(options, { kind, version, namespace, name })
  return portsOf(options.network, namespace, name)
}

function acceptSpdy(socket: Duplex, head: Buffer, pod: PodPorts): void {
  socket.write(
    [
      'HTTP/1.1 101 Switching Protocols',
      'Connection: Upgrade',
      'Upgrade: SPDY/3.1',
      'X-Stream-Protocol-Version: portforward.k8s.io',
      '',
      '',
    ].join('\r\n'),
  )
  const transport = {
    send: (bytes: Buffer, sent?: () => void) => void socket.write(bytes, () => sent?.()),
    onData: (listener: (bytes: Buffer) => void) => void socket.on('data', listener),
    onClose: (listener: () => void) => void socket.once('close', listener),
    close: () => void socket.end(),
  }
  forwardSpdy(transport, pod)
  if (head.length > 0) socket.unshift(head)
}

const socketTransport = (client: WebSocket) => ({
  send: (bytes: Buffer, sent?: () => void) => client.send(bytes, () => sent?.()),
  onData: (listener: (bytes: Buffer) => void) => void client.on('message', listener),
  onClose: (listener: () => void) => void client.once('close', listener),
  close: () => client.close(1000),
})

function refuse(socket: Duplex, error: unknown): void {
  const { code, body } = statusOf(error)
  const text = JSON.stringify(body)
  const headers = `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(text)}\r\nconnection: close`
  socket.end(`HTTP/1.1 ${code} Refused\r\n${headers}\r\n\r\n${text}`)
}
