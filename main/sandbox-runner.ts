/** Starts and stops the embedded sandbox, which runs in a process of its own. */
import type { SandboxState } from '#shared/contract/sandbox.ts'
import { fail } from '#shared/model/failure.ts'
import type { ClusterFault } from '#shared/model/faults.ts'
import type { SandboxCommand, SandboxInfo, SandboxOptions, SandboxReport } from '#shared/model/sandbox.ts'
import type { ChildHandle, Launcher } from './launcher.ts'
import { createSignal, type Signal } from './signal.ts'

export interface SandboxRunner {
  readonly state: Signal<SandboxState>
  /** Resolves when every part of it answers; rejects with sandbox-failed. */
  start(options: SandboxOptions): Promise<SandboxInfo>
  applyBookinfo(): Promise<void>
  setFault(fault: ClusterFault, on: boolean): Promise<void>
  stop(): Promise<void>
}

const stopped: SandboxState = { status: 'stopped', info: null, bookinfo: false, faults: [], failure: null }

export function createSandboxRunner(launcher: Launcher): SandboxRunner {
  const state = createSignal<SandboxState>(stopped)
  let child: ChildHandle | undefined
  let gone: Promise<void> = Promise.resolve()
  let waiting: {
    said: SandboxReport['said']
    resolve: (report: SandboxReport) => void
    reject: (error: Error) => void
  }[] = []

  const tell = (command: SandboxCommand) => child?.send(command)

  function hear(report: SandboxReport): void {
    if (report.said === 'faults') state.update((now) => ({ ...now, faults: report.faults }))
    const answered = waiting.filter((one) => report.said === 'failed' || one.said === report.said)
    waiting = waiting.filter((one) => !answered.includes(one))
    for (const one of answered) {
      if (report.said === 'failed') one.reject(new Error(report.reason))
      else one.resolve(report)
    }
  }

  function expect(said: SandboxReport['said']): Promise<SandboxReport> {
    return new Promise((resolve, reject) => waiting.push({ said, resolve, reject }))
  }

  async function ask(command: SandboxCommand, answer: SandboxReport['said']): Promise<void> {
    if (child === undefined) fail({ code: 'not-running', what: 'The sandbox' })
    const answered = expect(answer)
    tell(command)
    try {
      await answered
    } catch (error) {
      fail({ code: 'sandbox-failed', reason: error instanceof Error ? error.message : String(error) })
    }
  }

  async function start(options: SandboxOptions): Promise<SandboxInfo> {
    if (child !== undefined) {
      const { info } = state.get()
      return info ?? fail({ code: 'sandbox-failed', reason: 'it is being started already' })
    }
    state.set({ ...stopped, status: 'starting' })
    const started = launcher.launch('sandbox')
    child = started
    const ended = Promise.withResolvers<void>()
    gone = ended.promise
    started.onMessage((message) => hear(message as SandboxReport))
    started.onExit((code) => {
      child = undefined
      const reason = `its process ended${code === undefined ? '' : ` with code ${code}`}`
      hear({ said: 'failed', reason })
      if (state.get().status === 'running') {
        state.set({ ...stopped, status: 'failed', failure: { code: 'sandbox-failed', reason } })
      }
      ended.resolve()
    })
    try {
      const ready = expect('ready')
      tell({ do: 'start', options })
      const report = await ready
      if (report.said !== 'ready') throw new Error(`it said ${report.said} instead of ready`)
      state.set({ ...stopped, status: 'running', info: report.info, bookinfo: options.bookinfo })
      return report.info
    } catch (error) {
      const failure = {
        code: 'sandbox-failed' as const,
        reason: error instanceof Error ? error.message : String(error),
      }
      state.set({ ...stopped, status: 'failed', failure })
      started.kill()
      return fail(failure)
    }
  }

  return {
    state,
    start,
    async applyBookinfo() {
      await ask({ do: 'apply-bookinfo' }, 'bookinfo-applied')
      state.update((now) => ({ ...now, bookinfo: true }))
    },
    setFault: ({ context, fault }, on) => ask({ do: 'fault', context, fault, on }, 'faults'),
    async stop() {
      if (child === undefined) return
      state.set(stopped)
      tell({ do: 'stop' })
      await gone
    },
  }
}
