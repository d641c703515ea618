/** A terminal as xterm.js keeps it, whose screen can be read as lines of text. */
import xterm from '@xterm/headless'
import type { Terminal } from '../../main/host/cli/terminal-screen.ts'

export interface FakeTerminal extends Terminal {
  /** Everything that was written, in the pieces in which it was. */
  readonly written: readonly string[]
  /** What stands on it, without the empty lines at the end. */
  screen(): Promise<string[]>
  isOnAlternateScreen(): boolean
  resize(columns: number, rows: number): void
  /** How many listen to its size. */
  listeners(): number
}

export function fakeTerminal(columns: number, rows: number): FakeTerminal {
  const terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true })
  const listeners = new Set<() => void>()
  const written: string[] = []
  let parsed = Promise.resolve()
  return {
    written,
    get columns() {
      return terminal.cols
    },
    get rows() {
      return terminal.rows
    },
    write(text) {
      written.push(text)
      parsed = new Promise((done) => terminal.write(text, done))
    },
    on: (_event, listener) => listeners.add(listener),
    off: (_event, listener) => listeners.delete(listener),
    listeners: () => listeners.size,
    async screen() {
      await parsed
      const { active } = terminal.buffer
      const lines = Array.from(
        { length: terminal.rows },
        (_, at) => active.getLine(active.viewportY + at)?.translateToString(true) ?? '',
      )
      return lines.slice(0, lines.findLastIndex((line) => line !== '') + 1)
    },
    isOnAlternateScreen: () => terminal.buffer.active.type === 'alternate',
    resize(newColumns, newRows) {
      terminal.resize(newColumns, newRows)
      for (const listener of [...listeners]) listener()
    },
  }
}
