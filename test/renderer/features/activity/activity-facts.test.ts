import { expect, it } from 'vitest'
import {
  changeWords,
  contextsOf,
  shownEntries,
} from '../../../../renderer/features/activity/activity-facts.ts'
import { activityEntry } from '../../../conformance/fake-data.ts'

const refused = { ...activityEntry(2), context: 'west', outcome: 'west is read-only in Aviary.' }
const entries = [refused, activityEntry(1)]
const ids = (part: Partial<Parameters<typeof shownEntries>[1]>) =>
  shownEntries(entries, { query: '', context: '', refusedOnly: false, bookkeeping: false, ...part }).map(
    (e) => e.id,
  )

it('the log is filtered by context, outcome and words', () => {
  expect(ids({})).toEqual([2, 1])
  expect(ids({ context: 'east' })).toEqual([1])
  expect(ids({ refusedOnly: true })).toEqual([2])
  expect(ids({ query: 'virtualservice read-only' })).toEqual([2])
  expect(contextsOf(entries)).toEqual(['east', 'west'])
})

it('what Aviary writes down for itself is shown on demand only', () => {
  const note = { ...activityEntry(3), kind: 'ConfigMap', name: 'aviary-canary-reviews' }
  const of = (bookkeeping: boolean) =>
    shownEntries([note], { query: '', context: '', refusedOnly: false, bookkeeping }).length
  expect([of(false), of(true)]).toEqual([0, 1])
})

it('a change that was not done is not told as done', () => {
  expect(changeWords(activityEntry(1))).toBe('changed VirtualService reviews')
  expect(changeWords(refused)).toBe('patch VirtualService reviews')
})
