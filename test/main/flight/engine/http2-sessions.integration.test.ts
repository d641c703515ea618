import { once } from 'node:events'
import { createServer, type Http2Server, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2'
import type { AddressInfo, Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import type { Line, LineEvents } from '#main/flight/engine/connection.ts'
import { createDialler } from '#main/flight/engine/dialler.ts'
import { Http2Lane } from '#main/flight/engine/http2-lane.ts'
import { Http2Sessions } from '#main/flight/engine/http2-sessions.ts'
import { eventually } from '../../../support/eventually.ts'
import { shotTo } from './shots.ts'

const request = {
  headers: { ':path': '/', ':method': 'GET' },
  body: new Uint8Array(),
  grpc: false,
  isHealthCheck: false,
}
const ok = (stream: ServerHttp2Stream) => {
  stream.respond({ ':status': 200 })
  stream.end('ok')
}

describe('sessions of HTTP/2', () => {
  let server: Http2Server
  let pool: Http2Sessions
  let sessions: ServerHttp2Session[] = []
  let sockets: Socket[] = []
  /** Streams that wait for their answer, and the most that any session had at once. */
  let held: ServerHttp2Stream[] = []
  let mostAtOnce = 0

  async function serve(maxConcurrentStreams: number | undefined, requestsEach?: number) {
    const [seen, streams]: [ServerHttp2Session[], ServerHttp2Stream[]] = [[], []]
    sessions = seen
    sockets = []
    held = streams
    mostAtOnce = 0
    server = createServer({ settings: maxConcurrentStreams === undefined ? {} : { maxConcurrentStreams } })
    server.on('connection', (socket) => void sockets.push(socket))
    server.on('session', (session) => {
      seen.push(session)
      session.on('error', () => undefined)
    })
    server.on('stream', (stream) => {
      stream.on('error', () => undefined)
      streams.push(stream)
      const here = streams.filter(({ session, closed }) => session === stream.session && !closed)
      mostAtOnce = Math.max(mostAtOnce, here.length)
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const shot = shotTo((server.address() as AddressInfo).port)
    pool = new Http2Sessions(shot, createDialler(shot.dial), requestsEach)
  }
  afterEach(() => {
    pool.close()
    server.close()
  })

  function lanes(count: number, answered: (line: Line, reusable: boolean) => void = () => undefined) {
    const told = { idle: new Set<Line>(), gone: 0, answered: 0, failed: [] as string[] }
    const events: LineEvents = {
      opened: (line) => void told.idle.add(line),
      answered(line, _now, reusable) {
        told.answered++
        if (reusable) told.idle.add(line)
        answered(line, reusable)
      },
      failed: (line, _now, kind) => {
        told.idle.delete(line)
        told.failed.push(kind)
      },
      gone(line) {
        told.idle.delete(line)
        told.gone++
      },
      received: () => undefined,
    }
    const open = () => new Http2Lane(request, pool, events)
    for (let n = 0; n < count; n++) open()
    return { told, open, events }
  }
  const sendAll = (idle: Set<Line>, most = idle.size) => {
    for (const line of [...idle].slice(0, most)) {
      idle.delete(line)
      line.send(0, 1)
    }
  }

  it('carry no more requests at once than the server allows, the others take another session', async () => {
    await serve(4)
    const { told } = lanes(10)
    await eventually(() => expect(told.idle.size).toBe(10))
    expect(sessions.length).toBeGreaterThanOrEqual(3)
    sendAll(told.idle)
    await eventually(() => expect(held).toHaveLength(10))
    expect(mostAtOnce).toBeLessThanOrEqual(4)
    for (const stream of held) ok(stream)
    await eventually(() => expect(told.answered).toBe(10))
    expect(told).toMatchObject({ failed: [], gone: 0 })
  })

  it('give up lanes where the server comes to allow fewer, those under way with their answer', async () => {
    await serve(undefined)
    const reused: boolean[] = []
    const { told, open } = lanes(8, (_line, reusable) => reused.push(reusable))
    await eventually(() => expect(told.idle.size).toBe(8))
    sendAll(told.idle, 3)
    await eventually(() => expect(held).toHaveLength(3))
    sessions[0]?.settings({ maxConcurrentStreams: 2 })
    await eventually(() => expect(told.gone).toBe(5))
    for (const stream of held) ok(stream)
    await eventually(() => expect(reused.sort()).toEqual([false, true, true]))
    open()
    await eventually(() => expect(sessions).toHaveLength(2))
    expect(told.failed).toEqual([])
  })

  it('are followed by another one when their numbers of streams come to an end', async () => {
    await serve(undefined, 3)
    server.on('stream', ok)
    const { told, open } = lanes(1, (_line, reusable) => {
      if (!reusable) open()
    })
    for (let sent = 1; sent <= 10; sent++) {
      await eventually(() => expect(told.idle.size).toBe(1))
      sendAll(told.idle)
      await eventually(() => expect(told.answered).toBe(sent))
    }
    expect(told.failed).toEqual([])
    expect(sessions).toHaveLength(4)
  })

  it('that are lost give no lane a request any more, whoever asks first', async () => {
    await serve(undefined)
    const { told, events } = lanes(8)
    await eventually(() => expect(told.idle.size).toBe(8))
    const failed = events.failed.bind(events)
    const leftAtFirst: number[] = []
    // As a sender does that has requests waiting.
    Object.assign(events, {
      failed(line: Line, now: number, kind: string) {
        failed(line, now, kind)
        leftAtFirst.push(told.idle.size)
        sendAll(told.idle)
      },
    })
    sendAll(told.idle, 2)
    await eventually(() => expect(held).toHaveLength(2))
    sockets[0]?.resetAndDestroy()
    await eventually(() => expect(told.failed).toHaveLength(2))
    expect(leftAtFirst).toEqual([0, 0])
  })
})
