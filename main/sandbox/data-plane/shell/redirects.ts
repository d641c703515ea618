/** `<`, `>`, `>>` and `2>&1`: to the devices of a container and to its few files. */
import type { Machine } from './machine.ts'
import type { Redirect } from './shell-tree.ts'
import { createPipe, noInput, nowhere, type Sink, type Streams } from './standard-streams.ts'

/** As much as a container takes in a file. */
const fullBytes = 1_048_576

export class RedirectError extends Error {}

export type Target = Omit<Redirect, 'target'> & { readonly target: string }

/** Files are written when the command has ended. */
export async function applyRedirects(
  machine: Machine,
  targets: readonly Target[],
  streams: Streams,
  run: (streams: Streams) => Promise<number>,
): Promise<number> {
  let { stdin, stdout, stderr } = streams
  const written: { path: string; text: () => string }[] = []
  const setOutput = (descriptor: number, sink: Sink) => {
    if (descriptor === 2) stderr = sink
    else stdout = sink
  }
  for (const { descriptor, how, target } of targets) {
    if (how === '<') {
      stdin = target === '/dev/null' ? noInput : await fileInput(machine, target)
    } else if (how === '>&') setOutput(descriptor, target === '2' ? stderr : stdout)
    else {
      const device = { '/dev/null': nowhere, '/dev/stdout': stdout, '/dev/stderr': stderr }[target]
      if (device !== undefined) {
        setOutput(descriptor, device)
        continue
      }
      const before = how === '>>' ? String((await machine.readFile(target)) ?? '') : ''
      if (!machine.writeFile(target, Buffer.from(before)))
        throw new RedirectError(`can't create ${target}: Read-only file system`)
      let text = before
      written.push({ path: target, text: () => text })
      setOutput(descriptor, async (bytes) => {
        text += bytes.toString('utf8')
        if (text.length > fullBytes) throw new RedirectError('write error: No space left on device')
      })
    }
  }
  try {
    return await run({ stdin, stdout, stderr })
  } finally {
    for (const { path, text } of written) machine.writeFile(path, Buffer.from(text()))
  }
}

async function fileInput(machine: Machine, path: string): Promise<Streams['stdin']> {
  const text = await machine.readFile(path)
  if (text === undefined) throw new RedirectError(`can't open ${path}: no such file`)
  const { input, write, end } = createPipe()
  void write(text)
  end()
  return input
}
