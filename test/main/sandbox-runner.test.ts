import { describe, expect, it } from 'vitest'
import type { SandboxCommand, SandboxReport } from '#shared/model/sandbox.ts'
import type { ChildHandle } from '../../main/launcher.ts'
import { createSandboxRunner } from '../../main/sandbox-runner.ts'

const info = { kubeconfig: '/tmp/kubeconfig', clusters: [] }
const options = { clusters: 1, seed: 1, kubeconfig: info.kubeconfig, bookinfo: false }

/** A process that answers as it is told to. */
function stage(answer: (command: SandboxCommand) => SandboxReport | undefined) {
  const told: string[] = []
  let say: (report: unknown) => void = () => undefined
  let exit: (code: number | undefined) => void = () => undefined
  const child: ChildHandle = {
    send(message) {
      const command = message as SandboxCommand
      told.push(command.do)
      const report = answer(command)
      if (report !== undefined) say(report)
      if (command.do === 'stop') exit(0)
    },
    onMessage(listener) {
      say = listener
    },
    onExit(listener) {
      exit = listener
    },
    kill: () => exit(undefined),
  }
  const runner = createSandboxRunner({ launch: () => child })
  return { runner, told, say: (report: SandboxReport) => say(report), exit: (code: number) => exit(code) }
}

const obedient = (command: SandboxCommand): SandboxReport | undefined => {
  if (command.do === 'start') return { said: 'ready', info }
  if (command.do === 'apply-bookinfo') return { said: 'bookinfo-applied' }
  if (command.do === 'fault')
    return { said: 'faults', faults: [{ context: command.context, fault: command.fault }] }
  return undefined
}

describe('the sandbox runner', () => {
  it('starts, breaks, and forgets what was broken when it ends', async () => {
    const { runner, told } = stage(obedient)
    expect(await runner.start(options)).toEqual(info)
    await runner.setFault({ context: 'east', fault: 'istiod-down' }, true)
    expect(runner.state.get()).toMatchObject({
      status: 'running',
      faults: [{ context: 'east', fault: 'istiod-down' }],
    })
    await runner.stop()
    expect(runner.state.get()).toMatchObject({ status: 'stopped', faults: [] })
    expect(told).toEqual(['start', 'fault', 'stop'])
  })

  it('hears of faults that somebody else has set', async () => {
    const { runner, say } = stage(obedient)
    await runner.start(options)
    say({ said: 'faults', faults: [{ context: 'west', fault: 'node-lost' }] })
    expect(runner.state.get().faults).toEqual([{ context: 'west', fault: 'node-lost' }])
  })

  it('tells why a fault cannot be set, and stays as it is', async () => {
    const { runner } = stage((command) =>
      command.do === 'fault' ? { said: 'failed', reason: 'no such cluster' } : obedient(command),
    )
    await runner.start(options)
    const set = runner.setFault({ context: 'north', fault: 'node-lost' }, true)
    await expect(set).rejects.toMatchObject({
      failure: { code: 'sandbox-failed', reason: 'no such cluster' },
    })
    expect(runner.state.get()).toMatchObject({ status: 'running', faults: [] })
  })

  it('has nothing to break before it runs, and fails when its process ends', async () => {
    const { runner, exit } = stage(obedient)
    await expect(runner.setFault({ context: 'east', fault: 'node-lost' }, true)).rejects.toMatchObject({
      failure: { code: 'not-running' },
    })
    await runner.start(options)
    exit(3)
    expect(runner.state.get()).toMatchObject({
      status: 'failed',
      failure: { code: 'sandbox-failed', reason: 'its process ended with code 3' },
    })
  })
})
