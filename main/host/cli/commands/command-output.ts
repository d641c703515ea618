import type { Command } from 'commander'
import { fail } from '#shared/model/failure.ts'
import { createOutput, type Output, wantsColour } from '../output.ts'
import type { GlobalOptions } from '../session.ts'

/** The global options and the output of a command; formats that only some commands know are refused elsewhere. */
export function outputOf(
  command: Command,
  also: readonly string[] = [],
): { global: GlobalOptions; output: Output } {
  const global = command.optsWithGlobals<GlobalOptions>()
  const known = ['table', 'json', 'yaml', ...also]
  if (!known.includes(global.output)) {
    fail({
      code: 'bad-input',
      field: '--output',
      reason: `${global.output} is not one of ${known.join(', ')} here`,
    })
  }
  const format = global.output === 'json' || global.output === 'yaml' ? global.output : 'table'
  return {
    global,
    output: createOutput(format, wantsColour(global.color, process.env), process.stdout, process.stderr),
  }
}

/** Reads a number option, or fails naming it. */
export function numberOf(
  option: string,
  text: string,
  { min = 0, max = Number.MAX_SAFE_INTEGER, whole = false } = {},
): number {
  const value = Number(text)
  // Number also reads 0x10, and nothing as 0.
  const isDecimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)
  const fits = whole ? Number.isInteger(value) : Number.isFinite(value)
  if (!isDecimal || !fits || value < min || value > max) {
    const kind = whole ? 'whole number' : 'number'
    fail({ code: 'bad-input', field: option, reason: `"${text}" is not a ${kind} from ${min} to ${max}` })
  }
  return value
}

/** RFC 3339 or seconds since the epoch, in seconds. */
export function timeOf(option: string, text: string): number {
  const seconds = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Date.parse(text) / 1000
  if (Number.isFinite(seconds)) return seconds
  return fail({
    code: 'bad-input',
    field: option,
    reason: `"${text}" is neither RFC 3339, such as 2026-03-01T12:00:00Z, nor seconds since the epoch`,
  })
}

/** `90`, `90s`, `5m`, `1h`, `250ms`, or several after each other, in seconds. */
export function secondsOf(option: string, text: string): number {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)?/g)]
  if (parts.length === 0 || parts.map((part) => part[0]).join('') !== text) {
    fail({ code: 'bad-input', field: option, reason: `"${text}" is not a duration such as 30s, 5m or 1h30m` })
  }
  const seconds: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86400 }
  return parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * (seconds[unit ?? 's'] ?? 1), 0)
}
