import { createHash } from 'node:crypto'
import { type Duplex, duplexPair } from 'node:stream'
import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { spdyDictionary } from '../../../../../main/sandbox/api-server/streams/spdy-dictionary.ts'
import { forwardSpdy } from '../../../../../main/sandbox/api-server/streams/spdy-forward.ts'
import {
  controlFrame,
  dataFrame,
  type Frame,
  frameReader,
  frameTypes,
} from '../../../../../main/sandbox/api-server/streams/spdy-frames.ts'
import { createHeaderCodec } from '../../../../../main/sandbox/api-server/streams/spdy-headers.ts'
import { eventually } from '../../../../support/eventually.ts'

describe('SPDY frames', () => {
  const frames = fc.array(
    fc.oneof(
      fc.record({ id: fc.integer({ min: 1, max: 9 }), bytes: fc.uint8Array({ maxLength: 50 }) }),
      fc.record({
        type: fc.constantFrom(1, 2, 3, 6, 7, 9),
        bytes: fc.uint8Array({ minLength: 8, maxLength: 50 }),
      }),
    ),
  )
  const written = (one: { id?: number; type?: number; bytes: Uint8Array }) =>
    one.type === undefined
      ? dataFrame(one.id ?? 0, 0, Buffer.from(one.bytes))
      : controlFrame(one.type, 0, Buffer.from(one.bytes))

  it('come out as they went in, however the bytes are cut', () => {
    fc.assert(
      fc.property(frames, fc.integer({ min: 1, max: 30 }), (sent, cut) => {
        const bytes = Buffer.concat(sent.map(written))
        const read = frameReader()
        const got: Frame[] = []
        for (let at = 0; at < bytes.length; at += cut) got.push(...read(bytes.subarray(at, at + cut)))
        expect(got.map(({ type, payload }) => [type, [...payload]])).toEqual(
          sent.map((one) => ['type' in one ? one.type : 0, [...one.bytes]]),
        )
      }),
    )
  })
})

describe('SPDY headers', () => {
  it('use the dictionary of the draft', () => {
    expect(createHash('sha256').update(spdyDictionary).digest('hex')).toMatchSnapshot()
    expect(spdyDictionary).toHaveLength(1423)
  })

  it('pass through one compressed stream per direction', async () => {
    const [here, there] = [createHeaderCodec(), createHeaderCodec()]
    const blocks: Record<string, string>[] = [
      { streamtype: 'data', port: '80' },
      {},
      { streamtype: 'error', requestid: '1' },
    ]
    for (const headers of blocks) expect(await there.read(await here.write(headers))).toEqual(headers)
    here.close()
    there.close()
  })
})

/** The client's side: what kubectl sends, and what it understands of the answers. */
function client(connect: (port: number) => Duplex | undefined, { held = false } = {}) {
  const codec = createHeaderCodec()
  const read = frameReader()
  const got: Frame[] = []
  let toServer: (bytes: Buffer) => void = () => undefined
  const closed = vi.fn()
  const waiting: (() => void)[] = []
  forwardSpdy(
    {
      send(bytes, sent) {
        got.push(...read(bytes))
        if (sent !== undefined && held) waiting.push(sent)
        else sent?.()
      },
      onData: (listener) => {
        toServer = listener
      },
      onClose: () => undefined,
      close: closed,
    },
    { pod: 'shop/web', connect },
  )
  return {
    got,
    closed,
    /** Lets what is sent be on its way. */
    release: () => waiting.shift()?.(),
    send: (bytes: Buffer) => toServer(bytes),
    async open(id: number, headers: Record<string, string>) {
      const fixed = Buffer.alloc(10)
      fixed.writeUInt32BE(id, 0)
      const block = await codec.write(headers)
      toServer(controlFrame(frameTypes.synStream, 0, Buffer.concat([fixed, block])))
    },
    data: (id: number) =>
      Buffer.concat(
        got.filter((frame) => frame.type === 0 && frame.streamId === id).map(({ payload }) => payload),
      ),
    ended: (id: number) =>
      got.some((frame) => frame.type === 0 && frame.streamId === id && frame.flags === 1),
  }
}
const pair = { requestid: '0', port: '80' }

describe('port-forward over SPDY', () => {
  it('carries the bytes of a connection both ways and ends both streams', async () => {
    const [ours, pods] = duplexPair()
    const it = client(() => ours)
    await it.open(1, { ...pair, streamtype: 'error' })
    await it.open(3, { ...pair, streamtype: 'data' })
    it.send(dataFrame(3, 0, Buffer.from('ping')))
    await eventually(() => expect(String(pods.read())).toBe('ping'))
    await eventually(() =>
      expect(it.got.filter(({ type }) => type === frameTypes.windowUpdate)).toHaveLength(2),
    )
    pods.end('pong')
    await eventually(() => expect(it.ended(3)).toBe(true))
    expect(String(it.data(3))).toBe('pong')
    expect(it.ended(1)).toBe(true)
    expect(it.got.filter(({ type }) => type === frameTypes.synReply)).toHaveLength(2)
  })

  it('says on the error stream that nothing listens', async () => {
    const it = client(() => undefined)
    await it.open(1, { ...pair, streamtype: 'error' })
    await it.open(3, { ...pair, streamtype: 'data' })
    await eventually(() => expect(it.ended(3)).toBe(true))
    expect(String(it.data(1))).toContain('connection refused')
  })

  it('takes from the pod no more than the connection below takes', async () => {
    const [ours, pods] = duplexPair()
    const it = client(() => ours, { held: true })
    await it.open(1, { ...pair, streamtype: 'error' })
    await it.open(3, { ...pair, streamtype: 'data' })
    await eventually(() => expect(it.got).toHaveLength(2))
    pods.write('one')
    await eventually(() => expect(String(it.data(3))).toBe('one'))
    pods.end('two')
    expect(ours.isPaused()).toBe(true)
    it.release()
    await eventually(() => expect(String(it.data(3))).toBe('onetwo'))
    it.release()
    await eventually(() => expect(it.ended(3)).toBe(true))
  })

  it('answers pings and ends on what is no SPDY', async () => {
    const it = client(() => undefined)
    it.send(controlFrame(frameTypes.ping, 0, Buffer.from([0, 0, 0, 1])))
    await eventually(() => expect(it.got.map(({ type }) => type)).toEqual([frameTypes.ping]))
    it.send(controlFrame(frameTypes.synStream, 0, Buffer.alloc(40, 7)))
    await eventually(() => expect(it.closed).toHaveBeenCalled())
  })
})
