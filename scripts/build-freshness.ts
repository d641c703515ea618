/** Whether what was built still fits its sources: their names, sizes and times are kept beside the result. */
import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

export interface Freshness {
  readonly stale: boolean
  /** To be called when the result is there. */
  remember(): Promise<void>
}

/** One line per file below the given files and folders, which may be missing. */
export async function sourcesOf(root: string, paths: readonly string[]): Promise<string[]> {
  const lines = await Promise.all(paths.map((path) => linesOf(root, path)))
  return lines.flat().toSorted()
}

export async function needsBuild(stampFile: string, sources: readonly string[]): Promise<Freshness> {
  const now = createHash('sha256').update(sources.join('\n')).digest('hex')
  const before = await orWhenMissing(readFile(stampFile, 'utf8'), '')
  return {
    stale: before !== now,
    async remember() {
      await mkdir(dirname(stampFile), { recursive: true })
      await writeFile(stampFile, now)
    },
  }
}

async function linesOf(root: string, path: string): Promise<string[]> {
  const at = join(root, path)
  const found = await orWhenMissing(stat(at), null)
  if (found === null) return []
  if (!found.isDirectory()) return [`${path} ${found.size} ${found.mtimeMs}`]
  const names = await readdir(at)
  return (await Promise.all(names.map((name) => linesOf(root, join(path, name))))).flat()
}

async function orWhenMissing<T, U>(reading: Promise<T>, otherwise: U): Promise<T | U> {
  try {
    return await reading
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return otherwise
    throw error
  }
}
