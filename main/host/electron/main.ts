/**
 * Electron's main process: the window, and the two processes it stands between. In order: the lock of the single
 * instance, what must be said before Electron is ready, then the core beside the window.
 */
import { join } from 'node:path'
import {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  MessageChannelMain,
  nativeTheme,
  powerMonitor,
  powerSaveBlocker,
  protocol,
  screen,
  session,
  shell,
  utilityProcess,
} from 'electron'
import { dataFolder } from '../data-folder.ts'
import { bundleFile, entryFile, rendererFolder } from '../entry.ts'
import { type CoreHost, createCoreHost } from './core-host.ts'
import type { Work } from './core-messages.ts'
import { createKeepAwake } from './keep-awake.ts'
import { killAtOnce } from './kill-at-once.ts'
import { bringToFront, showWhenReady, windowOptions } from './main-window.ts'
import { menuTemplate } from './menu.ts'
import { guardNavigation } from './navigation-guard.ts'
import { pageScheme, pageUrl } from './page-origin.ts'
import { denyPermissions } from './permissions.ts'
import { createPortBroker, listenToPages, type PortBroker } from './port-broker.ts'
import { createProtocolHandler } from './protocol-handler.ts'
import { quitQuestion } from './quit-question.ts'
import { keepWindowState, placeWindow, readWindowState } from './window-state.ts'

const closePatienceMs = 8000
const warn = (sentence: string) => void process.stderr.write(`aviary: ${sentence}\n`)

let window: BrowserWindow | undefined
let work: Work = { flights: 0, canaries: 0 }
let quitting = false

app.setName('Aviary')
app.setPath('userData', join(dataFolder(process.env), 'window'))
if (app.requestSingleInstanceLock()) start()
else app.exit(0)

function start(): void {
  app.enableSandbox()
  protocol.registerSchemesAsPrivileged([
    { scheme: pageScheme, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ])
  const host = createCoreHost({
    forkCore: () => fork('core-process.js', process.argv.slice(app.isPackaged ? 1 : 2), 'Aviary core'),
    forkChild: (name) => fork('utility-child.js', [entryFile(name)], `Aviary ${name}`),
    kill: ({ pid }) => killAtOnce(pid),
    makeChannel: () => new MessageChannelMain(),
    onWork: keepAwakeAnd((now) => {
      work = now
    }),
    onLost: (reason, code) => void offerRestart(host, broker, reason, code),
  })
  const broker = createPortBroker(() => host.connect())

  app.on('second-instance', () => window !== undefined && bringToFront(window))
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit()
  })
  app.on('before-quit', (event) => {
    if (quitting) return
    event.preventDefault()
    void quit(host)
  })
  app.whenReady().then(
    () => open(host, broker),
    (error: unknown) => {
      warn(String(error))
      app.exit(1)
    },
  )
}

function open(host: CoreHost, broker: PortBroker): void {
  denyPermissions(session.defaultSession)
  protocol.handle(pageScheme, createProtocolHandler(rendererFolder()))
  listenToPages(ipcMain, broker)
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(process.platform)))
  host.start()
  openWindow()
  powerMonitor.on('resume', () => host.tell({ said: 'resumed' }))
  app.on('activate', () => window ?? openWindow())
}

function openWindow(): void {
  const stateFile = join(app.getPath('userData'), 'window.json')
  const state = readWindowState(stateFile)
  const place = placeWindow(
    state,
    screen.getAllDisplays().map((display) => display.workArea),
  )
  const opened = new BrowserWindow(
    windowOptions({ place, dark: nativeTheme.shouldUseDarkColors, preload: bundleFile('preload.cjs') }),
  )
  window = opened
  guardNavigation(opened.webContents, (url) => shell.openExternal(url), warn)
  keepWindowState(opened, stateFile, warn)
  showWhenReady(opened, state)
  opened.on('close', (event) => {
    // On macOS a closed window leaves the app and its work running.
    if (process.platform !== 'darwin' && !quitting && !mayQuit()) event.preventDefault()
  })
  opened.on('closed', () => {
    window = undefined
  })
  opened.loadURL(pageUrl).catch((error: unknown) => warn(`The window could not be loaded: ${String(error)}`))
}

function fork(bundle: string, args: string[], serviceName: string) {
  return utilityProcess.fork(bundleFile(bundle), args, { serviceName, stdio: 'inherit' })
}

function keepAwakeAnd(then: (work: Work) => void): (work: Work) => void {
  const keepAwake = createKeepAwake(powerSaveBlocker)
  return (now) => {
    keepAwake(now)
    then(now)
  }
}

function mayQuit(): boolean {
  const question = quitQuestion(work)
  if (question === null || dialog.showMessageBoxSync(question) === 1) {
    work = { flights: 0, canaries: 0 }
    return true
  }
  return false
}

async function quit(host: CoreHost): Promise<void> {
  if (!mayQuit()) return
  quitting = true
  await host.close(closePatienceMs)
  app.quit()
}

async function offerRestart(
  host: CoreHost,
  broker: PortBroker,
  reason: string | null,
  code: number,
): Promise<void> {
  const { response } = await dialog.showMessageBox({
    type: 'error',
    message: 'The core of Aviary ended unexpectedly.',
    detail: `${reason ?? `Its process ended with code ${code}.`} Canaries keep the weight they have.`,
    buttons: ['Start it again', 'Quit'],
    defaultId: 0,
    cancelId: 1,
  })
  if (response === 1) return app.exit(1)
  host.start()
  if (window !== undefined) broker.connect(window.webContents)
}
