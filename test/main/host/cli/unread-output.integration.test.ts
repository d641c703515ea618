import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Aviary, aviaryAtHome } from '../../../support/aviary.ts'

describe('aviary … | head, which reads no further', () => {
  let aviary: Aviary
  let temporary: string
  beforeAll(async () => {
    aviary = await aviaryAtHome()
    temporary = join(aviary.home, 'tmp')
    await mkdir(temporary)
  })
  afterAll(() => aviary?.close())

  async function unread(...args: string[]) {
    const { child, finished } = aviary.start(args, { TMPDIR: temporary })
    child.stdout?.destroy()
    const { code, stderr } = await finished
    return { code, stderr, left: await readdir(temporary) }
  }

  it('ends a command that has nothing to put in order, as SIGPIPE would', async () => {
    expect(await unread('flight', 'list')).toEqual({ code: 141, stderr: '', left: [] })
  })

  it('ends a sandbox in order', async () => {
    expect(await unread('sandbox', 'start', '--clusters', '1')).toEqual({ code: 0, stderr: '', left: [] })
  })

  it('ends the demo in order', async () => {
    expect(await unread('demo')).toEqual({ code: 130, stderr: '', left: [] })
  })
})
