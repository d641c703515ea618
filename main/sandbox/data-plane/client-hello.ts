/**
 * The server name that a TLS client asks for, read from its first message (RFC 8446, 4.1.2; RFC 6066, 3), as a proxy
 * does that has to choose a certificate before the handshake.
 */

const handshake = 22
const clientHello = 1
const serverName = 0

const recordHead = 5

export const isTls = (first: Buffer) => first[0] === handshake

/** The record with the message is complete, or what came is no TLS. */
export function isWholeHello(first: Buffer): boolean {
  if (first.length > 0 && !isTls(first)) return true
  return first.length >= recordHead && first.length >= recordHead + first.readUInt16BE(3)
}

/** Undefined where the client names nobody, or what it says cannot be read. */
export function serverNameOf(record: Buffer): string | undefined {
  try {
    return nameIn(record)
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

function nameIn(record: Buffer): string | undefined {
  if (!isTls(record) || record.readUInt8(recordHead) !== clientHello) return undefined
  // Type and length of the message, version, random.
  let at = recordHead + 4 + 2 + 32
  at += 1 + record.readUInt8(at)
  at += 2 + record.readUInt16BE(at)
  at += 1 + record.readUInt8(at)
  const end = at + 2 + record.readUInt16BE(at)
  at += 2
  while (at < end) {
    const type = record.readUInt16BE(at)
    const length = record.readUInt16BE(at + 2)
    at += 4
    if (type === serverName) {
      // Length of the list, type of the entry, length of the name.
      const nameLength = record.readUInt16BE(at + 3)
      if (nameLength + 5 > length || at + length > record.length) return undefined
      return record.toString('ascii', at + 5, at + 5 + nameLength).toLowerCase()
    }
    at += length
  }
  return undefined
}
