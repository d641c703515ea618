/** What only Electron has. Runs where an Electron binary and a display are found; never fetches one. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { _electron, type ElectronApplication, expect, test } from '@playwright/test'
import { findElectron } from '../../main/host/electron/find-electron.ts'

const electron = await findElectron({
  install: async () => {
    throw new Error('the tests do not download it')
  },
})

test.describe('the desktop application', () => {
  test.skip(!('binary' in electron), 'reason' in electron ? electron.reason : '')

  let app: ElectronApplication
  let home: string

  test.beforeAll(async () => {
    if (!('binary' in electron)) return
    home = await mkdtemp(join(tmpdir(), 'aviary-electron-'))
    app = await _electron.launch({
      executablePath: electron.binary,
      args: [resolve('dist/electron-main.js')],
      env: { ...process.env, AVIARY_HOME: home, HOME: home, KUBECONFIG: '' } as Record<string, string>,
    })
  })

  test.afterAll(async () => {
    await app?.close()
    if (home !== undefined) await rm(home, { recursive: true, force: true })
  })

  test('opens one window that answers through the core', async () => {
    const window = await app.firstWindow()
    expect(window.url()).toBe('app://aviary/')
    await expect(window.getByRole('button', { name: /start the sandbox/i })).toBeVisible()
  })

  test('keeps Node out of the page', async () => {
    const window = await app.firstWindow()
    expect(
      await window.evaluate(() => ['require', 'process', 'module'].filter((name) => name in globalThis)),
    ).toEqual([])
  })

  test('does not leave its page', async () => {
    const window = await app.firstWindow()
    await window.evaluate(() => {
      location.href = 'https://example.com/'
    })
    await expect(window.getByRole('button', { name: /start the sandbox/i })).toBeVisible()
    expect(window.url()).toBe('app://aviary/')
  })

  test('opens no second window for a link', async () => {
    const window = await app.firstWindow()
    expect(await window.evaluate(() => open('file:///etc/passwd') === null)).toBe(true)
    expect(app.windows()).toHaveLength(1)
  })
})
