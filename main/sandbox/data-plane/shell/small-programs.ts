/** Programs that need nothing but their arguments, their variables and the clock. */
import { pause } from '../load/pause.ts'
import { complain, type Process, type Program, say, signalCode } from './machine.ts'
import { formatted, unescaped } from './printf.ts'
import { readAll } from './standard-streams.ts'

const echo: Program = async (process) => {
  const flags = process.args.findIndex((one) => !/^-[neE]+$/.test(one))
  const at = flags === -1 ? process.args.length : flags
  const letters = process.args.slice(0, at).join('')
  const text = process.args.slice(at).join(' ')
  await say(process, (letters.includes('e') ? unescaped(text) : text) + (letters.includes('n') ? '' : '\n'))
  return 0
}

const printf: Program = async (process) => {
  const [format, ...values] = process.args
  if (format === undefined) return await complain(process, 'missing operand', 2)
  await say(process, formatted(format, values))
  return 0
}

const succeed: Program = async () => 0
const fail: Program = async () => 1

const sleep: Program = async (process) => {
  const ms = sleepMs(process.args)
  if (ms === undefined) return await complain(process, `invalid number '${process.args[0] ?? ''}'`)
  await pause(ms, { clock: process.machine.clock, told: process.told })
  return process.told.aborted ? signalCode(process.told) : 0
}

const secondsPer: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3600, d: 86_400 }

/** Of one number or several with units, or for ever: `0.5`, `1h 30m`, `infinity`. */
export function sleepMs(args: readonly string[]): number | undefined {
  if (args.length === 0) return undefined
  let seconds = 0
  for (const text of args) {
    const [, amount, unit = ''] = /^(\d+\.?\d*|\.\d+|inf(?:inity)?)([smhd]?)$/.exec(text) ?? []
    if (amount === undefined) return undefined
    seconds += amount.startsWith('inf') ? Number.POSITIVE_INFINITY : Number(amount) * (secondsPer[unit] ?? 0)
  }
  return seconds * 1000
}

const date: Program = async (process) => {
  const format = process.args.find((one) => one.startsWith('+'))?.slice(1) ?? '%a %b %e %H:%M:%S UTC %Y'
  await say(process, `${dateText(process.machine.clock.now(), format)}\n`)
  return 0
}

/** In UTC, as containers have it. */
function dateText(nowMs: number, format: string): string {
  const now = new Date(nowMs)
  const iso = now.toISOString()
  const [weekday = '', , month = ''] = now
    .toUTCString()
    .split(/[ ,]+/)
    .map((one) => one)
  const parts: Readonly<Record<string, string>> = {
    Y: iso.slice(0, 4),
    m: iso.slice(5, 7),
    d: iso.slice(8, 10),
    e: String(now.getUTCDate()).padStart(2),
    H: iso.slice(11, 13),
    M: iso.slice(14, 16),
    S: iso.slice(17, 19),
    N: `${iso.slice(20, 23)}000000`,
    F: iso.slice(0, 10),
    T: iso.slice(11, 19),
    s: String(Math.floor(nowMs / 1000)),
    a: weekday,
    b: month,
    Z: 'UTC',
    z: '+0000',
    '%': '%',
  }
  return format.replace(/%([A-Za-z%])/g, (whole, letter: string) => parts[letter] ?? whole)
}

const env: Program = async (process) => {
  const environment = new Map(process.environment)
  let at = 0
  for (; /^\w+=/.test(process.args[at] ?? ''); at += 1) {
    const [, name = '', value = ''] = /^(\w+)=([\s\S]*)$/.exec(process.args[at] ?? '') ?? []
    environment.set(name, value)
  }
  const [name, ...args] = process.args.slice(at)
  if (name !== undefined) {
    const program = process.find(name)
    if (program === undefined)
      return await complain(process, `can't execute '${name}': No such file or directory`, 127)
    return await program({ ...process, name, args, environment })
  }
  await say(process, [...environment].map(([key, value]) => `${key}=${value}\n`).join(''))
  return 0
}

const printenv: Program = async (process) => {
  if (process.args.length === 0) return await env(process)
  const values = process.args.map((name) => process.environment.get(name))
  await say(process, values.flatMap((value) => (value === undefined ? [] : [`${value}\n`])).join(''))
  return values.includes(undefined) ? 1 : 0
}

const hostname: Program = async (process) => {
  await say(process, `${process.machine.hostname}\n`)
  return 0
}

const pwd: Program = async (process) => {
  await say(process, '/\n')
  return 0
}

const whoami: Program = async (process) => {
  await say(process, 'root\n')
  return 0
}

const seq: Program = async (process) => {
  const numbers = process.args.map(Number)
  if (numbers.length === 0 || numbers.length > 3 || numbers.some(Number.isNaN))
    return await complain(process, 'needs one to three numbers')
  const first = numbers.length === 1 ? 1 : (numbers[0] ?? 1)
  const step = numbers.length === 3 ? (numbers[1] ?? 1) : 1
  const last = numbers.at(-1) ?? 0
  if (step === 0) return await complain(process, 'increment must not be 0')
  for (let value = first, lines = 1; step > 0 ? value <= last : value >= last; value += step, lines += 1) {
    if (process.told.aborted) return signalCode(process.told)
    await say(process, `${value}\n`)
    // Where nobody holds it up, it leaves everybody else some time.
    if (lines % 1000 === 0) await pause(1, { clock: process.machine.clock, told: process.told })
  }
  return 0
}

const cat: Program = async (process) => {
  const files = process.args.filter((one) => one === '-' || !one.startsWith('-'))
  let code = 0
  for (const path of files.length === 0 ? ['-'] : files) {
    if (path === '-') {
      await copyInput(process)
      continue
    }
    const text = await process.machine.readFile(path)
    if (text === undefined) code = await complain(process, `can't open '${path}': No such file or directory`)
    else await process.stdout(text)
  }
  return code
}

async function copyInput({ stdin, stdout }: Process): Promise<void> {
  for (let chunk = await stdin.chunk(); chunk !== undefined; chunk = await stdin.chunk()) await stdout(chunk)
}

const which: Program = async (process) => {
  const found = process.args.filter((name) => process.find(name) !== undefined)
  await say(process, found.map((name) => `/usr/bin/${name.replace(/^.*\//, '')}\n`).join(''))
  return found.length === process.args.length ? 0 : 1
}

const tee: Program = async (process) => {
  const content = await readAll(process.stdin)
  await process.stdout(content)
  let code = 0
  for (const path of process.args.filter((one) => !one.startsWith('-'))) {
    if (!process.machine.writeFile(path, content))
      code = await complain(process, `${path}: Read-only file system`)
  }
  return code
}

export const smallPrograms: Readonly<Record<string, Program | undefined>> = {
  ...{ echo, printf, true: succeed, false: fail, sleep, date, env, printenv, hostname },
  ...{ pwd, whoami, seq, cat, which, tee },
}
