/** SHA-256 (FIPS 180-4) of a text's UTF-8 bytes, in hex: the ids of Kiali's nodes and edges. */

const firstPrimes = primes(64)
/** The first 32 bits of the fractional parts of the primes' cube roots, and of the first eight's square roots. */
const roundConstants = firstPrimes.map((prime) => fraction32(Math.cbrt(prime)))
const initialHash = firstPrimes.slice(0, 8).map((prime) => fraction32(Math.sqrt(prime)))

function primes(count: number): number[] {
  const found: number[] = []
  for (let n = 2; found.length < count; n++) if (found.every((prime) => n % prime !== 0)) found.push(n)
  return found
}

function fraction32(root: number): number {
  return ((root % 1) * 2 ** 32) | 0
}

export function sha256(text: string): string {
  const blocks = padded(text)
  const hash = Int32Array.from(initialHash)
  const schedule = new Int32Array(64)
  for (let start = 0; start < blocks.length; start += 16) {
    expand(schedule, blocks, start)
    compress(hash, schedule)
  }
  return Array.from(hash, (word) => (word >>> 0).toString(16).padStart(8, '0')).join('')
}

/** The bytes, a 1 bit, zeros, and the length in bits as 64 bits; as big-endian 32-bit words. */
function padded(text: string): Int32Array {
  const bytes = utf8(text)
  const words = new Int32Array(16 * Math.ceil((bytes.length + 9) / 64))
  bytes.forEach((byte, index) => {
    words[index >> 2]! |= byte << (24 - 8 * (index & 3))
  })
  words[bytes.length >> 2]! |= 0x80 << (24 - 8 * (bytes.length & 3))
  words[words.length - 2] = Math.floor((bytes.length * 8) / 2 ** 32)
  words[words.length - 1] = bytes.length * 8
  return words
}

function utf8(text: string): number[] {
  const bytes: number[] = []
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0
    // Half of a surrogate pair has no UTF-8; encoders write U+FFFD.
    const code = point >= 0xd800 && point <= 0xdfff ? 0xfffd : point
    if (code < 0x80) bytes.push(code)
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), tail(code))
    else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), tail(code >> 6), tail(code))
    else bytes.push(0xf0 | (code >> 18), tail(code >> 12), tail(code >> 6), tail(code))
  }
  return bytes
}

const tail = (code: number) => 0x80 | (code & 0x3f)
const turn = (word: number, by: number) => (word >>> by) | (word << (32 - by))

function expand(schedule: Int32Array, blocks: Int32Array, start: number): void {
  for (let i = 0; i < 16; i++) schedule[i] = blocks[start + i]!
  for (let i = 16; i < 64; i++) {
    const a = schedule[i - 15]!
    const b = schedule[i - 2]!
    const small0 = turn(a, 7) ^ turn(a, 18) ^ (a >>> 3)
    const small1 = turn(b, 17) ^ turn(b, 19) ^ (b >>> 10)
    schedule[i] = schedule[i - 16]! + small0 + schedule[i - 7]! + small1
  }
}

function compress(hash: Int32Array, schedule: Int32Array): void {
  let [a, b, c, d, e, f, g, h] = hash as unknown as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  for (let i = 0; i < 64; i++) {
    const big1 = turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)
    const choice = (e & f) ^ (~e & g)
    const one = (h + big1 + choice + roundConstants[i]! + schedule[i]!) | 0
    const big0 = turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)
    const majority = (a & b) ^ (a & c) ^ (b & c)
    h = g
    g = f
    f = e
    e = (d + one) | 0
    d = c
    c = b
    b = a
    a = (one + big0 + majority) | 0
  }
  const worked = [a, b, c, d, e, f, g, h]
  for (let i = 0; i < 8; i++) hash[i] = hash[i]! + worked[i]!
}
