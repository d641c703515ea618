/** Requests that ask for another protocol: port-forward, exec and attach, by WebSocket and by SPDY. */
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import { requestUrl } from '../../request-url.ts'
import { ApiError } from '../api-error.ts'
import { parseResourcePath, type ResourcePath } from '../http/request-path.ts'
import { type RequestOptions, statusOf, userOf } from '../http/requests.ts'
import { stored } from '../operations.ts'
import { attachTo } from './attach.ts'
import { commandOverChannels } from './channel-command.ts'
import { forwardChannels } from './channel-forward.ts'
import { type PodPorts, portsOf } from './port-forward.ts'
import { execOf, type RemoteCommand } from './remote-command.ts'
import { commandOverSpdy } from './spdy-command.ts'
import { forwardSpdy } from './spdy-forward.ts'

const channelProtocols = ['v5.channel.k8s.io', 'v4.channel.k8s.io']
const spdyInside = 'SPDY/3.1+portforward.k8s.io'
/** `ws` refuses a protocol with a slash in its name, so it sees this one. */
const spdyAlias = 'spdy-portforward'

export interface Upgrades {
  handle(request: IncomingMessage, socket: Duplex, head: Buffer): void
  close(): void
}

/** What a request for another protocol is about. */
type Wish =
  | { readonly is: 'forward'; readonly pod: PodPorts; readonly ports: readonly number[] }
  | { readonly is: 'command'; readonly command: RemoteCommand }

export function createUpgrades(options: RequestOptions): Upgrades {
  const server = new WebSocketServer({
    noServer: true,
    handleProtocols: (offered) => {
      if (offered.has(spdyAlias)) return spdyInside
      return channelProtocols.find((name) => offered.has(name)) ?? false
    },
  })

  function accept(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    userOf(options, request)
    const url = requestUrl(request)
    const wish = wishOf(options, parseResourcePath(url.pathname), url.searchParams)
    const upgrade = (request.headers.upgrade ?? '').toLowerCase()
    if (upgrade === 'spdy/3.1') acceptSpdy(request, socket, head, wish)
    else if (upgrade === 'websocket') acceptWebSocket(request, socket, head, wish)
    else throw new ApiError(400, 'BadRequest', `unable to upgrade: no way to speak ${upgrade}`)
  }

  function acceptWebSocket(request: IncomingMessage, socket: Duplex, head: Buffer, wish: Wish): void {
    const offered = protocolsIn(request.headers['sec-websocket-protocol'])
    const withSpdy = wish.is === 'forward' && offered.includes(spdyInside)
    if (!withSpdy && !offered.some((one) => channelProtocols.includes(one)))
      throw new ApiError(400, 'BadRequest', `no protocol in common: ${offered.join(', ')}`)
    if (withSpdy) request.headers['sec-websocket-protocol'] = spdyAlias
    server.handleUpgrade(request, socket, head, (client) => {
      // Frames that are none end this connection, by themselves; without a listener they would end the sandbox.
      client.on('error', () => undefined)
      if (wish.is === 'command') void commandOverChannels(client, wish.command)
      else if (withSpdy) forwardSpdy(socketTransport(client), wish.pod)
      else forwardChannels(client, wish.ports, wish.pod)
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

const protocolsIn = (header: string | string[] | undefined) =>
  String(header ?? '')
    .split(',')
    .map((one) => one.trim())

const portNumbers = (text: string) => text.split(',').map(Number)

function wishOf(options: RequestOptions, path: ResourcePath | undefined, query: URLSearchParams): Wish {
  const kind = path === undefined ? undefined : options.registry.find(path.group, path.version, path.plural)
  const { namespace = '', name, subresource = '', version = '' } = path ?? {}
  if (kind?.plural !== 'pods' || !streaming.includes(subresource) || name === undefined)
    throw new ApiError(404, 'NotFound', 'the server could not find the requested resource')
  const { network, clock } = options
  const pod = stored(options, { kind, version, namespace, name })
  if (subresource === 'exec') return { is: 'command', command: execOf(network, pod, query) }
  if (subresource === 'attach') {
    const now = () => options.store.get('/pods', namespace, name)
    return { is: 'command', command: attachTo(network, clock, pod, now, query) }
  }
  return {
    is: 'forward',
    pod: portsOf(network, namespace, name),
    ports: query.getAll('ports').flatMap(portNumbers),
  }
}

const streaming = ['portforward', 'exec', 'attach']

function acceptSpdy({ headers }: IncomingMessage, socket: Duplex, head: Buffer, wish: Wish): void {
  const protocol = wish.is === 'forward' ? 'portforward.k8s.io' : 'v4.channel.k8s.io'
  const offered = protocolsIn(headers['x-stream-protocol-version'])
  if (wish.is === 'command') {
    if (!offered.includes(protocol))
      throw new ApiError(
        403,
        'Forbidden',
        `unable to upgrade: unable to negotiate protocol: client supports [${offered.join(' ')}], server accepts [${protocol}]`,
      )
    if (wish.command.refused !== undefined) {
      end(socket, 500, 'text/plain', wish.command.refused)
      return
    }
  }
  socket.write(
    [
      'HTTP/1.1 101 Switching Protocols',
      'Connection: Upgrade',
      'Upgrade: SPDY/3.1',
      `X-Stream-Protocol-Version: ${protocol}`,
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
  if (wish.is === 'command') commandOverSpdy(transport, wish.command)
  else forwardSpdy(transport, wish.pod)
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
  end(socket, code, 'application/json', JSON.stringify(body))
}

/** What a node says is no Status. */
function end(socket: Duplex, code: number, type: string, text: string): void {
  const headers = `content-type: ${type}\r\ncontent-length: ${Buffer.byteLength(text)}\r\nconnection: close`
  socket.end(`HTTP/1.1 ${code} Refused\r\n${headers}\r\n\r\n${text}`)
}
