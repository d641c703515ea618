import { describe, expect, it } from 'vitest'
import { createConsole } from '#main/sandbox/data-plane/console.ts'
import { scriptOf } from '#main/sandbox/data-plane/script.ts'
import { manualClock } from '../../../support/manual-clock.ts'
import { programWorld } from './program-world.ts'

/** A shell that runs as the program of a container, and somebody who attaches to it and types. */
function running(container: { tty?: boolean; stdinOnce?: boolean } = {}) {
  const clock = manualClock()
  const own = { name: 'web', image: 'busybox', command: ['sh'], stdin: true, ...container }
  const console = createConsole(own.stdinOnce === true)
  const lines: string[] = []
  const told = new AbortController()
  const world = programWorld(clock, {
    ...{ container: own, console, told: told.signal },
    print: (line) => void lines.push(line),
  })
  const state: { code?: number } = {}
  void scriptOf(own)?.(world).then((code) => {
    state.code = code
  })
  return {
    ...{ clock, lines, told, state },
    attach(...typed: string[]) {
      const screen = { text: '' }
      const left = typed.map((text) => Buffer.from(text))
      const detach = console.attach({
        read: async () => left.shift(),
        stdout: async (bytes) => {
          screen.text += bytes
        },
      })
      return { screen, detach }
    },
  }
}

describe('a program that reads', () => {
  it('hears who attaches, and is logged all the same', async () => {
    const { attach, clock, lines, state } = running()
    const { screen } = attach('echo one\n', 'echo two\nexit 3\n')
    await clock.until(() => state.code !== undefined)
    expect({ screen, lines, state }).toEqual({
      ...{ screen: { text: 'one\ntwo\n' }, lines: ['one', 'two'], state: { code: 3 } },
    })
  })

  it('shows its prompt to the first who comes, and waits on when he leaves', async () => {
    const { attach, clock, state } = running({ tty: true })
    await clock.settle()
    const first = attach('echo hi\r')
    await clock.settle()
    expect(first.screen.text).toBe('/ # echo hi\r\nhi\r\n/ # ')
    first.detach()
    await clock.advance(1000)
    const second = attach('exit\r')
    await clock.until(() => state.code !== undefined)
    expect({ text: second.screen.text, code: state.code }).toEqual({ text: 'exit\r\n', code: 0 })
    expect(first.screen.text).not.toContain('exit')
  })

  it('ends with its input where it is open once', async () => {
    const { attach, clock, state } = running({ stdinOnce: true })
    attach('echo hi\n')
    await clock.until(() => state.code !== undefined)
    expect(state.code).toBe(0)
  })

  it('ends when it is told to, whether it waits or runs', async () => {
    const waits = running()
    await waits.clock.settle()
    waits.told.abort()
    await waits.clock.until(() => waits.state.code !== undefined)
    expect(waits.state.code).toBe(143)
    const runs = running()
    runs.attach('sleep 1h\n')
    await runs.clock.settle()
    runs.told.abort()
    await runs.clock.until(() => runs.state.code !== undefined)
    expect(runs.state.code).toBe(143)
  })
})
