import { expect, it } from 'vitest'
import { withoutChance } from './request-lines.ts'

it.each([
  ['web   1/1   Running   0   2m', 'web 1/1 Running 0 AGE'],
  ['web   1/1   Running   0   59s', 'web 1/1 Running 0 AGE'],
  ['web   1/1   Running   0   3m5s', 'web 1/1 Running 0 AGE'],
  ['crasher   0/1   Error   1 (2m ago)   10m', 'crasher 0/1 Error 1 (AGE ago) AGE'],
  ['2m   Normal   Scheduled', 'AGE Normal Scheduled'],
  ['web   25m   60Mi', 'web 25m 60Mi'],
  ['east-node-1   25m   5%   60Mi   0%', 'east-node-1 25m 5% 60Mi 0%'],
])('what an age is, and what a share of a core: %s', (text, wanted) => {
  expect(withoutChance(text, 'ns')).toBe(wanted)
})
