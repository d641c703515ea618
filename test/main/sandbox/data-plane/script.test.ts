import { describe, expect, it } from 'vitest'
import { scriptOf } from '../../../../main/sandbox/data-plane/script.ts'
import { manualClock } from '../../../support/manual-clock.ts'
import { programWorld } from './program-world.ts'

const shell = (text: string) => ['sh', '-c', text]

async function ran(command: string[], stopAfterMs?: number) {
  const clock = manualClock()
  const lines: string[] = []
  const told = new AbortController()
  if (stopAfterMs !== undefined) clock.after(stopAfterMs, () => told.abort())
  let code: number | undefined
  const script = scriptOf({ name: 'a', image: 'busybox', command })
  script?.(programWorld(clock, { print: (line) => lines.push(line), told: told.signal })).then((exit) => {
    code = exit
  })
  const tookMs = await clock.until(() => code !== undefined)
  return { lines, code, tookMs }
}

describe('a script', () => {
  it.each([
    [['echo', 'hello', 'world'], ['hello world'], 0, 0],
    [['/bin/false'], [], 1, 0],
    [['date'], ['Tue Nov 24 12:00:00 UTC 2026'], 0, 0],
    [shell('echo "a; b" && sleep 2; exit 3'), ['a; b'], 3, 2_000],
    [shell('false && echo never\necho always'), ['always'], 0, 0],
    [shell('false; exit'), [], 1, 0],
    [['/bin/bash', '-ec', 'sleep 0.5'], [], 0, 500],
    [['sleep', '30s'], [], 0, 30_000],
    [shell('sleep .5m 1s; echo "a | b"'), ['a | b'], 0, 31_000],
    [shell('false || exit 3'), [], 3, 0],
    [
      shell('for i in 1 2; do echo "turn $i of $HOSTNAME"; sleep 1; done'),
      ['turn 1 of ', 'turn 2 of '],
      0,
      2_000,
    ],
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
    ...[
      'echo hi | nginx',
      'sleep 5 & wait',
      'sleep',
      '$PROGRAM',
      'f() { echo; }; f',
      'case a in a) echo;; esac',
    ],
    ...['if true; then nginx; fi', 'while sleep 1; do nginx; done', '(nginx)', 'cat <<EOF'],
  ])('is not what needs other programs or a whole shell: %s', (text) => {
    expect(scriptOf({ name: 'a', image: 'busybox', command: shell(text) })).toBeUndefined()
  })

  it.each([[[]], [['nginx', '-g', 'daemon off;']], [shell('echo hi; python app.py')], [['sh']]])(
    'is not %j',
    (command) => {
      expect(scriptOf({ name: 'a', image: 'busybox', command })).toBeUndefined()
    },
  )
})
