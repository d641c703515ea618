/**
 * The way to the core. In a browser: a WebSocket at /rpc of the same origin, opened again with back-off when it is lost.
 * In a desktop window: a MessagePort that the preload hands over. A call made while there is no carrier waits for one;
 * calls under way when it is lost fail, and streams open themselves again (live-stream.ts).
 */
import type { ClientLink } from '@orpc/client'
import { RPCLink as PortLink } from '@orpc/client/message-port'
import { RPCLink as SocketLink } from '@orpc/client/websocket'
import { backOffMs } from './back-off.ts'
import { setConnection } from './connection-store.ts'

type Link = ClientLink<Record<never, never>>

let current: Link | null = null
let waiting: ((link: Link) => void)[] = []

export const carrierLink: Link = {
  async call(path, input, options) {
    const link = current ?? (await new Promise<Link>((resolve) => waiting.push(resolve)))
    return link.call(path, input, options)
  },
}

export function connect(page: Window): void {
  if (page.location.protocol.startsWith('http')) openSocket(page, 0)
  listenForPort(page)
}

function use(link: Link): void {
  current = link
  setConnection('up')
  const calls = waiting
  waiting = []
  for (const resume of calls) resume(link)
}

function openSocket(page: Window, attempt: number): void {
  const url = new URL('rpc', page.location.origin + page.location.pathname.replace(/[^/]*$/, ''))
  url.protocol = page.location.protocol === 'https:' ? 'wss:' : 'ws:'
  // The session's token, where the page was opened with one.
  url.search = page.location.search
  const socket = new WebSocket(url)
  const link = new SocketLink({ websocket: socket })
  let opened = false
  socket.addEventListener('open', () => {
    opened = true
    use(link)
  })
  socket.addEventListener('close', () => {
    if (current === link) current = null
    setConnection('lost')
    const next = opened ? 0 : attempt + 1
    page.setTimeout(() => openSocket(page, next), backOffMs(next))
  })
}

/** The preload posts `aviary-port` with the port; asked for once, in case it spoke before this script ran. */
function listenForPort(page: Window): void {
  page.addEventListener('message', (event) => {
    const port = event.ports[0]
    if (event.source !== page || event.data !== 'aviary-port' || port === undefined) return
    const link = new PortLink({ port })
    port.addEventListener('close', () => {
      if (current !== link) return
      current = null
      setConnection('lost')
    })
    port.start()
    use(link)
  })
  page.postMessage('aviary-port-wanted', page.location.origin === 'null' ? '*' : page.location.origin)
}
