/** Looks up a host and opens a connection to it before a flight, so that what is dead is named and not measured. */
import { lookup } from 'node:dns/promises'
import { connect as connectTcp, isIP, type Socket } from 'node:net'
import { connect as connectTls, TLSSocket } from 'node:tls'
import { fail } from '#shared/model/failure.ts'
import { connectionProblem, proxyProblem } from './engine/connection-problem.ts'
import type { Dialled } from './engine/dialler.ts'
import type { TlsSettings, Tunnel } from './engine/messages.ts'
import { tlsOptions } from './engine/tls-options.ts'
import { openThrough } from './engine/tunnel.ts'

export interface Endpoint {
  readonly port: number
  readonly tls: TlsSettings | null
  /** Where it is a proxy that is connected to. */
  readonly tunnel: Tunnel | null
}

/** All addresses of a name, in the order of the system; rejects where there is none. */
export type LookUp = (host: string) => Promise<readonly { readonly address: string }[]>

export const lookUpHere: LookUp = (host) => lookup(host, { all: true })

const longestMs = 5000

/** The addresses of a host, in the order of the system. */
export async function addressesOf(host: string, target: string, lookUp: LookUp): Promise<string[]> {
  if (isIP(host) !== 0) return [host]
  try {
    const found = await lookUp(host)
    return found.map(({ address }) => address)
  } catch (error) {
    const { words } = connectionProblem(error as NodeJS.ErrnoException)
    return fail({ code: 'target-unreachable', target, reason: `${words} (${host})` })
  }
}

export interface Reached {
  /** Those that took a connection; at least one. */
  readonly addresses: readonly string[]
  /** Those that took none although another of their kind (IPv4, IPv6) did. */
  readonly silent: readonly string[]
}

/** Fails with why the first one takes no connection when none does. */
export async function reach(
  endpoint: Endpoint,
  addresses: readonly string[],
  target: string,
): Promise<Reached> {
  const problems = await Promise.all(addresses.map((address) => tryConnect(endpoint, address)))
  const reached = addresses.filter((_, at) => problems[at] === undefined)
  if (reached.length === 0) {
    return fail({ code: 'target-unreachable', target, reason: problems[0] ?? 'it has no address' })
  }
  const kinds = new Set(reached.map(isIP))
  const silent = addresses.filter((address, at) => problems[at] !== undefined && kinds.has(isIP(address)))
  return { addresses: reached, silent }
}

/** Why it takes no connection; undefined when it does. */
function tryConnect({ port, tls, tunnel }: Endpoint, address: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const to: Dialled = { host: address, port, noDelay: true }
    const end = (problem: string | undefined) => {
      socket.destroy()
      resolve(problem)
    }
    const opened = (inside: Socket) => end(alpnProblem(inside, tls))
    const passage =
      tunnel === null ? undefined : openThrough(to, tunnel, tls, opened, ({ words }) => end(words))
    const socket = passage?.outside ?? openDirectly(to, tls, opened, end)
    const late = { kind: 'timeout', words: `no answer within ${longestMs / 1000} s` }
    socket.setTimeout(longestMs, () => end((passage?.isThrough === false ? proxyProblem(late) : late).words))
  })
}

function openDirectly(
  to: Dialled,
  tls: TlsSettings | null,
  opened: (socket: Socket) => void,
  failed: (problem: string) => void,
): Socket {
  const socket = tls === null ? connectTcp(to) : connectTls({ ...to, ...tlsOptions(tls) })
  socket.once(tls === null ? 'connect' : 'secureConnect', () => opened(socket))
  socket.once('error', (error: NodeJS.ErrnoException) => failed(connectionProblem(error).words))
  socket.once('close', () => failed('the connection was closed at once'))
  return socket
}

/** A server that knows no ALPN picks nothing, which is as good as HTTP/1.1 and no HTTP/2. */
function alpnProblem(socket: Socket, tls: TlsSettings | null): string | undefined {
  if (tls?.alpn !== 'h2' || (socket instanceof TLSSocket && socket.alpnProtocol === 'h2')) return undefined
  return 'it does not offer HTTP/2 there'
}
