import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, it } from 'vitest'
import { killAtOnce } from '#main/host/electron/kill-at-once.ts'

it('ends a process by force', async () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)'])
  const exited = once(child, 'exit')
  killAtOnce(child.pid)
  expect(await exited).toEqual([null, 'SIGKILL'])
})

it('takes it that a process is gone, or was never there', () => {
  // Above what any system counts to.
  expect(() => killAtOnce(2 ** 30)).not.toThrow()
  expect(() => killAtOnce(undefined)).not.toThrow()
})
