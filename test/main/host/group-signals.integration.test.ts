/** What Ctrl-C in a terminal and the stop of a service manager do: the same signal to every process at once. */
import type { Socket } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Aviary, aviaryAtHome } from '../../support/aviary.ts'
import { eventually } from '../../support/eventually.ts'
import { okAnswer, onRequests, type RawServer, rawServer } from '../flight/flown.ts'

let aviary: Aviary
let server: RawServer
let asked = 0
const connected = new Set<Socket>()
beforeAll(async () => {
  aviary = await aviaryAtHome()
  server = await rawServer((socket) => {
    connected.add(socket)
    // Whichever comes: a process that is killed says no goodbye.
    socket.once('end', () => connected.delete(socket)).once('close', () => connected.delete(socket))
    onRequests(socket, () => {
      asked++
      socket.write(okAnswer)
    })
  })
})
afterAll(async () => {
  await aviary.close()
  server.close()
})

/** Flies until the engine has sent some of it. */
async function flying(...options: string[]) {
  const before = asked
  const flight = aviary.startGroup(['flight', 'run', server.url, '--continuous', '--rate', '100', ...options])
  await eventually(() => expect(asked).toBeGreaterThan(before + 20))
  return flight
}

it.skipIf(process.platform === 'win32').each(['SIGINT', 'SIGTERM'] as const)(
  '%s to the whole group lands the flight, and its result is kept',
  async (signal) => {
    const flight = await flying('-o', 'jsonl')
    process.kill(-flight.child.pid!, signal)
    const { code, stdout, stderr } = await flight.finished
    const end = JSON.parse(stdout.trim().split('\n').at(-1) ?? '')
    expect([code, stderr, end.type, end.state]).toEqual([0, '', 'end', 'stopped'])
    expect(end.result.RetCodes['200']).toBeGreaterThan(0)
    const [saved] = JSON.parse((await aviary.run(['flight', 'list', '-o', 'json'])).stdout)
    expect(saved).toMatchObject({ state: 'stopped', failure: null })
  },
)

it.skipIf(process.platform === 'win32')('the engine ends with a core that was killed', async () => {
  const flight = await flying()
  flight.child.kill('SIGKILL')
  await flight.finished
  // Its connections close with its process.
  await eventually(() => expect(connected.size).toBe(0))
})
