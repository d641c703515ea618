import { describe, expect, it } from 'vitest'
import { scriptOf } from '../../../../main/sandbox/data-plane/script.ts'
import { manualClock } from '../../../support/manual-clock.ts'

const shell = (text: string) => ['sh', '-c', text]

async function ran(command: string[], stopAfterMs?: number) {
  const clock = manualClock()
  const lines: string[] = []
  const told = new AbortController()
  if (stopAfterMs !== undefined) clock.after(stopAfterMs, () => told.abort())
  let code: number | undefined
  const script = scriptOf({ name: 'a', image: 'busybox', command })
  script?.({
    container: { name: 'a', image: 'busybox' },
    clock,
    hasProxy: true,
    secretOf: async () => undefined,
    readFile: async () => undefined,
    received: () => 0,
    send: () => Promise.reject(new Error('a script sends nothing')),
    print: (line) => lines.push(line),
    told: told.signal,
  }).then((exit) => {
    code = exit
  })
  const tookMs = await clock.until(() => code !== undefined)
  return { lines, code, tookMs }
}

describe('a script', () => {
  it.each([
    [['echo', 'hello', 'world'], ['hello world'], 0, 0],
    [['/bin/false'], [], 1, 0],
    [['date'], ['Tue, 24 Nov 2026 12:00:00 GMT'], 0, 0],
    [shell('echo "a; b" && sleep 2; exit 3'), ['a; b'], 3, 2_000],
    [shell('false && echo never\necho always'), ['always'], 0, 0],
    [shell('false; exit'), [], 1, 0],
    [['/bin/bash', '-ec', 'sleep 0.5'], [], 0, 500],
  ])('%j', async (command, lines, code, tookMs) => {
    expect(await ran(command)).toEqual({ lines, code, tookMs })
  })

  it('ends at SIGTERM as a shell does', async () => {
    expect(await ran(shell('echo one; sleep 60; echo two'), 1_000)).toEqual({
      ...{ lines: ['one'], code: 143, tookMs: 1_000 },
    })
  })

  it.each([[[]], [['nginx', '-g', 'daemon off;']], [shell('echo hi; curl http://web')], [['sh']]])(
    'is not %j',
    (command) => {
      expect(scriptOf({ name: 'a', image: 'busybox', command })).toBeUndefined()
    },
  )
})
