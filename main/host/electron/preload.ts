import { ipcRenderer } from 'electron'
import { bridgePort, type Page } from './port-bridge.ts'

declare const window: Page

bridgePort(ipcRenderer, window)
