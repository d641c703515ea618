/** The main process between the core's process and those that the core asks for, with the processes played by emitters. */
import { EventEmitter } from 'node:events'
import type { MessagePortMain } from 'electron'
import { describe, expect, it, vi } from 'vitest'
import { createCoreHost, type Utility } from '#main/host/electron/core-host.ts'
import { createUtilityLauncher } from '#main/host/electron/utility-launcher.ts'

class FakeProcess extends EventEmitter {
  readonly heard: { message: unknown; ports: unknown[] }[] = []
  killed = false
  postMessage(message: unknown, ports: unknown[] = []): void {
    this.heard.push({ message, ports })
  }
  readonly pid = 1
  kill(): void {
    this.killed = true
    this.emit('exit', 0)
  }
}

function started() {
  const core = new FakeProcess()
  const children: FakeProcess[] = []
  let ports = 0
  const newPort = () => `port ${++ports}` as unknown as MessagePortMain
  const onWork = vi.fn()
  const onLost = vi.fn()
  const host = createCoreHost({
    forkCore: () => core as unknown as Utility,
    forkChild: () => {
      const child = new FakeProcess()
      children.push(child)
      return child as unknown as Utility
    },
    kill: (process) => (process as unknown as FakeProcess).kill(),
    makeChannel: () => ({ port1: newPort(), port2: newPort() }),
    onWork,
    onLost,
  })
  host.start()
  return { host, core, children, onWork, onLost }
}

describe('the core in its process', () => {
  it('gets one end of a channel for each page, and the page the other', () => {
    const { host, core } = started()
    expect(host.connect()).toBe('port 2')
    expect(core.heard).toEqual([{ message: { do: 'serve' }, ports: ['port 1'] }])
  })

  it('gets the processes it asks for, and is told of their end', () => {
    const { core, children } = started()
    core.emit('message', { do: 'launch', id: 7, name: 'sandbox' })
    expect(children[0]?.heard).toEqual([{ message: 'port', ports: ['port 1'] }])
    expect(core.heard).toEqual([{ message: { said: 'launched', id: 7 }, ports: ['port 2'] }])
    core.emit('message', { do: 'kill', id: 7 })
    expect(children[0]?.killed).toBe(true)
    expect(core.heard.at(-1)?.message).toEqual({ said: 'exited', id: 7, code: 0 })
  })

  it('that ends unasked takes its children along and is reported with its last words', () => {
    const { core, children, onWork, onLost } = started()
    core.emit('message', { do: 'launch', id: 1, name: 'flight-engine' })
    core.emit('message', { said: 'working', work: { flights: 1, canaries: 0 } })
    core.emit('message', { said: 'failed', reason: 'history.db cannot be opened.' })
    expect(children[0]?.killed).toBe(true)
    expect(onWork.mock.calls).toEqual([[{ flights: 1, canaries: 0 }], [{ flights: 0, canaries: 0 }]])
    expect(onLost).toHaveBeenCalledExactlyOnceWith('history.db cannot be opened.', 0)
  })

  it('is asked to close, and not reported when it did', async () => {
    const { host, core, onLost } = started()
    const closed = host.close(60_000)
    expect(core.heard.at(-1)?.message).toEqual({ do: 'close' })
    core.emit('exit', 0)
    await closed
    expect(onLost).not.toHaveBeenCalled()
  })

  it('is ended when it does not close in time', async () => {
    vi.useFakeTimers()
    try {
      const { host, core } = started()
      const closed = host.close(8000)
      await vi.advanceTimersByTimeAsync(8000)
      await closed
      expect(core.killed).toBe(true)
    } finally {
      vi.useRealTimers()
    }
  })
})

describe('the launcher inside the core', () => {
  class FakePort extends EventEmitter {
    readonly heard: unknown[] = []
    closed = false
    postMessage(message: unknown): void {
      this.heard.push(message)
    }
    start(): void {
      // An emitter needs no start.
    }
    close(): void {
      this.closed = true
    }
  }
  type Port = Parameters<ReturnType<typeof createUtilityLauncher>['hear']>[1]

  it('keeps what is said until the port is there, then talks over it, and tells of the end once', () => {
    const toMain = vi.fn()
    const launcher = createUtilityLauncher(toMain)
    const child = launcher.launch('sandbox')
    const messages = vi.fn()
    const exits = vi.fn()
    child.onMessage(messages)
    child.onExit(exits)
    child.send('early')
    expect(toMain).toHaveBeenCalledExactlyOnceWith({ do: 'launch', id: 1, name: 'sandbox' })
    const port = new FakePort()
    launcher.hear({ said: 'launched', id: 1 }, port as unknown as Port)
    child.send('late')
    expect(port.heard).toEqual(['early', 'late'])
    port.emit('message', { data: 'answer' })
    expect(messages).toHaveBeenCalledExactlyOnceWith('answer')
    child.kill()
    expect(toMain).toHaveBeenLastCalledWith({ do: 'kill', id: 1 })
    launcher.hear({ said: 'exited', id: 1, code: 3 }, undefined)
    launcher.hear({ said: 'exited', id: 1, code: 3 }, undefined)
    expect(exits).toHaveBeenCalledExactlyOnceWith(3)
    expect(port.closed).toBe(true)
  })
})
