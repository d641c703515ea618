import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type History, openHistory } from '#main/storage/history.ts'
import { flightPlan, flightRun } from '../../conformance/fake-data.ts'

const row = (id: string) => ({
  run: { ...flightRun(flightPlan, id), state: 'finished' as const },
  fortio: { RunType: 'HTTP' },
  slices: [],
})

describe('the history of a laptop', () => {
  let folder: string
  let said: string[]
  const opened: History[] = []
  const open = (where = folder) => {
    const history = openHistory(where, (sentence) => said.push(sentence))
    opened.push(history)
    return history
  }

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'aviary-history-'))
    said = []
  })
  afterEach(async () => {
    for (const history of opened.splice(0)) history.close()
    await rm(folder, { recursive: true, force: true })
  })

  it.skipIf(process.platform === 'win32')(
    'is for nobody else to read, whoever may read its folder',
    async () => {
      await chmod(folder, 0o755)
      open().saveFlight(row('a'))
      const modes = (await readdir(folder)).map(async (name) => [
        name,
        (await stat(join(folder, name))).mode & 0o777,
      ])
      const all = await Promise.all(modes)
      expect(all.map(([name]) => name)).toContain('history.db-wal')
      expect(all.filter(([, mode]) => mode !== 0o600)).toEqual([])
    },
  )

  it('that is damaged is put aside, and a new one begins', async () => {
    const file = join(folder, 'history.db')
    const damaged = 'no database, but longer than its head would be '.repeat(100)
    await writeFile(file, damaged)
    await writeFile(`${file}-wal`, 'of the damaged one')
    const history = open()
    history.saveFlight(row('a'))
    expect(history.flights().map(({ id }) => id)).toEqual(['a'])
    expect(said).toEqual([
      `${file} could not be read (file is not a database); it was kept as ${file}.unreadable.`,
    ])
    expect(await readFile(`${file}.unreadable`, 'utf8')).toBe(damaged)
    expect(await readdir(folder)).toContain('history.db')
  })

  it('that is damaged again is put aside beside the one before', async () => {
    const file = join(folder, 'history.db')
    await writeFile(`${file}.unreadable`, 'the first')
    await writeFile(file, 'the second '.repeat(500))
    open()
    expect(said[0]).toMatch(/\.unreadable-2\.$/)
    expect(await readFile(`${file}.unreadable`, 'utf8')).toBe('the first')
    expect(await readFile(`${file}.unreadable-2`, 'utf8')).toContain('the second')
  })

  it('that cannot be kept in its folder is in memory, and says so', async () => {
    const inTheWay = join(folder, 'file')
    await writeFile(inTheWay, '')
    const history = open(inTheWay)
    history.saveFlight(row('a'))
    expect(history.flights()).toHaveLength(1)
    expect(said).toHaveLength(1)
    expect(said[0]).toMatch(
      /^Nothing can be kept in .*history\.db \(.*\): what happens now is forgotten at the end\./,
    )
  })

  it('loses no other flight for one that is damaged, and says of that one that it is', () => {
    const history = open()
    history.saveFlight(row('a'))
    history.saveFlight(row('b'))
    const db = new DatabaseSync(join(folder, 'history.db'))
    db.exec(`UPDATE flight SET run = '{"id":' WHERE id = 'a'; UPDATE flight SET slices = '[' WHERE id = 'b'`)
    db.close()
    expect(history.flights().map(({ id }) => id)).toEqual(['b'])
    expect(() => history.flight('b')).toThrow('What was kept of flight b cannot be used: it is damaged.')
  })

  it('names its file when it can be written no more', () => {
    const history = open()
    const db = new DatabaseSync(join(folder, 'history.db'))
    db.exec('DROP TABLE flight')
    db.close()
    expect(() => history.saveFlight(row('a'))).toThrow(
      `${join(folder, 'history.db')} cannot be used: no such table: flight.`,
    )
  })
})
