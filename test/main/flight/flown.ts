/** Flies a plan for real, in the engine's own process, and returns the run with its Fortio result. */
import { randomUUID } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { createFlights, type Flights } from '#main/flight/flights.ts'
import type { LookUp } from '#main/flight/probe.ts'
import { createNodeLauncher } from '#main/host/node-launcher.ts'
import { flightStoreOf } from '#main/storage/flight-store.ts'
import { openHistory } from '#main/storage/history.ts'
import type { FlightPlanInput, FlightRun, FlightSlice } from '#shared/model/flight.ts'

export function realFlights(lookUp?: LookUp): Flights {
  return createFlights({
    ...(lookUp === undefined ? {} : { lookUp }),
    launcher: createNodeLauncher(),
    cluster: () => {
      throw new Error('there is no cluster here')
    },
    now: () => Date.now(),
    newId: randomUUID,
    store: flightStoreOf(openHistory(undefined)),
  })
}

export interface Flown {
  readonly run: FlightRun
  readonly totals: NonNullable<FlightRun['totals']>
  readonly slices: FlightSlice[]
  readonly fortio: Record<string, unknown>
}

export async function fly(flights: Flights, url: string, plan: Partial<FlightPlanInput>): Promise<Flown> {
  const { id } = await flights.start({ target: { kind: 'url', url }, ...plan })
  const slices: FlightSlice[] = []
  for await (const news of flights.watch(id)) slices.push(...news.slices)
  const run = flights.get(id)
  if (run.totals === null) throw new Error(`no totals: ${JSON.stringify(run.failure)}`)
  return { run, totals: run.totals, slices, fortio: flights.fortio(id) }
}

export interface RawServer {
  readonly url: string
  readonly port: number
  close(): void
}

/** A server on loopback that does with each connection what a test says. */
export async function rawServer(serve: (socket: Socket) => void): Promise<RawServer> {
  const sockets = new Set<Socket>()
  const server = createServer({ noDelay: true, allowHalfOpen: true }, (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    // The generator may go at any time.
    socket.on('error', () => socket.destroy())
    serve(socket)
  })
  return await listening(server, () => {
    server.close()
    for (const socket of sockets) socket.destroy()
  })
}

async function listening(server: Server, close: () => void): Promise<RawServer> {
  server.listen(0, '127.0.0.1', 1024)
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as { port: number }
  return { port, url: `http://127.0.0.1:${port}/`, close }
}

/** Calls back for each request without a body that comes on the connection. */
export function onRequests(socket: Socket, answer: (request: string) => void): void {
  let text = ''
  socket.on('data', (chunk) => {
    text += chunk
    for (let end = text.indexOf('\r\n\r\n'); end >= 0; end = text.indexOf('\r\n\r\n')) {
      const request = text.slice(0, end)
      text = text.slice(end + 4)
      answer(request)
    }
  })
}

export const okAnswer = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'

/** The most memory that any engine process of this test holds or held; 0 where the system has no /proc. */
export function peakMegabytesOfEngines(): number {
  const children = existsSync('/proc/self/task')
    ? readdirSync('/proc/self/task').flatMap((task) =>
        readFileSync(`/proc/self/task/${task}/children`, 'utf8').split(' '),
      )
    : []
  const peaks = children.filter(Boolean).map((pid) => {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1024
  })
  return Math.max(0, ...peaks)
}
