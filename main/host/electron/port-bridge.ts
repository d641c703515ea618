/**
 * Runs in the preload: hands the port to the core over to the page. The page asks by a message to itself; the port
 * comes from the main process and goes on to the page. Nothing else of Electron reaches the page.
 */
import { pageOrigin, portGiven, portWanted } from './page-origin.ts'

export interface Ipc {
  send(channel: string): void
  on(channel: string, listener: (event: { readonly ports: readonly unknown[] }) => void): unknown
}

export interface Page {
  addEventListener(
    type: 'message',
    listener: (event: { readonly source: unknown; readonly origin: string; readonly data: unknown }) => void,
  ): void
  postMessage(message: string, targetOrigin: string, transfer: unknown[]): void
}

export function bridgePort(ipc: Ipc, page: Page): void {
  page.addEventListener('message', ({ source, origin, data }) => {
    if (source === page && origin === pageOrigin && data === portWanted) ipc.send(portWanted)
  })
  ipc.on(portGiven, ({ ports }) => {
    const [port] = ports
    if (port !== undefined) page.postMessage(portGiven, pageOrigin, [port])
  })
}
