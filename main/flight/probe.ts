/** Looks up a host and opens one connection to it before a flight, so that what is dead is named and not measured. */
import { lookup } from 'node:dns/promises'
import { connect as connectTcp, isIP, type Socket } from 'node:net'
import { connect as connectTls, TLSSocket } from 'node:tls'
import { fail } from '#shared/model/failure.ts'
import { connectionProblem } from './engine/connection-problem.ts'
import type { TlsSettings } from './engine/messages.ts'
import { tlsOptions } from './engine/tls-options.ts'

export interface Endpoint {
  readonly host: string
  readonly port: number
  readonly tls: TlsSettings | null
}

const longestMs = 5000

/** The addresses of a host, in the order of the system. */
export async function addressesOf(host: string, target: string): Promise<string[]> {
  if (isIP(host) !== 0) return [host]
  try {
    const found = await lookup(host, { all: true })
    return found.map(({ address }) => address)
  } catch (error) {
    const { words } = connectionProblem(error as NodeJS.ErrnoException)
    return fail({ code: 'target-unreachable', target, reason: `${words} (${host})` })
  }
}

/** The first address that takes a connection; fails with why the first one does not. */
export async function firstReachable(
  endpoint: Endpoint,
  addresses: readonly string[],
  target: string,
): Promise<string> {
  let reason: string | undefined
  for (const address of addresses) {
    const problem = await tryConnect(endpoint, address)
    if (problem === undefined) return address
    reason ??= problem
  }
  return fail({ code: 'target-unreachable', target, reason: reason ?? 'it has no address' })
}

function tryConnect({ port, tls }: Endpoint, address: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = open(address, port, tls)
    const end = (problem: string | undefined) => {
      socket.destroy()
      resolve(problem)
    }
    socket.setTimeout(longestMs, () => end(`no answer within ${longestMs / 1000} s`))
    socket.once(tls === null ? 'connect' : 'secureConnect', () => end(alpnProblem(socket, tls)))
    socket.once('error', (error: NodeJS.ErrnoException) => end(connectionProblem(error).words))
    socket.once('close', () => end('the connection was closed at once'))
  })
}

/** A server that knows no ALPN picks nothing, which is as good as HTTP/1.1 and no HTTP/2. */
function alpnProblem(socket: Socket, tls: TlsSettings | null): string | undefined {
  if (tls?.alpn !== 'h2' || (socket instanceof TLSSocket && socket.alpnProtocol === 'h2')) return undefined
  return 'it does not offer HTTP/2 there'
}

function open(host: string, port: number, tls: TlsSettings | null): Socket {
  if (tls === null) return connectTcp({ host, port })
  return connectTls({ host, port, ...tlsOptions(tls) })
}
