/**
 * One screen of text on a terminal, drawn again and again without a flicker.
 *
 * 1. It lies on the terminal's alternate screen, so what stood there before comes back as it was.
 * 2. A picture is written in one piece, between the marks of a synchronized update, over the old one: no line is
 *    cleared before it is written.
 * 3. However the process ends, the terminal gets its screen and cursor back.
 */
export type Style = 'plain' | 'dim' | 'strong' | 'good' | 'warn' | 'bad' | 'accent'

/** A piece of a line in one style. */
export type Span = readonly [text: string, style?: Style]
export type ScreenLine = readonly Span[]

/** What is needed of a terminal's stream (a tty.WriteStream). */
export interface Terminal {
  readonly columns: number
  readonly rows: number
  write(text: string): unknown
  on(event: 'resize', listener: () => void): unknown
  off(event: 'resize', listener: () => void): unknown
}

export interface TerminalScreen {
  readonly size: () => { readonly columns: number; readonly rows: number }
  /** What does not fit is cut at the edges. */
  draw(lines: readonly ScreenLine[]): void
  /** Gives the terminal back; drawing is without effect from then on. */
  close(): void
}

/** Select Graphic Rendition of ECMA-48. */
const codes: Readonly<Record<Style, string>> = {
  plain: '',
  dim: '2',
  strong: '1',
  good: '32',
  warn: '33',
  bad: '31',
  accent: '93',
}

const enter = '\x1b[?1049h\x1b[?25l'
const leave = '\x1b[?25h\x1b[?1049l'
const [beginUpdate, endUpdate] = ['\x1b[?2026h', '\x1b[?2026l']

export function openTerminalScreen(
  terminal: Terminal,
  colour: boolean,
  /** Asked for a new picture when the terminal changes its size. */
  onResize: () => void,
): TerminalScreen {
  let open = true
  const close = () => {
    if (!open) return
    open = false
    terminal.off('resize', onResize)
    process.off('exit', close)
    terminal.write(leave)
  }
  process.on('exit', close)
  terminal.on('resize', onResize)
  terminal.write(enter)
  return {
    size: () => ({ columns: terminal.columns, rows: terminal.rows }),
    draw(lines) {
      if (!open) return
      const { columns, rows } = terminal
      const picture = lines.slice(0, rows).map((line) => `${cut(line, columns, colour)}\x1b[K`)
      // No line feed after the last: at the lower edge it would scroll.
      terminal.write(`${beginUpdate}\x1b[H${picture.join('\r\n')}\x1b[J${endUpdate}`)
    },
    close,
  }
}

function cut(line: ScreenLine, columns: number, colour: boolean): string {
  let left = columns
  let text = ''
  for (const [part, style = 'plain'] of line) {
    if (left <= 0) break
    const shown = part.slice(0, left)
    left -= shown.length
    text += colour && codes[style] !== '' ? `\x1b[${codes[style]}m${shown}\x1b[0m` : shown
  }
  return text
}
