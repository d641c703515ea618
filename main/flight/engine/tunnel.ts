/**
 * A way through an HTTP proxy (CONNECT, RFC 9110 section 9.3.6).
 *
 * 1. The proxy is connected to and asked for a tunnel to the target.
 * 2. Its 2xx opens the tunnel; what came behind that head is the target's. Everything else, and whatever goes wrong
 *    until then, is the proxy's fault and told as such.
 * 3. Inside of the tunnel TLS is spoken where the target wants it; from here on faults are the target's.
 */
import { connect as connectTcp, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import {
  type ConnectionProblem,
  connectionProblem,
  noProxy,
  proxyAnswer,
  proxyProblem,
} from './connection-problem.ts'
import type { Dialled } from './dialler.ts'
import type { TlsSettings, Tunnel } from './messages.ts'
import { tlsOptions } from './tls-options.ts'

type Opened = (socket: Socket) => void
type Failed = (problem: ConnectionProblem) => void

/** A connection on its way through a proxy. */
export interface Passage {
  readonly outside: Socket
  /** The tunnel is open: what goes wrong from here on, or takes too long, is the target's doing. */
  isThrough: boolean
}

/** Calls back once, unless its socket is destroyed before. */
export function openThrough(
  proxy: Dialled,
  tunnel: Tunnel,
  tls: TlsSettings | null,
  opened: Opened,
  failed: Failed,
): Passage {
  const outside = connectTcp(proxy)
  const passage: Passage = { outside, isThrough: false }
  const through = () => {
    passage.isThrough = true
    if (tls === null) opened(outside)
    else openTls(outside, tls, opened, failed)
  }
  askForTunnel(outside, tunnel, through, failed)
  return passage
}

function askForTunnel(socket: Socket, { target, authorization }: Tunnel, opened: () => void, failed: Failed) {
  let head = Buffer.alloc(0)
  let over = false
  const end = (problem: ConnectionProblem) => {
    if (over) return
    over = true
    socket.destroy()
    failed(problem)
  }
  const read = (chunk: Buffer) => {
    head = Buffer.concat([head, chunk])
    const answer = readAnswer(head)
    if (answer === undefined) return
    if (answer === 'garbage') return end(noProxy)
    if (answer.status < 200 || answer.status > 299) return end(proxyAnswer(answer.status))
    over = true
    socket.pause()
    socket.off('data', read).off('close', ended)
    if (answer.length < head.length) socket.unshift(head.subarray(answer.length))
    opened()
  }
  const ended = () => end(proxyProblem({ kind: 'closed', words: 'the connection was closed at once' }))
  socket.once('connect', () => {
    const lines = [`CONNECT ${target} HTTP/1.1`, `Host: ${target}`]
    if (authorization !== null) lines.push(`Proxy-Authorization: ${authorization}`)
    socket.write(`${lines.join('\r\n')}\r\n\r\n`)
  })
  socket.on('error', (error) => end(proxyProblem(connectionProblem(error))))
  socket.on('data', read)
  socket.on('close', ended)
}

/** With all interim answers before it. */
const mostHeadBytes = 64 * 1024

/** undefined until its head is complete; interim answers are passed over. `garbage` where it is no HTTP, or no end. */
function readAnswer(bytes: Buffer): { status: number; length: number } | 'garbage' | undefined {
  let from = 0
  for (;;) {
    const end = bytes.indexOf('\r\n\r\n', from)
    if (end < 0) {
      const begun = bytes.toString('latin1', from, from + 7)
      return 'HTTP/1.'.startsWith(begun) && bytes.length <= mostHeadBytes ? undefined : 'garbage'
    }
    const [, digits] = /^HTTP\/1\.[01] (\d{3})(?:[ \r]|$)/.exec(bytes.toString('latin1', from, end)) ?? []
    if (digits === undefined) return 'garbage'
    const status = Number(digits)
    from = end + 4
    if (status >= 200 || status === 101) return { status, length: from }
  }
}

function openTls(outside: Socket, tls: TlsSettings, opened: Opened, failed: Failed) {
  const inside = connectTls({ socket: outside, ...tlsOptions(tls) })
  const fail = (problem: ConnectionProblem) => {
    outside.destroy()
    failed(problem)
  }
  const refused = (error: Error) => {
    inside.off('close', closed)
    fail(connectionProblem(error))
  }
  const closed = () => fail({ kind: 'closed', words: 'the connection was closed at once' })
  inside.once('error', refused)
  inside.once('close', closed)
  inside.once('secureConnect', () => {
    inside.off('error', refused).off('close', closed)
    inside.once('close', () => outside.destroy())
    opened(inside)
  })
}
