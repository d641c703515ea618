/** Where the window was when it was closed, kept in a small JSON file. */
import { readFileSync, writeFileSync } from 'node:fs'
import type { BrowserWindow, Rectangle } from 'electron'
import { z } from 'zod'

export const smallest = { width: 900, height: 600 }
const usual = { width: 1360, height: 860 }

const windowStateSchema = z.object({
  bounds: z.object({
    x: z.number().int(),
    y: z.number().int(),
    width: z.number().int().min(smallest.width),
    height: z.number().int().min(smallest.height),
  }),
  maximized: z.boolean(),
})
export type WindowState = z.output<typeof windowStateSchema>

/** null at the first start, and when the file is not what it should be. */
export function readWindowState(file: string): WindowState | null {
  try {
    return windowStateSchema.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data ?? null
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

/** The old place while enough of it is still on a screen to take hold of; else the usual size, placed by the system. */
export function placeWindow(state: WindowState | null, workAreas: readonly Rectangle[]): Partial<Rectangle> {
  if (state === null) return usual
  const { bounds } = state
  const reachable = workAreas.some((area) => {
    const across = Math.min(bounds.x + bounds.width, area.x + area.width) - Math.max(bounds.x, area.x)
    const titleIsInside = bounds.y >= area.y && bounds.y < area.y + area.height - 40
    return across >= 200 && titleIsInside
  })
  return reachable ? bounds : { width: bounds.width, height: bounds.height }
}

/** Writes the state when the window closes; losing it is not worth a word to the user, so `warn` gets the reason. */
export function keepWindowState(window: BrowserWindow, file: string, warn: (sentence: string) => void): void {
  window.on('close', () => {
    const state: WindowState = { bounds: window.getNormalBounds(), maximized: window.isMaximized() }
    try {
      writeFileSync(file, JSON.stringify(state), { mode: 0o600 })
    } catch (error) {
      warn(`The window's place was not kept: ${String(error)}`)
    }
  })
}
