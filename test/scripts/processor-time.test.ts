import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { processorTime, shareOfOthers } from '../support/processor-time.ts'

function procOf(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'aviary-proc-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(folder, dirname(path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  return folder
}

/** utime, stime, cutime and cstime are the 14th to the 17th field; the name may hold anything. */
const statOf = (pid: number, ...ticks: number[]) =>
  `${pid} (a) b (c) S 1 1 1 0 -1 0 0 0 0 0 ${ticks.join(' ')} 20 0\n`
const machine = {
  stat: 'cpu  100 10 50 800 20 5 5 10 0 0\ncpu0 1 2 3 4 5 6 7 8 0 0\n',
  '7/stat': statOf(7, 10, 5, 3, 2),
  '7/task/7/children': '8 9 ',
  '7/task/70/children': '10 ',
  '8/stat': statOf(8, 20, 0, 0, 0),
  '8/task/8/children': '',
  '10/stat': statOf(10, 1, 1, 0, 0),
  '10/task/10/children': '',
}

it('adds up what a process took with its children, those of its threads and those that have ended', () => {
  // Process 9 is gone.
  expect(processorTime(7, procOf(machine))).toEqual({ total: 1000, busy: 180, own: 42 })
})

it('knows nothing where the system does not tell the children of a process, or anything', () => {
  const { '7/task/7/children': _, ...without } = machine
  expect(processorTime(7, procOf(without))).toBeUndefined()
  expect(processorTime(7, procOf({}))).toBeUndefined()
})

it('tells the share of others, and none where it is not known', () => {
  const before = { total: 1000, busy: 180, own: 42 }
  const after = { total: 1200, busy: 320, own: 142 }
  expect(shareOfOthers(before, after)).toBe(0.2)
  expect(shareOfOthers(before, { ...after, own: 182 })).toBe(0)
  expect([shareOfOthers(undefined, after), shareOfOthers(before, undefined)]).toEqual([0, 0])
})
