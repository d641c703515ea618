/** Gives pages their port to the core: to our own page alone, and a new one after the core was started again. */
import type { IpcMainEvent, MessagePortMain, WebContents } from 'electron'
import { portGiven, portWanted } from './page-origin.ts'
import { type Frame, isOwnPage } from './sender-check.ts'

type Sender = Pick<WebContents, 'postMessage' | 'mainFrame'>
type Asking = { readonly sender: Sender; readonly senderFrame: Frame | null }

export interface PortBroker {
  answer(event: Asking): void
  /** For pages that were there before. */
  connect(contents: Sender): void
}

export function createPortBroker(newPort: () => MessagePortMain): PortBroker {
  function connect(contents: Sender): void {
    if (isOwnPage(contents.mainFrame)) contents.postMessage(portGiven, null, [newPort()])
  }
  return {
    answer({ sender, senderFrame }) {
      if (isOwnPage(senderFrame)) connect(sender)
    },
    connect,
  }
}

/** The only channel that pages may speak on. */
export function listenToPages(
  ipcMain: { on(channel: string, listener: (event: IpcMainEvent) => void): unknown },
  broker: PortBroker,
): void {
  ipcMain.on(portWanted, (event) => broker.answer(event))
}
