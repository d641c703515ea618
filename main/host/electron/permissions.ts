/** The page gets no permission but to copy a text that the user asked to copy. */
import type { Session } from 'electron'
import { pageOrigin } from './page-origin.ts'
import { originOf } from './sender-check.ts'

type Guarded = Pick<
  Session,
  'setPermissionRequestHandler' | 'setPermissionCheckHandler' | 'setDevicePermissionHandler'
>

export function denyPermissions(session: Guarded): void {
  session.setPermissionRequestHandler((_contents, permission, answer, { isMainFrame, requestingUrl }) =>
    answer(isMainFrame && isGranted(permission, requestingUrl)),
  )
  session.setPermissionCheckHandler((_contents, permission, origin) => isGranted(permission, origin))
  session.setDevicePermissionHandler(() => false)
}

const isGranted = (permission: string, url: string) =>
  permission === 'clipboard-sanitized-write' && originOf(url) === pageOrigin
