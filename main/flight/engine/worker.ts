/** A thread of the engine: runs one generator and reports a slice every quarter of a second. */
import { performance } from 'node:perf_hooks'
import { parentPort, workerData } from 'node:worker_threads'
import { Generator } from './generator.ts'
import type { FromWorker, Shot, ToWorker, WorkerShot } from './messages.ts'
import { type Pacer, startPacer } from './pacer.ts'

const sliceMs = 250
const longestPreparationMs = 3000

const port = parentPort!
const { shot: given, part, of } = workerData as WorkerShot
// What was cloned is no Buffer any more, and node:net would make one of it for each write.
const shot: Shot = { ...given, request: Buffer.from(given.request) }
const generator = new Generator(shot, part, of)
let pacer: Pacer | undefined
const say = (message: FromWorker) => port.postMessage(message)

port.on('message', (message: ToWorker) => {
  switch (message.do) {
    case 'stop':
      return generator.stop()
    case 'change-course':
      generator.changeCourse(message.segments)
      return pacer?.setGap(gapOf(message.segments))
    case 'go':
      return fly(performance.now() + Number(message.startNs - process.hrtime.bigint()) / 1e6)
  }
})

/** The shortest time between two requests of this thread. */
function gapOf(segments: Shot['segments']): number {
  if (shot.pacedRate !== null) return (1000 * of) / shot.pacedRate
  const fastest = Math.max(0, ...segments.flatMap(({ from, to }) => [from, to]))
  return fastest === 0 ? 0 : (1000 * of) / fastest
}

generator.prepare()
const preparedBy = performance.now() + longestPreparationMs
const preparing = setInterval(() => {
  if (!generator.isPrepared && performance.now() < preparedBy) return
  clearInterval(preparing)
  say({ said: 'ready' })
}, 5)

function fly(startMs: number): void {
  generator.begin(startMs)
  // A slice ends where the warm-up does.
  let nextSliceAt = startMs + (shot.warmUpMs % sliceMs || sliceMs)
  let quarter = 0
  pacer = startPacer(
    {
      look,
      workCount: () => generator.workCount(),
      expectsAnswer: () => generator.expectsAnswer(),
    },
    shot.isPrecise ? 'precise' : gapOf(shot.segments),
  )

  function look(): number {
    const remainingMs = generator.look()
    const now = performance.now()
    if (now >= nextSliceAt) {
      const passed = Math.ceil((now - nextSliceAt + 0.001) / sliceMs)
      quarter += passed
      nextSliceAt += sliceMs * passed
      tell(now)
    }
    if (generator.isOver(now)) land(now)
    return Math.min(remainingMs, nextSliceAt - now)
  }

  function tell(now: number): void {
    const busyShare = pacer?.busyShare() ?? 0
    say({ said: 'slice', slice: { ...generator.takeSlice(now), quarter, busyShare } })
  }

  function land(now: number): void {
    pacer?.stop()
    quarter++
    tell(now)
    generator.close()
    say({ said: 'ended' })
    port.close()
  }
}
