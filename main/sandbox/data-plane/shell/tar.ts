/** `tar`, as `kubectl cp` runs it: `tar cf - PATH` writes plain files (ustar), `tar -xmf - -C FOLDER` reads them. */
import { complain, type Machine, type Process, type Program } from './machine.ts'
import { readAll } from './standard-streams.ts'

const blockBytes = 512

export const tar: Program = async (process) => {
  const { letters, folder, paths } = argumentsOf(process.args)
  if (letters.includes('c')) return await create(process, paths)
  if (letters.includes('x')) return await extract(process, folder)
  return await complain(process, 'must specify one of -c, -x', 2)
}

/** `cf -`, `-xmf - -C /tmp`, `--no-same-owner -xf -`: the archive is always standard input or output. */
function argumentsOf(args: readonly string[]): { letters: string; folder: string; paths: string[] } {
  let letters = ''
  let folder = '/'
  const paths: string[] = []
  for (let at = 0; at < args.length; at += 1) {
    const one = args[at] ?? ''
    if (one === '-C') {
      at += 1
      folder = args[at] ?? '/'
    } else if (at === 0 || /^-[a-z]+$/.test(one)) letters += one
    else if (one !== '-' && !one.startsWith('--')) paths.push(one)
  }
  return { letters, folder: folder.replace(/\/+$/, ''), paths }
}

async function create(process: Process, paths: readonly string[]): Promise<number> {
  const { machine, stdout } = process
  let code = 0
  for (const path of paths) {
    const files = await filesAt(machine, path.replace(/(?<=.)\/+$/, ''))
    if (files.length === 0) code = await complain(process, `${path}: No such file or directory`)
    for (const { name, content } of files) await stdout(entry(name.replace(/^\/+/, ''), content))
  }
  await stdout(Buffer.alloc(2 * blockBytes))
  return code
}

async function filesAt(machine: Machine, path: string): Promise<{ name: string; content: Buffer }[]> {
  const names = machine.filesIn(path) ?? [path]
  const found = await Promise.all(
    names.map(async (name) => ({ name, content: await machine.readFile(name) })),
  )
  return found.flatMap(({ name, content }) => (content === undefined ? [] : [{ name, content }]))
}

/** A header (POSIX ustar) and the content, filled up to whole blocks. */
function entry(name: string, content: Buffer): Buffer {
  const header = Buffer.alloc(blockBytes)
  const octal = (value: number, digits: number) => value.toString(8).padStart(digits, '0')
  header.write(name.slice(-100), 0)
  header.write(octal(0o644, 7), 100)
  header.write(octal(0, 7), 108)
  header.write(octal(0, 7), 116)
  header.write(octal(content.length, 11), 124)
  header.write(octal(0, 11), 136)
  header.write(' '.repeat(8), 148)
  header.write('0ustar\0', 156)
  header.write('00', 263)
  const sum = header.reduce((total, byte) => total + byte, 0)
  header.write(`${octal(sum, 6)}\0 `, 148)
  return Buffer.concat([header, content, Buffer.alloc(-content.length & (blockBytes - 1))])
}

async function extract(process: Process, folder: string): Promise<number> {
  const archive = await readAll(process.stdin)
  let code = 0
  for (let at = 0; at + blockBytes <= archive.length; ) {
    const header = archive.subarray(at, at + blockBytes)
    if (header.every((byte) => byte === 0)) break
    const text = (from: number, length: number) =>
      header.toString('utf8', from, from + length).replace(/\0[\s\S]*$/, '')
    const size = Number.parseInt(text(124, 12).trim(), 8)
    if (text(257, 5) !== 'ustar' || Number.isNaN(size)) return await complain(process, 'invalid tar header')
    const [prefix, own] = [text(345, 155), text(0, 100)]
    const path = `${folder}/${prefix === '' ? own : `${prefix}/${own}`}`
    const content = archive.subarray(at + blockBytes, at + blockBytes + size)
    // Folders come with the files in them.
    const isFile = ['0', ''].includes(text(156, 1))
    if (isFile && !process.machine.writeFile(path, Buffer.from(content)))
      code = await complain(process, `can't open '${path}': Read-only file system`)
    at += blockBytes + Math.ceil(size / blockBytes) * blockBytes
  }
  return code
}
