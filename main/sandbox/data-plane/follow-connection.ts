/** Tells of a connection as Istio's filter does: when it opens, every five seconds what it has carried, when it ends. */
import type { Clock } from '../clock.ts'
import type { ByteStream } from './call-types.ts'
import type { Connection } from './telemetry.ts'

const everyMs = 5000

export async function followConnection(
  clock: Clock,
  { carried }: ByteStream,
  tell: (connection: Connection) => void,
  ends: Promise<unknown>,
): Promise<void> {
  let told = { receivedBytes: 0, sentBytes: 0 }
  const tellNow = (part: Connection['part']) => {
    const now = { ...carried }
    const bytes = {
      receivedBytes: now.receivedBytes - told.receivedBytes,
      sentBytes: now.sentBytes - told.sentBytes,
    }
    told = now
    tell({ flags: '-', ...bytes, ...(part === undefined ? {} : { part }) })
  }
  tellNow('first')
  let stop: () => void
  const again = () => {
    tellNow('next')
    stop = clock.after(everyMs, again)
  }
  stop = clock.after(everyMs, again)
  try {
    await ends
  } finally {
    stop()
    tellNow('last')
  }
}
