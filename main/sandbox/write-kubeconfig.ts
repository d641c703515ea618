import { readFile, rm, writeFile } from 'node:fs/promises'
import { isAnswered } from './control-socket.ts'
import { type KubeconfigEntry, kubeconfigText } from './kubeconfig-file.ts'

const mark = "# Written by Aviary's sandbox, and removed when it ends."

/** Writes the file (mode 0600). One that somebody else wrote, or a sandbox that runs, is left alone: the promise rejects. */
export async function writeKubeconfig(file: string, entries: readonly KubeconfigEntry[]): Promise<void> {
  const text = `${mark}\n${kubeconfigText(entries)}`
  try {
    await writeFile(file, text, { mode: 0o600, flag: 'wx' })
  } catch (error) {
    const reason = await whyNotAt(file)
    if (reason !== undefined) throw new Error(reason, { cause: error })
    // What a sandbox left behind that was killed.
    await rm(file)
    await writeFile(file, text, { mode: 0o600, flag: 'wx' })
  }
}

/** Why no sandbox can have its kubeconfig there; undefined when one can. */
export async function whyNotAt(file: string): Promise<string | undefined> {
  try {
    const found = await readFile(file, 'utf8')
    if (!found.startsWith(mark))
      return `${file} is there already and was not written by a sandbox; name another file`
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    return code === 'ENOENT' ? undefined : `${file} cannot be written (${code}); name another file`
  }
  return (await isAnswered(file))
    ? `the sandbox of ${file} is still running; end it first, or name another file`
    : undefined
}
