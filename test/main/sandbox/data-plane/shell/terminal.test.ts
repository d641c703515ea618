import { describe, expect, it } from 'vitest'
import { runProgram } from '#main/sandbox/data-plane/shell/run-program.ts'
import { createPipe } from '#main/sandbox/data-plane/shell/standard-streams.ts'
import { createTerminal } from '#main/sandbox/data-plane/shell/terminal.ts'
import { manualClock } from '../../../../support/manual-clock.ts'
import { programWorld } from '../program-world.ts'

/** A shell at a terminal; each of the keys is pressed when the shell has nothing more to do. */
async function typed(command: string[], ...keys: string[]) {
  const clock = manualClock()
  const keyboard = createPipe()
  let screen = ''
  const write = async (bytes: Buffer) => {
    screen += bytes
  }
  const terminal = createTerminal({ stdin: keyboard.input, stdout: write, stderr: write })
  const ended = new AbortController()
  terminal.onInterrupt(() => ended.abort('interrupt'))
  let end: number | undefined
  void runProgram(
    programWorld(clock),
    command,
    new Map([['HOSTNAME', 'web-1']]),
    terminal.streams,
    ended.signal,
    terminal,
  ).then((code) => {
    end = code
  })
  for (const key of keys) {
    await keyboard.write(Buffer.from(key))
    await clock.settle()
  }
  if (end === undefined) await clock.until(() => end !== undefined, 100_000)
  return { screen, end }
}

describe('a terminal', () => {
  it('shows what is typed, and runs it line by line', async () => {
    expect(await typed(['sh'], 'echo $HOSTNAME\r', 'exit 4\r')).toEqual({
      ...{ screen: '/ # echo $HOSTNAME\r\nweb-1\r\n/ # exit 4\r\n', end: 4 },
    })
  })

  it('asks for the rest of a line that is not whole', async () => {
    const { screen } = await typed(['sh'], 'for i in a b; do\r', 'echo $i; done\r', '\x04')
    expect(screen).toBe('/ # for i in a b; do\r\n> echo $i; done\r\na\r\nb\r\n/ # ')
  })

  it('erases', async () => {
    const { screen } = await typed(['sh'], 'echo xy\x7fz\r', 'nonsense\x15exit\r')
    expect(screen).toContain('xz\r\n')
    expect(screen).not.toContain('not found')
  })

  it('interrupts what runs, and not the shell', async () => {
    const { screen, end } = await typed(
      ['sh'],
      'sleep 1h; echo never\r',
      '\x03',
      'echo $?\r',
      'ab\x03',
      'exit\r',
    )
    expect(screen).toBe('/ # sleep 1h; echo never\r\n^C\r\n/ # echo $?\r\n130\r\n/ # ab^C\r\n/ # exit\r\n')
    expect(end).toBe(0)
  })

  it('interrupts a program that runs alone', async () => {
    expect(await typed(['sleep', '1h'], '\x03')).toEqual({ screen: '^C\r\n', end: 130 })
    expect(await typed(['cat'], 'a\r', '\x04')).toEqual({ screen: 'a\r\na\r\n', end: 0 })
  })
})
