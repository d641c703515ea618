import { expect, it } from 'vitest'
import {
  changed,
  prometheusProblem,
  rateCapProblem,
  settingsRows,
} from '../../../../renderer/features/settings/context-form.ts'
import { contextList } from '../../../conformance/fake-data.ts'

it.each(['', ' ', 'http://127.0.0.1:9090', 'https://prometheus.example.com/prefix/'])('takes "%s"', (url) =>
  expect(prometheusProblem(url)).toBeNull(),
)

it.each(['prometheus:9090', 'ftp://x', 'http://', 'http://x/?a=1', 'http://x/#a'])('refuses "%s"', (url) =>
  expect(prometheusProblem(url)).not.toBeNull(),
)

it('keeps only what says something', () => {
  expect(changed({ colour: '#123456' }, { protected: true })).toEqual({ colour: '#123456', protected: true })
  expect(changed({ protected: true, prometheus: 'http://x' }, { protected: false })).toEqual({
    prometheus: 'http://x',
  })
  expect(changed({ prometheus: 'http://x' }, { prometheus: '' })).toEqual({})
})

it('puts picked contexts first, then those with settings of their own', () => {
  const [known] = contextList.contexts
  const named = (name: string, picked: boolean) => ({ ...known!, name, cluster: name, picked })
  const contexts = [named('a', false), named('b', false), named('c', true)]
  const names = (query: string) =>
    settingsRows(contexts, { b: { protected: true } }, query).map((c) => c.name)
  expect(names('')).toEqual(['c', 'b', 'a'])
  expect(names('a')).toEqual(['a'])
})

it('takes a cap, or none', () => {
  expect(['', ' ', '100', '0.5', '1000000'].map(rateCapProblem)).toEqual([null, null, null, null, null])
  for (const text of ['0', '-1', 'many', '1000001', 'NaN']) expect(rateCapProblem(text)).not.toBeNull()
  expect(changed({ rateCap: 5 }, { rateCap: undefined })).toEqual({})
})
