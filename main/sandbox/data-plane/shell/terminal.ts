/**
 * A terminal, line by line: what is typed is shown and handed on with its line's end; Ctrl-C interrupts, Ctrl-D at the
 * start of a line is the end of the input, backspace and Ctrl-U erase.
 */
import { StringDecoder } from 'node:string_decoder'
import type { Terminal } from './machine.ts'
import { createPipe, type Sink, type Streams } from './standard-streams.ts'

export interface OpenTerminal extends Terminal {
  readonly streams: Streams
  close(): void
}

const keys = { interrupt: '\x03', endOfInput: '\x04', eraseLine: '\x15', backspaces: ['\x7f', '\b'] }

/** Arrows and the like. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: a terminal speaks in them.
const sequence = /\x1b(?:\[[0-9;]*[A-Za-z~]|O[A-Z])/g

/** Of the raw bytes that come from a keyboard and go to a screen. */
export function createTerminal({ stdin, stdout }: Streams): OpenTerminal {
  const lines = createPipe()
  const listeners: (() => void)[] = []
  const decoder = new StringDecoder('utf8')
  let typed = ''
  const screen: Sink = (bytes) => stdout(Buffer.from(bytes.toString('utf8').replaceAll(/\r?\n/g, '\r\n')))
  /** What was pressed at once is shown at once. */
  let shown = ''
  const show = (text: string) => {
    shown += text
  }
  async function flush(): Promise<void> {
    const text = shown
    shown = ''
    if (text !== '') await screen(Buffer.from(text))
  }

  async function press(key: string): Promise<void> {
    if (key === '\r' || key === '\n') {
      const line = typed
      typed = ''
      show('\n')
      await flush()
      await lines.write(Buffer.from(`${line}\n`))
    } else if (key === keys.interrupt) {
      typed = ''
      show('^C\n')
      await flush()
      listeners.at(-1)?.()
    } else if (key === keys.endOfInput) {
      if (typed === '') lines.end()
    } else if (keys.backspaces.includes(key)) {
      if (typed !== '') show('\b \b')
      typed = [...typed].slice(0, -1).join('')
    } else if (key === keys.eraseLine) {
      show('\b \b'.repeat([...typed].length))
      typed = ''
    } else if (key >= ' ') {
      typed += key
      show(key)
    }
  }

  async function follow(): Promise<void> {
    for (let chunk = await stdin.chunk(); chunk !== undefined; chunk = await stdin.chunk()) {
      for (const key of decoder.write(chunk).replaceAll(sequence, '')) await press(key)
      await flush()
    }
    lines.end()
  }
  // It ends when its screen is gone.
  void follow().catch(() => lines.end())

  return {
    prompt: '/ # ',
    streams: { stdin: lines.input, stdout: screen, stderr: screen },
    onInterrupt(listener) {
      listeners.push(listener)
      return () => void listeners.splice(listeners.lastIndexOf(listener), 1)
    },
    close: () => lines.end(),
  }
}
