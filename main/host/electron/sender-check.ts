/** Whether a message comes from our own page. Anything else that runs in a window may only look like it. */
import type { WebFrameMain } from 'electron'
import { pageOrigin } from './page-origin.ts'

export type Frame = Pick<WebFrameMain, 'origin' | 'url' | 'parent'>

/** `frame` is null when the frame went away or navigated before the message was read. */
export function isOwnPage(frame: Frame | null): boolean {
  return (
    frame !== null &&
    frame.parent === null &&
    frame.origin === pageOrigin &&
    originOf(frame.url) === pageOrigin
  )
}

/** `URL.origin` is "null" for a scheme of one's own, so it is put together here. */
export function originOf(url: string): string | null {
  const parsed = URL.parse(url)
  return parsed === null ? null : `${parsed.protocol}//${parsed.host}`
}
