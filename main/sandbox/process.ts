/** The sandbox in a process of its own: hears commands from its parent, and ends with it. */
import type { SandboxCommand, SandboxReport } from '#shared/model/sandbox.ts'
import { type Sandbox, startSandbox } from './sandbox.ts'

const say = (report: SandboxReport) => void process.send?.(report)
let sandbox: Promise<Sandbox> | undefined

async function obey(command: SandboxCommand): Promise<void> {
  switch (command.do) {
    case 'start':
      sandbox = startSandbox(command.options)
      say({ said: 'ready', info: (await sandbox).info })
      return
    case 'apply-bookinfo':
      await (await sandbox)?.applyBookinfo()
      say({ said: 'bookinfo-applied' })
      return
    case 'stop':
      await end()
  }
}

async function end(): Promise<void> {
  try {
    await (await sandbox)?.close()
  } finally {
    process.exit(0)
  }
}

process.on('message', (command: SandboxCommand) => {
  obey(command).catch((error: unknown) => {
    say({ said: 'failed', reason: error instanceof Error ? error.message : String(error) })
  })
})
process.once('disconnect', () => void end())
// Ctrl-C reaches every process of the terminal; the parent ends this one in good order.
process.on('SIGINT', () => undefined)
