/** Runs the flight engine's process for a benchmark, with the processor time it takes. */
import { fork } from 'node:child_process'
import type { EngineResult, FromEngine, Shot, ToEngine } from '#main/flight/engine/messages.ts'
import type { FlightTotals } from '#shared/model/flight.ts'
import { shotTo } from '../main/flight/engine/shots.ts'
import { watchCpu } from './bench-cpu.ts'

const engineFile = new URL('../../main/flight/engine/process.ts', import.meta.url)

export interface Flown extends Omit<EngineResult, 'totals'> {
  readonly totals: FlightTotals
  /** That the whole process kept busy; undefined where the system does not tell. */
  readonly cores: number | undefined
}

export function flyShot({ port, ...shot }: Partial<Shot> & { port: number }): Promise<Flown> {
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
    child.send({ do: 'fly', shot: { ...shotTo(port), ...shot } } satisfies ToEngine)
  })
}
