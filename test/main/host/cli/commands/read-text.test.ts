import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dataText, readText } from '#main/host/cli/commands/read-text.ts'

describe('text that an option names', () => {
  let folder: string
  const file = (name: string) => join(folder, name)
  const none = Readable.from([])
  const refused = (reason: string) =>
    expect.objectContaining({ failure: { code: 'bad-input', field: '--data', reason } })

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'aviary-text-'))
    await writeFile(file('body.json'), '\ufeff{"a":"ä"}\r\n')
    await writeFile(file('latin1'), Buffer.from([0x61, 0xe4, 0x62]))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  it('stands for itself', async () => {
    expect(await dataText('--data', 'a=1', none)).toBe('a=1')
    expect(await dataText('--data', '', none)).toBe('')
  })

  it('is what stands in a file, byte for byte', async () => {
    expect(await dataText('--data', `@${file('body.json')}`, none)).toBe('\ufeff{"a":"ä"}\r\n')
  })

  it('is what comes on standard input, whatever the pieces', async () => {
    const stdin = Readable.from([Buffer.from([0xc3]), Buffer.from([0xa4])])
    expect(await dataText('--data', '@-', stdin)).toBe('ä')
  })

  it.each([
    ['no name', () => '@', '@ names no file; write @FILE, or @- for standard input'],
    ['no such file', () => `@${file('none')}`, 'there is no file FOLDER/none'],
    ['a folder', () => `@${folder}`, 'FOLDER is a folder, not a file'],
    ['what is not text', () => `@${file('latin1')}`, 'FOLDER/latin1 is not UTF-8 text'],
    ['what has no end', () => '@/dev/zero', '/dev/zero holds more than 16 MiB'],
  ])('is refused: %s', async (_name, data, reason) => {
    await expect(dataText('--data', data(), none)).rejects.toEqual(refused(reason.replace('FOLDER', folder)))
  })

  it('is a file called - where there is no standard input for it', async () => {
    await expect(readText('--data', '-')).rejects.toEqual(refused('there is no file -'))
  })
})
