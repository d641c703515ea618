/** Where the window stands, what is asked before it closes, and what keeps the computer awake. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { desktopOptions } from '#main/host/electron/desktop-options.ts'
import { findElectron } from '#main/host/electron/find-electron.ts'
import { createKeepAwake } from '#main/host/electron/keep-awake.ts'
import { windowOptions } from '#main/host/electron/main-window.ts'
import { quitQuestion } from '#main/host/electron/quit-question.ts'
import { placeWindow, readWindowState } from '#main/host/electron/window-state.ts'

const folder = mkdtempSync(join(tmpdir(), 'aviary-window-'))
afterAll(() => rmSync(folder, { recursive: true }))

describe('the window', () => {
  it('isolates its page', () => {
    const { webPreferences } = windowOptions({ place: {}, dark: true, preload: '/preload.cjs' })
    expect(webPreferences).toMatchObject({
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
    })
  })

  const screens = [{ x: 0, y: 0, width: 1920, height: 1080 }]
  const state = (x: number, y: number) => ({ bounds: { x, y, width: 1000, height: 700 }, maximized: false })

  it('comes back to its place while that is on a screen', () => {
    expect(placeWindow(state(100, 50), screens)).toEqual({ x: 100, y: 50, width: 1000, height: 700 })
    expect(placeWindow(state(-700, 0), screens)).toEqual({ x: -700, y: 0, width: 1000, height: 700 })
  })

  it('is placed anew when its screen is gone, and the first time', () => {
    expect(placeWindow(state(2500, 50), screens)).toEqual({ width: 1000, height: 700 })
    expect(placeWindow(state(100, 1060), screens)).toEqual({ width: 1000, height: 700 })
    expect(placeWindow(null, screens)).toEqual({ width: 1360, height: 860 })
  })

  it.each(['', '{', '{"bounds":{"x":0,"y":0,"width":1,"height":1},"maximized":false}'])(
    'does not trust a state file that holds %j',
    (text) => {
      const file = join(folder, 'window.json')
      writeFileSync(file, text)
      expect(readWindowState(file)).toBeNull()
    },
  )

  it('has no state before it was closed once', () => expect(readWindowState(join(folder, 'none'))).toBeNull())
})

describe('quitting', () => {
  it.each([
    [{ flights: 0, canaries: 0 }, undefined],
    [{ flights: 1, canaries: 0 }, 'Quit while a test flight is under way?'],
    [{ flights: 2, canaries: 1 }, 'Quit while 2 flights and a canary are under way?'],
  ])('with %j asks %j', (work, message) => expect(quitQuestion(work)?.message).toBe(message))
})

describe('the computer', () => {
  it('is kept awake while something flies, and let go after', () => {
    const blocker = { start: vi.fn(() => 4), stop: vi.fn() }
    const keepAwake = createKeepAwake(blocker)
    keepAwake({ flights: 1, canaries: 0 })
    keepAwake({ flights: 1, canaries: 1 })
    expect(blocker.start).toHaveBeenCalledExactlyOnceWith('prevent-app-suspension')
    keepAwake({ flights: 0, canaries: 0 })
    keepAwake({ flights: 0, canaries: 0 })
    expect(blocker.stop).toHaveBeenCalledExactlyOnceWith(4)
  })
})

describe('the options of the desktop', () => {
  it('pass over the words of Chromium', () => {
    expect(
      desktopOptions([
        '--no-sandbox',
        'desktop',
        '--sandbox',
        '--context',
        'east',
        '--context',
        'west',
        '--inspect=0',
      ]),
    ).toEqual({
      kubeconfig: [],
      contexts: ['east', 'west'],
      prometheusUrl: undefined,
      sandbox: true,
      bookinfo: false,
    })
  })
})

describe('the search for Electron', () => {
  const env = { DISPLAY: ':0' }

  it('needs a display on Linux', async () => {
    expect(await findElectron({ env: {}, platform: 'linux' })).toEqual({
      reason: 'There is no display for a window (neither DISPLAY nor WAYLAND_DISPLAY is set).',
    })
  })

  it('takes the folder that ELECTRON_OVERRIDE_DIST_PATH names, or says that it is empty', async () => {
    const named = { env: { ...env, ELECTRON_OVERRIDE_DIST_PATH: folder }, platform: 'linux' as const }
    expect(await findElectron(named)).toEqual({
      reason: `ELECTRON_OVERRIDE_DIST_PATH names ${folder}, but there is no Electron in it.`,
    })
    writeFileSync(join(folder, 'electron'), '')
    expect(await findElectron(named)).toEqual({ binary: join(folder, 'electron') })
  })

  it('fetches it once, and says in its own words why that failed', async () => {
    const install = vi.fn(async () => {
      throw new Error('getaddrinfo ENOTFOUND github.com')
    })
    expect(
      await findElectron({
        env,
        platform: 'linux',
        packageFolder: join(folder, 'electron-package'),
        install,
      }),
    ).toEqual({
      reason: 'Electron could not be fetched (getaddrinfo ENOTFOUND github.com).',
    })
    expect(install).toHaveBeenCalledOnce()
  })
})
