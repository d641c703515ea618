/**
 * A database in a file. One that is damaged is put aside under a new name, never overwritten; where none can be kept,
 * it is in memory, which is said.
 */
import { closeSync, existsSync, mkdirSync, openSync, renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { AviaryError } from '#shared/model/failure.ts'

type Warn = (sentence: string) => void

/** In memory when the file is undefined. */
export function openDatabase(file: string | undefined, schema: string, warn: Warn): DatabaseSync {
  if (file === undefined) return opened(':memory:', schema)
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    // Plans hold headers such as Authorization, and the folder may be one that others may read.
    closeSync(openSync(file, 'a', 0o600))
    return openedOrPutAside(file, schema, warn)
  } catch (error) {
    warn(
      `Nothing can be kept in ${file} (${messageOf(error)}): what happens now is forgotten at the end. AVIARY_HOME names another folder.`,
    )
    return opened(':memory:', schema)
  }
}

function openedOrPutAside(file: string, schema: string, warn: Warn): DatabaseSync {
  try {
    return opened(file, schema)
  } catch (error) {
    if (!isDamage(error)) throw error
    const aside = freeName(`${file}.unreadable`)
    renameSync(file, aside)
    // They are of the old one.
    for (const besides of ['-wal', '-shm']) rmSync(`${file}${besides}`, { force: true })
    warn(`${file} could not be read (${messageOf(error)}); it was kept as ${aside}.`)
    return opened(file, schema)
  }
}

function freeName(name: string): string {
  for (let n = 1; ; n++) {
    const free = n === 1 ? name : `${name}-${n}`
    if (!existsSync(free)) return free
  }
}

function opened(file: string, schema: string): DatabaseSync {
  const db = new DatabaseSync(file)
  try {
    db.exec(schema)
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

/** What SQLite says becomes a failure that names the file. */
export function told<T>(file: string | undefined, use: () => T): T {
  try {
    return use()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_SQLITE_ERROR') throw error
    throw new AviaryError(
      { code: 'storage', file: file ?? 'the history', reason: messageOf(error) },
      { cause: error },
    )
  }
}

/** SQLITE_CORRUPT and SQLITE_NOTADB. */
const damage = [11, 26]
const isDamage = (error: unknown) => damage.includes((error as { errcode?: number }).errcode ?? 0)

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error))
