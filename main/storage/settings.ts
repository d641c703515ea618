import { readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { type Settings, settingsSchema } from '#shared/contract/settings.ts'
import { createSignal, type Signal } from '../signal.ts'
import { writeAtomically } from './write-atomically.ts'

export interface SettingsStore {
  readonly current: Signal<Settings>
  set(change: Partial<Omit<Settings, 'version'>>): Promise<Settings>
}

const defaults: Settings = { version: 1, theme: 'system', contexts: {}, lastPicked: [] }

/** settings.json in the folder; a file that cannot be read is put aside under a new name, never overwritten. */
export async function openSettings(folder: string, warn: (sentence: string) => void): Promise<SettingsStore> {
  const file = join(folder, 'settings.json')
  const current = createSignal(await read(file, warn))
  let writing: Promise<void> = Promise.resolve()
  return {
    current,
    async set(change) {
      const next = { ...current.get(), ...change }
      if (change.contexts !== undefined) next.contexts = { ...current.get().contexts, ...change.contexts }
      current.set(next)
      writing = writing
        .catch(() => undefined)
        .then(() => writeAtomically(file, `${JSON.stringify(next, null, 2)}\n`))
      await writing
      return next
    },
  }
}

async function read(file: string, warn: (sentence: string) => void): Promise<Settings> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch {
    return defaults
  }
  try {
    return settingsSchema.parse({ ...defaults, ...JSON.parse(text) })
  } catch (error) {
    const aside = `${file}.unreadable`
    await rename(file, aside)
    warn(
      `${file} could not be read (${error instanceof Error ? error.message : error}); it was kept as ${aside}.`,
    )
    return defaults
  }
}
