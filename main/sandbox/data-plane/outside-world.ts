/** What is not part of the sandbox: any host outside answers any request, after a while. */
import type { Clock } from '../clock.ts'
import { type AppReply, textReply } from './app.ts'
import { drawLatencyMs } from './latency.ts'

const medianMs = 40
const reply = textReply('Hello from outside the mesh\n')

export async function outsideWorld(clock: Clock, random: () => number): Promise<AppReply> {
  await new Promise<void>((done) => void clock.after(drawLatencyMs(medianMs, random), done))
  return reply
}
