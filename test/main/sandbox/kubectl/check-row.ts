/** What a row says against what was recorded. */
import { expect } from 'vitest'
import { requestLines, withoutChance } from './request-lines.ts'
import type { Row, Wanted } from './row.ts'
import type { Ran } from './run-rows.ts'

export function checkRow(row: Row, ran: Ran, minor: number, namespace: string): void {
  const stdout = withoutChance(ran.stdout, namespace)
  const stderr = withoutChance(ran.stderr, namespace)
  if (row.until === undefined) expect(ran.code, `exit code; stderr: ${stderr}`).toBe(row.code ?? 0)
  else expect(ran.stdout).toMatch(row.until)
  if (row.prints !== undefined) checkText(stdout, row.prints, minor)
  checkText(stderr, row.complains ?? '', minor)
  checkRequests(requestLines(ran.requests, namespace, row.discovers), row, minor)
  if (row.body === undefined) return
  const bodies = ran.requests.map(({ body }) => withoutChance(body, namespace)).filter((body) => body !== '')
  checkText(bodies.join('\n'), row.body, minor)
}

function checkRequests(sent: readonly string[], row: Row, minor: number): void {
  const wanted = ofVersion(row.sends, minor).map((line) => typed(line, minor))
  const repeated = wanted.flatMap((line) => /^some (.*)$/.exec(line)?.[1] ?? [])
  const seen = sent.filter((line, index) => !(repeated.includes(line) && sent[index - 1] === line))
  const needed = wanted.flatMap((line) => {
    const [, how, request = ''] = /^(maybe|some) (.*)$/.exec(line) ?? []
    if (how === undefined) return [line]
    return how === 'some' || sent.includes(request) ? [request] : []
  })
  expect(seen).toEqual(needed)
}

function checkText(text: string, wanted: Wanted, minor: number): void {
  if (typeof wanted === 'string') expect(text).toBe(wanted)
  else if (wanted instanceof RegExp) expect(text).toMatch(wanted)
  else
    for (const one of wanted) {
      if (one instanceof RegExp) expect(text).toMatch(one)
      else for (const line of ofVersion([one], minor)) expect(text).toContain(line)
    }
}

/** Without the lines of other versions, and without what says of which versions a line is. */
function ofVersion(lines: readonly string[], minor: number): string[] {
  return lines.flatMap((line) => {
    const [, bound, at, rest] = /^(>=|<)1\.(\d+) ([\s\S]*)$/.exec(line) ?? []
    if (rest === undefined) return [line]
    return (bound === '>=') === minor >= Number(at) ? [rest] : []
  })
}

/** From 1.32 on kubectl sends and prefers protobuf where it has Go types for a kind. */
const typed = (line: string, minor: number) =>
  minor >= 32
    ? line.replaceAll(' typed', ' protobuf')
    : line.replace(/ typed >/, ' json >').replace(/> typed$/, '> any')
