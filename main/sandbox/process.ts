/** The sandbox in a process of its own: hears commands from its parent, and ends with it. */
import { setFlagsFromString } from 'node:v8'
import type { ClusterFault } from '#shared/model/faults.ts'
import type { ControlRequest, SandboxCommand, SandboxReport } from '#shared/model/sandbox.ts'
import { openControlSocket } from './control-socket.ts'
import { type Sandbox, startSandbox } from './sandbox.ts'

const say = (report: SandboxReport) => void process.send?.(report)
let sandbox: Promise<Sandbox> | undefined
let closeControl = async (): Promise<void> => undefined

async function obey(command: SandboxCommand): Promise<void> {
  switch (command.do) {
    case 'start':
      if (command.options.scale !== undefined) keepHeapSmall()
      sandbox = startSandbox(command.options)
      await listenFor(await sandbox).catch((error: unknown) => {
        // A path that is too long for a socket, say: the sandbox itself is well.
        process.stderr.write(`sandbox: no other process can reach it: ${String(error)}\n`)
      })
      say({ said: 'ready', info: (await sandbox).info })
      return
    case 'apply-bookinfo':
      await (await sandbox)?.applyBookinfo()
      say({ said: 'bookinfo-applied' })
      return
    case 'fault':
      if (sandbox !== undefined) await setFault(await sandbox, command, command.on)
      return
    case 'stop':
      await end()
  }
}

/**
 * Thousands of pods start within seconds. V8 would let its space for young objects grow to 3 × 32 MB meanwhile and never
 * shrink it, and take that for a heap that may be large. And what each question to Prometheus leaves behind would lie for
 * minutes: 700 MB of which 170 are in use.
 */
function keepHeapSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1')
  setFlagsFromString('--heap-growing-percent=40')
}

async function setFault(running: Sandbox, fault: ClusterFault, on: boolean): Promise<void> {
  await running.setFault(fault, on)
  say({ said: 'faults', faults: running.faults() })
}

async function listenFor(running: Sandbox): Promise<void> {
  const { kubeconfig, clusters } = running.info
  closeControl = await openControlSocket(kubeconfig, async (request: ControlRequest) => {
    if (request.do === 'fault') await setFault(running, request, request.on)
    return { contexts: clusters.map(({ context }) => context), faults: running.faults() }
  })
}

async function end(): Promise<void> {
  try {
    await closeControl()
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
