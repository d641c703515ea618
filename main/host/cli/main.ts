#!/usr/bin/env node
import { AviaryError } from '#shared/model/failure.ts'
import { failureText } from './output.ts'
import { createProgram } from './program.ts'
import { endWhenUnread } from './unread-output.ts'

endWhenUnread()
try {
  await createProgram().parseAsync(process.argv)
} catch (error) {
  if (!(error instanceof AviaryError)) throw error
  process.stderr.write(`aviary: ${failureText(error.failure)}\n`)
  process.exitCode = error.failure.code === 'bad-input' ? 2 : 1
}
// Signal handlers and keep-alive sockets must not hold a finished command.
if (process.exitCode !== undefined || !process.stdin.isTTY) process.stdin.unref?.()
