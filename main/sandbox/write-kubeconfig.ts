import { readFile, rm, writeFile } from 'node:fs/promises'
import { type KubeconfigEntry, kubeconfigText } from './kubeconfig-file.ts'

const mark = "# Written by Aviary's sandbox, and removed when it ends."

/** Writes the file (mode 0600). One that somebody else wrote is left alone: the promise rejects. */
export async function writeKubeconfig(file: string, entries: readonly KubeconfigEntry[]): Promise<void> {
  const text = `${mark}\n${kubeconfigText(entries)}`
  try {
    await writeFile(file, text, { mode: 0o600, flag: 'wx' })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    // What a sandbox left behind that was killed.
    const found = await readFile(file, 'utf8')
    if (!found.startsWith(mark))
      throw new Error(`${file} is there already and was not written by a sandbox; name another file`)
    await rm(file)
    await writeFile(file, text, { mode: 0o600, flag: 'wx' })
  }
}
