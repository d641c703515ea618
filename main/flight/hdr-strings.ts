/**
 * Histograms as HdrHistogram's logs carry them: its compressed V2 encoding in base64 (`HISTFAAAA…`). A few kilobytes
 * each, at full resolution, and every tool of that family reads them.
 */
import { deflateSync, inflateSync } from 'node:zlib'
import { hdrPayload, readHdrPayload } from '#shared/flight/hdr-payload.ts'
import type { EncodedHistogram } from '#shared/flight/histogram.ts'

const cookie = 0x1c849314
const headerBytes = 8
/** More than a payload can be with every bucket in use. */
const mostBytes = 512 * 1024

export function hdrString(histogram: EncodedHistogram): string {
  const body = deflateSync(hdrPayload(histogram))
  const header = Buffer.alloc(headerBytes)
  header.writeInt32BE(cookie)
  header.writeInt32BE(body.length, 4)
  return Buffer.concat([header, body]).toString('base64')
}

/** null for what `hdrString` has not written. */
export function readHdrString(text: string): EncodedHistogram | null {
  const bytes = Buffer.from(text, 'base64')
  if (bytes.length < headerBytes || bytes.readInt32BE(0) !== cookie) return null
  try {
    return readHdrPayload(inflateSync(bytes.subarray(headerBytes), { maxOutputLength: mostBytes }))
  } catch {
    // Neither is what is no zlib stream, or a bomb.
    return null
  }
}
