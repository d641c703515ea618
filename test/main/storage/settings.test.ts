import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openSettings } from '#main/storage/settings.ts'

describe('settings', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'aviary-settings-'))
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))
  const never = (sentence: string) => expect.unreachable(sentence)

  it('are kept, and one context at a time', async () => {
    const first = await openSettings(folder, never)
    await first.set({ theme: 'dark', contexts: { prod: { protected: true } } })
    await first.set({ contexts: { test: { readOnly: true } } })
    const second = await openSettings(folder, never)
    expect(second.current.get()).toEqual({
      version: 1,
      theme: 'dark',
      contexts: { prod: { protected: true }, test: { readOnly: true } },
      lastPicked: [],
    })
    expect(await readdir(folder)).toEqual(['settings.json'])
  })

  it('that cannot be read are put aside with a word about it, not overwritten', async () => {
    await writeFile(join(folder, 'settings.json'), '{ "theme": 7 }')
    const said: string[] = []
    const store = await openSettings(folder, (sentence) => said.push(sentence))
    expect(store.current.get().theme).toBe('system')
    expect(said).toHaveLength(1)
    expect(await readFile(join(folder, 'settings.json.unreadable'), 'utf8')).toBe('{ "theme": 7 }')
  })
})
