/** A window shows our page and nothing else. Links lead to the user's browser, and only http and https ones. */
import type { WebContents } from 'electron'
import { pageUrl } from './page-origin.ts'

export function guardNavigation(
  contents: WebContents,
  openExternal: (url: string) => Promise<void>,
  warn: (sentence: string) => void,
): void {
  contents.on('will-frame-navigate', (event) => {
    if (!event.isMainFrame || !isPage(event.url)) event.preventDefault()
  })
  contents.on('will-redirect', (event) => event.preventDefault())
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.setWindowOpenHandler(({ url }) => {
    const link = externalLink(url)
    if (link !== null) openExternal(link).catch((error: unknown) => warn(`${link}: ${String(error)}`))
    return { action: 'deny' }
  })
}

/** The URL as parsed, or null when it may not leave the app. */
export function externalLink(url: string): string | null {
  const parsed = URL.parse(url)
  if (parsed === null || !['https:', 'http:'].includes(parsed.protocol)) return null
  // A user name in front of the host is how a link pretends to lead somewhere else.
  return parsed.username === '' && parsed.password === '' ? parsed.href : null
}

/** Reloading the page is navigating to it. */
const isPage = (url: string) => url.split('#', 1)[0] === pageUrl
