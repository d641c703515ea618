/**
 * The header blocks of SPDY/3.1: length-prefixed names and values, compressed with one zlib stream per direction for the
 * whole connection, so blocks have to pass in order.
 */
import { constants, createDeflate, createInflate, type Deflate, type Inflate } from 'node:zlib'
import { spdyDictionary } from './spdy-dictionary.ts'

export interface HeaderCodec {
  read(block: Buffer): Promise<Record<string, string>>
  write(headers: Readonly<Record<string, string>>): Promise<Buffer>
  close(): void
}

export function createHeaderCodec(): HeaderCodec {
  const options = {
    dictionary: spdyDictionary,
    flush: constants.Z_SYNC_FLUSH,
    finishFlush: constants.Z_SYNC_FLUSH,
  }
  const inflate = createInflate(options)
  const deflate = createDeflate(options)
  return {
    read: async (block) => parse(await pass(inflate, block)),
    write: async (headers) => await pass(deflate, format(headers)),
    close() {
      inflate.close()
      deflate.close()
    },
  }
}

/** One block through the stream; all its output is there when the write is done. */
function pass(stream: Inflate | Deflate, block: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    stream.once('error', reject)
    stream.write(block, () => {
      stream.off('error', reject)
      resolve((stream.read() as Buffer | null) ?? Buffer.alloc(0))
    })
  })
}

function parse(block: Buffer): Record<string, string> {
  const headers: Record<string, string> = {}
  let at = 4
  const text = () => {
    const length = block.readUInt32BE(at)
    at += 4 + length
    return block.toString('utf8', at - length, at)
  }
  for (let left = block.length < 4 ? 0 : block.readUInt32BE(0); left > 0; left -= 1) {
    const name = text().toLowerCase()
    headers[name] = text()
  }
  return headers
}

function format(headers: Readonly<Record<string, string>>): Buffer {
  const entries = Object.entries(headers)
  const number = (value: number) => {
    const bytes = Buffer.alloc(4)
    bytes.writeUInt32BE(value)
    return bytes
  }
  const text = (value: string) => [number(Buffer.byteLength(value)), Buffer.from(value)]
  return Buffer.concat([
    number(entries.length),
    ...entries.flatMap(([name, value]) => [...text(name), ...text(value)]),
  ])
}
