import { expect, it } from 'vitest'
import { createAccessLog } from '#main/sandbox/data-plane/access-log.ts'

const atMs = Date.UTC(2026, 10, 24, 12)
const texts = ({ lines }: { lines: readonly string[] }) => lines.map((line) => line.slice(25))

it('keeps the last lines, with their times', () => {
  const log = createAccessLog(3)
  for (const text of ['a', 'b', 'c', 'd']) log.add(atMs, () => text)
  expect(log.lines()).toEqual({
    lines: ['b', 'c', 'd'].map((text) => `2026-11-24T12:00:00.000Z ${text}`),
    next: 4,
  })
})

it('is read on from where a reader was, equal lines and all', () => {
  const log = createAccessLog(3)
  for (const text of ['a', 'a']) log.add(atMs, () => text)
  const { next } = log.lines()
  expect(texts(log.lines(next))).toEqual([])
  log.add(atMs, () => 'a')
  expect(texts(log.lines(next))).toEqual(['a'])
  for (const text of ['b', 'c', 'd', 'e']) log.add(atMs, () => text)
  // What has gone before it was read is gone.
  expect(texts(log.lines(next))).toEqual(['c', 'd', 'e'])
})

it('begins anew with each run, and keeps the one before', () => {
  const log = createAccessLog(3)
  log.add(atMs, () => 'one')
  const { next } = log.lines()
  log.restart()
  expect(log.lines()).toEqual({ lines: [], next })
  log.add(atMs, () => 'two')
  expect(texts(log.lines(next))).toEqual(['two'])
  expect(texts(log.previousLines())).toEqual(['one'])
  log.restart()
  expect(texts(log.previousLines())).toEqual(['two'])
})
