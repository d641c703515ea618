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
    [['sleep', '30s'], [], 0, 30_000],
    [shell('sleep .5m 1s; echo "a | b"'), ['a | b'], 0, 31_000],
  ])('%j', async (command, lines, code, tookMs) => {
    expect(await ran(command)).toEqual({ lines, code, tookMs })
  })

  it('ends at SIGTERM as a shell does', async () => {
    expect(await ran(shell('echo one; sleep 60; echo two'), 1_000)).toEqual({
      ...{ lines: ['one'], code: 143, tookMs: 1_000 },
    })
  })

  it('may sleep for ever, as those do that are only there to be entered', async () => {
    const forever = { lines: [], code: 143, tookMs: 50_000 }
    expect(await ran(['/bin/sleep', 'infinity'], 50_000)).toEqual(forever)
    expect(await ran(['sleep', '3650d'], 50_000)).toEqual(forever)
  })

  it.each([
    ...['echo hi | tee /log', 'echo hi > /log', 'sleep 5 & wait', 'false || exit 3', 'echo `date`'],
    ...['exit $CODE', 'sleep $LONG', 'sleep', '(exit 3)'],
  ])('is not what needs a whole shell: %s', (text) => {
    expect(scriptOf({ name: 'a', image: 'busybox', command: shell(text) })).toBeUndefined()
  })

  it.each([[[]], [['nginx', '-g', 'daemon off;']], [shell('echo hi; curl http://web')], [['sh']]])(
    'is not %j',
    (command) => {
      expect(scriptOf({ name: 'a', image: 'busybox', command })).toBeUndefined()
    },
  )
})
