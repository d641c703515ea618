import { EventEmitter } from 'node:events'
import type { WebContents } from 'electron'
import { describe, expect, it, vi } from 'vitest'
import { externalLink, guardNavigation } from '#main/host/electron/navigation-guard.ts'

function guarded() {
  const contents = new EventEmitter() as EventEmitter & {
    setWindowOpenHandler: WebContents['setWindowOpenHandler']
  }
  let openHandler: (details: { url: string }) => { action: string } = () => ({ action: 'allow' })
  contents.setWindowOpenHandler = (handler) => {
    openHandler = handler as typeof openHandler
  }
  const openExternal = vi.fn(async () => undefined)
  guardNavigation(contents as unknown as WebContents, openExternal, () => undefined)
  const isStopped = (event: string, details: object) => {
    const preventDefault = vi.fn()
    contents.emit(event, { ...details, preventDefault })
    return preventDefault.mock.calls.length === 1
  }
  return { isStopped, open: (url: string) => openHandler({ url }), openExternal }
}

describe('a window', () => {
  it.each([
    ['https://example.com/', true],
    ['app://aviary.example.com/', true],
    ['file:///etc/passwd', true],
    ['app://aviary/', false],
    ['app://aviary/#/traffic', false],
  ])('that is sent to %s stays where it is: %s', (url, stopped) => {
    expect(guarded().isStopped('will-frame-navigate', { url, isMainFrame: true })).toBe(stopped)
  })

  it('takes no frame, no redirect and no webview anywhere', () => {
    const { isStopped } = guarded()
    expect(isStopped('will-frame-navigate', { url: 'app://aviary/', isMainFrame: false })).toBe(true)
    expect(isStopped('will-redirect', { url: 'app://aviary/' })).toBe(true)
    expect(isStopped('will-attach-webview', {})).toBe(true)
  })

  it('opens no other window, and hands web links to the browser', () => {
    const { open, openExternal } = guarded()
    expect(open('https://istio.io/docs')).toEqual({ action: 'deny' })
    expect(openExternal).toHaveBeenCalledExactlyOnceWith('https://istio.io/docs')
    expect(open('file:///etc/passwd')).toEqual({ action: 'deny' })
    expect(openExternal).toHaveBeenCalledOnce()
  })
})

describe('a link', () => {
  it.each([
    ['http://kiali.io/', 'http://kiali.io/'],
    ['https://example.com', 'https://example.com/'],
    ['https://istio.io@evil.example/', null],
    ['javascript:alert(1)', null],
    ['smb://share', null],
    ['not a link', null],
  ])('%s leads to %s', (url, expected) => expect(externalLink(url)).toBe(expected))
})
