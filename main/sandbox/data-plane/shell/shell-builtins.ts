/** What changes the shell itself and can therefore be no program. */
import type { Shell } from './shell.ts'
import type { Streams } from './standard-streams.ts'

/** `exit` */
export class ShellExit extends Error {
  readonly code: number
  constructor(code: number) {
    super(`exit ${code}`)
    this.code = code
  }
}

/** `break` leaves the loop, `continue` goes on with its next turn. */
export class ShellJump extends Error {
  readonly leaves: boolean
  constructor(leaves: boolean) {
    super(leaves ? 'break' : 'continue')
    this.leaves = leaves
  }
}

type Builtin = (shell: Shell, args: readonly string[], streams: Streams) => Promise<number>

const write = ({ stdout }: Streams, text: string) => stdout(Buffer.from(text))

export const builtins: Readonly<Record<string, Builtin | undefined>> = {
  async exit(shell, [code], { stderr }) {
    if (code === undefined) throw new ShellExit(shell.status)
    if (/^\d+$/.test(code)) throw new ShellExit(Number(code) & 255)
    await stderr(Buffer.from(`sh: exit: Illegal number: ${code}\n`))
    throw new ShellExit(2)
  },
  async break() {
    throw new ShellJump(true)
  },
  async continue() {
    throw new ShellJump(false)
  },
  async ':'() {
    return 0
  },
  async cd() {
    return 0
  },
  async export(shell, args) {
    for (const one of args) {
      const [, name = one, value] = /^(\w+)=([\s\S]*)$/.exec(one) ?? []
      if (value !== undefined) shell.variables.set(name, value)
      shell.exported.add(name)
    }
    return 0
  },
  async unset(shell, args) {
    for (const name of args) {
      shell.variables.delete(name)
      shell.exported.delete(name)
    }
    return 0
  },
  async set(shell, args) {
    for (const one of args) {
      if (/^[-+]\w*e\w*$/.test(one)) shell.exitsOnError = one.startsWith('-')
    }
    return 0
  },
  async shift(shell, [count = '1']) {
    shell.words.splice(1, Number(count))
    return 0
  },
  async read(shell, args, { stdin }) {
    const names = args.filter((one) => !one.startsWith('-'))
    const line = await stdin.line()
    const fields = (line ?? '').trim().split(/[ \t]+/)
    for (const [index, name] of names.entries()) {
      const isLast = index === names.length - 1
      shell.variables.set(name, isLast ? fields.slice(index).join(' ') : (fields[index] ?? ''))
    }
    return line === undefined ? 1 : 0
  },
  async command(shell, [flag, name = ''], streams) {
    if (flag !== '-v') return 2
    if (!Object.hasOwn(builtins, name) && shell.find(name) === undefined) return 127
    await write(streams, `${name}\n`)
    return 0
  },
}
