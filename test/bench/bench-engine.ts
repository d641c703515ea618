/** Runs the flight engine's process for a benchmark, with the processor time it takes. */
import { fork } from 'node:child_process'
import type { EngineResult, FromEngine, Shot, ToEngine } from '#main/flight/engine/messages.ts'
import type { FlightTotals } from '#shared/model/flight.ts'
import { watchCpu } from './bench-cpu.ts'

const engineFile = new URL('../../main/flight/engine/process.ts', import.meta.url)

export interface Flown extends Omit<EngineResult, 'totals'> {
  readonly totals: FlightTotals
  /** That the whole process kept busy; undefined where the system does not tell. */
  readonly cores: number | undefined
}

export function flyShot({ port, ...shot }: Partial<Shot> & { port: number }): Promise<Flown> {
  const request = Buffer.from(`GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`)
  const usual = {
    dial: { addresses: ['127.0.0.1'], port, lookup: null, tunnel: null },
    tls: null,
    request,
    http2: null,
    requestsPerConnection: Number.POSITIVE_INFINITY,
    connectionAgeMs: Number.POSITIVE_INFINITY,
    skipsMissed: false,
    isHead: false,
    pacedRate: null,
    isPrecise: false,
    connections: 64,
    timeoutMs: 10_000,
    segments: [],
    seed: null,
    durationMs: 5000,
    warmUpMs: 0,
    expect: [],
    abort: false,
  } satisfies Shot
  return new Promise((resolve, reject) => {
    const child = fork(engineFile, [], { serialization: 'advanced' })
    child.once('exit', (code) => reject(new Error(`the engine ended with ${code}`)))
    const cpu = watchCpu(child.pid)
    child.on('message', (message: FromEngine) => {
      if (message.said !== 'ended') return
      const { totals } = message.result
      if (totals === null) return reject(new Error('nothing was measured'))
      resolve({ ...message.result, totals, cores: cpu.stop() })
    })
    child.send({ do: 'fly', shot: { ...usual, ...shot } } satisfies ToEngine)
  })
}
