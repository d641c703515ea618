/** Who may speak to the core, what a page may do, and what the page's scheme gives out. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { MessagePortMain, WebFrameMain } from 'electron'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { portGiven, portWanted } from '#main/host/electron/page-origin.ts'
import { denyPermissions } from '#main/host/electron/permissions.ts'
import { bridgePort } from '#main/host/electron/port-bridge.ts'
import { createPortBroker } from '#main/host/electron/port-broker.ts'
import { createProtocolHandler } from '#main/host/electron/protocol-handler.ts'

type Frame = Pick<WebFrameMain, 'origin' | 'url' | 'parent'>
const ownFrame: Frame = { origin: 'app://aviary', url: 'app://aviary/', parent: null }

describe('the port to the core', () => {
  const port = {} as MessagePortMain
  function ask(senderFrame: Frame | null, mainFrame: Frame = ownFrame) {
    const postMessage = vi.fn()
    const sender = { postMessage, mainFrame: mainFrame as WebFrameMain }
    createPortBroker(() => port).answer({ sender, senderFrame })
    return postMessage
  }

  it('is given to our own page', () => {
    expect(ask(ownFrame)).toHaveBeenCalledExactlyOnceWith(portGiven, null, [port])
  })

  it.each([
    ['a frame inside it', { ...ownFrame, parent: ownFrame as WebFrameMain }],
    ['another origin', { ...ownFrame, origin: 'https://example.com' }],
    ['an address that only looks like it', { ...ownFrame, url: 'app://aviary.example.com/' }],
    ['a frame that is gone', null],
  ])('is not given to %s', (_, frame) => expect(ask(frame)).not.toHaveBeenCalled())
})

describe('the preload', () => {
  function bridged() {
    const send = vi.fn()
    const postMessage = vi.fn()
    let onPort: (event: { ports: readonly unknown[] }) => void = () => undefined
    let onMessage: (event: { source: unknown; origin: string; data: unknown }) => void = () => undefined
    const page = {
      addEventListener: (_: 'message', listener: typeof onMessage) => {
        onMessage = listener
      },
      postMessage,
    }
    bridgePort({ send, on: (_, listener) => (onPort = listener) }, page)
    return {
      send,
      postMessage,
      page,
      hear: (event: Parameters<typeof onMessage>[0]) => onMessage(event),
      give: (ports: unknown[]) => onPort({ ports }),
    }
  }

  it('asks for a port when the page itself does, and for nothing else', () => {
    const { send, hear, page } = bridged()
    hear({ source: page, origin: 'app://aviary', data: portWanted })
    expect(send).toHaveBeenCalledExactlyOnceWith(portWanted)
    hear({ source: page, origin: 'app://aviary', data: 'quit' })
    hear({ source: {}, origin: 'app://aviary', data: portWanted })
    hear({ source: page, origin: 'https://example.com', data: portWanted })
    expect(send).toHaveBeenCalledOnce()
  })

  it('hands the port on to our origin alone', () => {
    const { give, postMessage } = bridged()
    const port = {}
    give([port])
    expect(postMessage).toHaveBeenCalledExactlyOnceWith(portGiven, 'app://aviary', [port])
    give([])
    expect(postMessage).toHaveBeenCalledOnce()
  })
})

describe('permissions', () => {
  function handlers() {
    const set = {
      setPermissionRequestHandler: vi.fn(),
      setPermissionCheckHandler: vi.fn(),
      setDevicePermissionHandler: vi.fn(),
    }
    denyPermissions(set)
    return set
  }
  const request = (permission: string, requestingUrl: string, isMainFrame = true) => {
    const answer = vi.fn()
    handlers().setPermissionRequestHandler.mock.calls[0]?.[0]({}, permission, answer, {
      isMainFrame,
      requestingUrl,
    })
    return answer.mock.calls[0]?.[0]
  }

  it('are denied, but for copying what the user asked to copy', () => {
    expect(request('clipboard-sanitized-write', 'app://aviary/')).toBe(true)
    expect(request('clipboard-read', 'app://aviary/')).toBe(false)
    expect(request('media', 'app://aviary/')).toBe(false)
    expect(request('clipboard-sanitized-write', 'https://example.com/')).toBe(false)
    expect(request('clipboard-sanitized-write', 'app://aviary/', false)).toBe(false)
    const { setPermissionCheckHandler, setDevicePermissionHandler } = handlers()
    expect(setPermissionCheckHandler.mock.calls[0]?.[0]({}, 'geolocation', 'app://aviary/')).toBe(false)
    expect(setDevicePermissionHandler.mock.calls[0]?.[0]({})).toBe(false)
  })
})

describe('the scheme of the page', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'aviary-page-'))
    await writeFile(join(folder, 'index.html'), '<!doctype html>')
  })
  afterAll(() => rm(folder, { recursive: true }))
  const ask = (url: string, method = 'GET') => createProtocolHandler(folder)(new Request(url, { method }))

  it('gives out the page with its policy', async () => {
    const response = await ask('app://aviary/')
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(response.headers.get('content-security-policy')).toContain("default-src 'self'")
    expect(await response.text()).toBe('<!doctype html>')
  })

  it.each([
    ['app://aviary/missing.js', 'GET', 404],
    ['app://aviary/..%2f..%2fetc%2fpasswd', 'GET', 404],
    ['app://elsewhere/', 'GET', 403],
    ['app://aviary/', 'POST', 403],
  ])('answers %s (%s) with %i', async (url, method, status) => {
    expect((await ask(url, method)).status).toBe(status)
  })
})
