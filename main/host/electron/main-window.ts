/** The one window. */
import type { BrowserWindow, BrowserWindowConstructorOptions } from 'electron'
import type { WindowState } from './window-state.ts'
import { smallest } from './window-state.ts'

export interface WindowLooks {
  readonly place: { x?: number; y?: number; width?: number; height?: number }
  readonly dark: boolean
  readonly preload: string
}

export function windowOptions({ place, dark, preload }: WindowLooks): BrowserWindowConstructorOptions {
  return {
    ...place,
    minWidth: smallest.width,
    minHeight: smallest.height,
    title: 'Aviary',
    show: false,
    // The colour of the page, so that nothing flashes before it is drawn.
    backgroundColor: dark ? '#0d1014' : '#f5f6f8',
    webPreferences: {
      preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      webviewTag: false,
      spellcheck: false,
    },
  }
}

export function showWhenReady(window: BrowserWindow, state: WindowState | null): void {
  window.once('ready-to-show', () => {
    if (state?.maximized === true) window.maximize()
    window.show()
  })
}

/** A second start of Aviary brings the first to the front. */
export function bringToFront(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore()
  window.show()
  window.focus()
}
