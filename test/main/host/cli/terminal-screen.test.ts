import { expect, it } from 'vitest'
import { openTerminalScreen } from '../../../../main/host/cli/terminal-screen.ts'
import { fakeTerminal } from '../../../support/fake-terminal.ts'

const opened = (columns: number, rows: number, colour = true) => {
  const terminal = fakeTerminal(columns, rows)
  let resized = 0
  terminal.write('$ aviary\r\n')
  const screen = openTerminalScreen(terminal, colour, () => {
    resized++
  })
  return { terminal, screen, resized: () => resized }
}

it('draws each picture over the one before, in one piece, and leaves nothing of that', async () => {
  const { terminal, screen } = opened(20, 4)
  screen.draw([[['a long first line']], [['second']], [['third']]])
  const before = terminal.written.length
  screen.draw([[['short']], [], [['3']]])
  expect(await terminal.screen()).toEqual(['short', '', '3'])
  expect(terminal.written.length).toBe(before + 1)
  expect(terminal.written.at(-1)).not.toContain('\x1b[2J')
})

it('cuts what does not fit, and does not scroll at the lower edge', async () => {
  const { terminal, screen } = opened(5, 2)
  screen.draw([[['abc'], ['defg', 'bad']], [['12345678']], [['never seen']]])
  expect(await terminal.screen()).toEqual(['abcde', '12345'])
})

it('writes colours only where they are wanted', () => {
  const plain = opened(20, 2, false)
  plain.screen.draw([[['red', 'bad']]])
  expect(plain.terminal.written.at(-1)).toContain('Hred\x1b[K')
  const coloured = opened(20, 2)
  coloured.screen.draw([[['red', 'bad']]])
  expect(coloured.terminal.written.at(-1)).toContain('\x1b[31mred\x1b[0m')
})

it('gives the terminal back as it was, once, and draws no more', async () => {
  const exits = process.listenerCount('exit')
  const { terminal, screen } = opened(20, 3)
  screen.draw([[['picture']]])
  await terminal.screen()
  expect(terminal.isOnAlternateScreen()).toBe(true)
  screen.close()
  screen.close()
  screen.draw([[['late']]])
  expect(await terminal.screen()).toEqual(['$ aviary'])
  expect(terminal.isOnAlternateScreen()).toBe(false)
  expect(terminal.written.join('').split('\x1b[?25h')).toHaveLength(2)
  expect([terminal.listeners(), process.listenerCount('exit')]).toEqual([0, exits])
})

it('asks for a new picture when the terminal changes its size', () => {
  const { terminal, screen, resized } = opened(20, 3)
  terminal.resize(30, 6)
  expect([resized(), screen.size()]).toEqual([1, { columns: 30, rows: 6 }])
})
