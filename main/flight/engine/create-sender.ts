import { evenSchedule, randomSchedule, shareOf } from '#shared/flight/schedule.ts'
import { ClosedSender } from './closed-sender.ts'
import type { Shot } from './messages.ts'
import { OpenSender } from './open-sender.ts'
import { PacedSender } from './paced-sender.ts'
import type { Lines, Sender } from './sender.ts'

/** The one that the shot's model asks for; `part` of `of` threads. */
export function createSender(shot: Shot, lines: Lines, part: number, of: number): Sender {
  const { segments, seed, pacedRate, connections } = shot
  if (pacedRate !== null) return new PacedSender(lines, { rate: pacedRate, connections, part, of })
  if (segments.length === 0) return new ClosedSender(lines)
  const whole = seed === null ? evenSchedule(segments) : randomSchedule(segments, seed)
  return new OpenSender(lines, shareOf(whole, part, of), shot.skipsMissed, Math.ceil(shot.dial.ends / of))
}
