import fc from 'fast-check'
import { expect, it } from 'vitest'
import { KnownHead } from '#main/flight/engine/known-head.ts'
import { readBuffer } from '#main/flight/engine/read-buffer.ts'

const meaning = { status: 200, keepAlive: true, bodyLength: 3 }
/** Heads hold no byte that is 0. */
const heads = fc.uint8Array({ min: 1, max: 254, minLength: 1, maxLength: 300 })

function knowing(head: Uint8Array): KnownHead {
  const known = new KnownHead()
  known.remember(head, 0, head.length, false, meaning)
  return known
}

it('is known where the buffer of all connections begins with it', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[ -~]{1,300}$/), (text) => {
      const head = Buffer.from(text)
      readBuffer.set(head)
      expect(knowing(head).begins(readBuffer, 0, head.length, false)).toBe(true)
    }),
  )
})

it('is not known where one byte is another, wherever it stands', () => {
  fc.assert(
    fc.property(heads, fc.nat(), fc.integer({ min: 1, max: 255 }), (head, where, more) => {
      const at = where % head.length
      readBuffer.set(head)
      readBuffer[at] = (head[at]! + more) % 256
      expect(knowing(head).begins(readBuffer, 0, head.length, false)).toBe(false)
    }),
  )
})

it('is known in any other buffer, and from any place in one', () => {
  fc.assert(
    fc.property(heads, fc.nat({ max: 20 }), (head, from) => {
      const bytes = Buffer.concat([Buffer.alloc(from), head])
      expect(knowing(head).begins(bytes, from, bytes.length, false)).toBe(true)
    }),
  )
})

it('is not known before all of it is there, nor for the answer to the other kind of request', () => {
  const head = Buffer.from('HTTP/1.1 204 No Content\r\n\r\n')
  readBuffer.set(head)
  expect(knowing(head).begins(readBuffer, 0, head.length - 1, false)).toBe(false)
  expect(knowing(head).begins(readBuffer, 0, head.length, true)).toBe(false)
})
