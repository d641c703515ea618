/** SPDY/3.1 frames: cutting them out of a byte stream, and writing them. */
export const frameTypes = {
  synStream: 1,
  synReply: 2,
  rstStream: 3,
  ping: 6,
  goAway: 7,
  headers: 8,
  windowUpdate: 9,
} as const
export const finFlag = 1

export interface Frame {
  /** 0 for data. */
  readonly type: number
  readonly flags: number
  /** Of data frames, and of control frames whose payload starts with it. */
  readonly streamId: number
  readonly payload: Buffer
}

const headerBytes = 8

/** Takes chunks as they come and returns the frames that are complete. */
export function frameReader(): (chunk: Buffer) => Frame[] {
  let rest: Buffer = Buffer.alloc(0)
  return (chunk) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    const frames: Frame[] = []
    while (rest.length >= headerBytes) {
      const length = rest.readUInt32BE(4) & 0xffffff
      if (rest.length < headerBytes + length) break
      frames.push(readFrame(rest.subarray(0, headerBytes), rest.subarray(headerBytes, headerBytes + length)))
      rest = rest.subarray(headerBytes + length)
    }
    return frames
  }
}

function readFrame(header: Buffer, payload: Buffer): Frame {
  const flags = header[4] ?? 0
  const first = header.readUInt32BE(0)
  if (first < 0x80000000) return { type: 0, flags, streamId: first, payload }
  const streamId = payload.length >= 4 ? payload.readUInt32BE(0) & 0x7fffffff : 0
  return { type: first & 0xffff, flags, streamId, payload }
}

export function controlFrame(type: number, flags: number, payload: Buffer): Buffer {
  const header = Buffer.alloc(headerBytes)
  header.writeUInt32BE(0x80030000 + type, 0)
  header.writeUInt32BE(payload.length, 4)
  header[4] = flags
  return Buffer.concat([header, payload])
}

export function dataFrame(streamId: number, flags: number, payload: Buffer): Buffer {
  const header = Buffer.alloc(headerBytes)
  header.writeUInt32BE(streamId, 0)
  header.writeUInt32BE(payload.length, 4)
  header[4] = flags
  return Buffer.concat([header, payload])
}

export function windowUpdate(streamId: number, bytes: number): Buffer {
  return controlFrame(frameTypes.windowUpdate, 0, twoNumbers(streamId, bytes))
}

function twoNumbers(a: number, b: number): Buffer {
  const payload = Buffer.alloc(8)
  payload.writeUInt32BE(a, 0)
  payload.writeUInt32BE(b, 4)
  return payload
}
