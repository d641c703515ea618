/**
 * A flight inside the engine's process: starts the threads, hands their slices to the sums, and tells all threads when
 * to begin, to change course and to stop.
 */
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { withRateFrom } from '#shared/flight/schedule.ts'
import { createFlightSums } from './flight-sums.ts'
import type { FromEngine, FromWorker, Shot, ToWorker, WorkerShot } from './messages.ts'

/** From source, or side by side in dist/. */
const workerFile = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './flight-worker.js', import.meta.url),
)

/** What one thread sends easily; measured, see docs/benchmarks.md. */
const ratePerThread = 20_000
/** Time for the signal to start, or to change course, to reach every thread. */
const takeOffMs = 20

export interface Coordinator {
  stop(): void
  /** Of an open flight, until its end; requests that are due keep their times. */
  changeRate(rate: number): void
}

export function startFlight(shot: Shot, say: (message: FromEngine) => void): Coordinator {
  const of = threadsFor(shot)
  const workers = Array.from({ length: of }, (_, part) => {
    const workerData: WorkerShot = { shot, part, of }
    return new Worker(workerFile, { workerData, execArgv: [] })
  })
  const tell = (message: ToWorker) => {
    for (const worker of workers) worker.postMessage(message)
  }
  const stop = () => {
    stopped = true
    tell({ do: 'stop' })
  }
  const sums = createFlightSums(shot, of, say, stop)
  let notReady = of
  let flying = of
  let stopped = false
  let startNs: bigint | undefined
  let { segments } = shot

  function hear(message: FromWorker, part: number) {
    switch (message.said) {
      case 'ready':
        notReady--
        if (notReady === 0) go()
        return
      case 'slice':
        return sums.add(part, message.slice)
      case 'ended':
        flying--
        sums.partEnded(part)
        if (flying === 0) sums.end(stopped)
    }
  }

  function go(): void {
    startNs = process.hrtime.bigint() + BigInt(takeOffMs * 1e6)
    tell({ do: 'go', startNs })
  }

  function changeRate(rate: number): void {
    const elapsedMs = startNs === undefined ? 0 : Number(process.hrtime.bigint() - startNs) / 1e6
    segments = withRateFrom(segments, Math.max(0, elapsedMs + takeOffMs) / 1000, rate)
    sums.changeCourse(segments)
    tell({ do: 'change-course', segments })
  }

  workers.forEach((worker, part) => {
    worker.on('message', (message: FromWorker) => hear(message, part))
  })
  return { stop, changeRate }
}

/** One core is left to the rest of the machine; a thread without a connection would have nothing to do. */
function threadsFor({ segments, pacedRate, connections }: Shot): number {
  const fastest = pacedRate ?? Math.max(...segments.flatMap(({ from, to }) => [from, to]))
  const isMax = segments.length === 0 && pacedRate === null
  const wanted = isMax ? Number.POSITIVE_INFINITY : Math.ceil(fastest / ratePerThread)
  return Math.max(1, Math.min(wanted, availableParallelism() - 1, connections))
}
