import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ResponseParser } from '#main/flight/engine/response-parser.ts'

interface Read {
  readonly state: string
  readonly status: number
  readonly body: number
  readonly keepAlive: boolean
  /** What was not taken because the answer was over. */
  readonly left: string
  readonly problem: string
}

/** Feeds the text in pieces that end at the given places. */
function read(
  text: string,
  options: { head?: boolean; cuts?: readonly number[]; ends?: boolean } = {},
): Read {
  const bytes = Buffer.from(text, 'latin1')
  const parser = new ResponseParser()
  parser.begin(options.head ?? false)
  const cuts = [...(options.cuts ?? []), bytes.length]
  let from = 0
  for (const to of cuts) {
    from = parser.feed(bytes, from, to)
    if (from < to) break
  }
  if (options.ends === true) parser.end()
  return {
    state: parser.state,
    status: parser.status,
    body: parser.bodyBytes,
    keepAlive: parser.keepAlive,
    left: bytes.subarray(from).toString('latin1'),
    problem: parser.problem,
  }
}

const done = (status: number, body: number, keepAlive = true, left = '') => ({
  state: 'done',
  status,
  body,
  keepAlive,
  left,
  problem: '',
})

const lines = (...parts: string[]) => parts.join('\r\n')
const ok = 'HTTP/1.1 200 OK'

const wellFormed: [string, string, Read, { head?: boolean; ends?: boolean }?][] = [
  ['a length', lines(ok, 'Content-Length: 5', '', 'hello'), done(200, 5)],
  ['a length of nothing', lines(ok, 'content-LENGTH:0', '', ''), done(200, 0)],
  ['the same length twice', lines(ok, 'Content-Length: 1', 'Content-Length: 1', '', 'x'), done(200, 1)],
  ['spaces around a value', lines(ok, 'Content-Length: \t 2 \t', '', 'xy'), done(200, 2)],
  ['no reason', lines('HTTP/1.1 404 ', 'Content-Length: 0', '', ''), done(404, 0)],
  ['no space before the missing reason', lines('HTTP/1.1 404', 'Content-Length: 0', '', ''), done(404, 0)],
  ['a reason in Latin-1', lines('HTTP/1.1 299 g\u00fct', 'Content-Length: 0', '', ''), done(299, 0)],
  ['the next answer behind it', lines(ok, 'Content-Length: 1', '', 'xHTTP'), done(200, 1, true, 'HTTP')],
  [
    'chunks',
    lines(ok, 'Transfer-Encoding: chunked', '', '5', 'hello', 'A', '0123456789', '0', '', ''),
    done(200, 15),
  ],
  [
    'chunks with extensions',
    lines(ok, 'Transfer-Encoding: Chunked', '', '1;a=b;c="d e"', 'x', '0 ;z', '', ''),
    done(200, 1),
  ],
  [
    'trailers',
    lines(ok, 'Transfer-Encoding: chunked', '', '1', 'x', '0', 'X-Sum: 1', 'Content-Length: 99', '', ''),
    done(200, 1),
  ],
  [
    'another coding before chunked',
    lines(ok, 'Transfer-Encoding: gzip, chunked', '', '1', 'x', '0', '', ''),
    done(200, 1),
  ],
  [
    'a length beside chunked: the connection is not used again',
    lines(ok, 'Content-Length: 99', 'Transfer-Encoding: chunked', '', '1', 'x', '0', '', ''),
    done(200, 1, false),
  ],
  [
    'a length beside chunked where there is no body',
    lines('HTTP/1.1 304 Not Modified', 'Content-Length: 9', 'Transfer-Encoding: chunked', '', ''),
    done(304, 0, false),
  ],
  [
    'chunk sizes that are filled up with spaces',
    lines(ok, 'Transfer-Encoding: chunked', '', '1  ', 'x', '0 \t', '', ''),
    done(200, 1),
  ],
  [
    'another coding alone: until the end',
    lines(ok, 'Transfer-Encoding: gzip', '', 'abc'),
    done(200, 3, false),
    { ends: true },
  ],
  ['no framing: until the end', lines(ok, '', 'abc'), done(200, 3, false), { ends: true }],
  ['no framing and no body', lines(ok, '', ''), done(200, 0, false), { ends: true }],
  ['HEAD with a length', lines(ok, 'Content-Length: 5', '', ''), done(200, 0), { head: true }],
  ['HEAD with chunks', lines(ok, 'Transfer-Encoding: chunked', '', ''), done(200, 0), { head: true }],
  ['204', lines('HTTP/1.1 204 No Content', '', ''), done(204, 0)],
  ['304 with a length', lines('HTTP/1.1 304 Not Modified', 'Content-Length: 5', '', ''), done(304, 0)],
  [
    '100 before the answer',
    lines('HTTP/1.1 100 Continue', '', ok, 'Content-Length: 1', '', 'x'),
    done(200, 1),
  ],
  [
    '103 with fields before the answer',
    lines(
      'HTTP/1.1 103 Early Hints',
      'Link: a',
      'Content-Length: 7',
      'Connection: close',
      '',
      ok,
      'Content-Length: 1',
      '',
      'x',
    ),
    done(200, 1),
  ],
  ['Connection: close', lines(ok, 'Connection: Close', 'Content-Length: 1', '', 'x'), done(200, 1, false)],
  [
    'close among other options',
    lines(ok, 'Connection: te, close', 'Content-Length: 0', '', ''),
    done(200, 0, false),
  ],
  ['HTTP/1.0', lines('HTTP/1.0 200 OK', 'Content-Length: 1', '', 'x'), done(200, 1, false)],
  [
    'HTTP/1.0 with keep-alive',
    lines('HTTP/1.0 200 OK', 'Connection: keep-alive', 'Content-Length: 1', '', 'x'),
    done(200, 1),
  ],
  [
    'HTTP/1.0 with close before keep-alive',
    lines('HTTP/1.0 200 OK', 'Connection: close', 'Connection: keep-alive', 'Content-Length: 0', '', ''),
    done(200, 0, false),
  ],
  [
    'close and keep-alive in one list',
    lines('HTTP/1.0 200 OK', 'Connection: close, keep-alive', 'Content-Length: 0', '', ''),
    done(200, 0, false),
  ],
  [
    'options of a connection that are too many to look at',
    lines(ok, `Connection: ${'x-hop, '.repeat(30)}te`, 'Content-Length: 1', '', 'x'),
    done(200, 1, false),
  ],
  [
    'fields that look like known ones',
    lines(ok, 'Content-Lengths: 9', 'XContent-Length: 9', 'Connections: close', 'Content-Length: 1', '', 'x'),
    done(200, 1),
  ],
  ['an empty value', lines(ok, 'X-Empty:', 'Content-Length: 0', '', ''), done(200, 0)],
]

const malformed: [string, string, string][] = [
  ['no HTTP', 'SSH-2.0-OpenSSH_9\r\n', 'it does not begin with HTTP/1.'],
  ['TLS', '\x15\x03\x01\x00\x02', 'it does not begin with HTTP/1.'],
  ['HTTP/2', 'HTTP/2.0 200 OK\r\n', 'it does not begin with HTTP/1.'],
  ['HTTP/1.2', 'HTTP/1.2 200 OK\r\n', 'it is neither HTTP/1.0 nor HTTP/1.1'],
  ['a lower-case version', 'http/1.1 200 OK\r\n', 'it does not begin with HTTP/1.'],
  ['a status of letters', 'HTTP/1.1 2x0 OK\r\n', 'the status is not a number'],
  ['a status below 100', 'HTTP/1.1 099 OK\r\n', 'the status is not a number'],
  ['a status of four digits', 'HTTP/1.1 2000 OK\r\n', 'the status line is malformed'],
  ['two spaces', 'HTTP/1.1  200 OK\r\n', 'the status is not a number'],
  ['a line that ends in LF', 'HTTP/1.1 200 OK\nContent-Length: 0\n\n', 'the status line is malformed'],
  ['a CR without LF', 'HTTP/1.1 200 OK\rX', 'a line does not end in CR LF'],
  ['a head that ends in CR', `${ok}\r\nA: b\r\n\rx`, 'the head does not end in CR LF'],
  ['a folded field', `${ok}\r\nA: b\r\n c`, 'a field has no proper name'],
  ['a space before the colon', `${ok}\r\nContent-Length : 1`, 'a field has no proper name'],
  ['a field without a name', `${ok}\r\n: 1`, 'a field has no proper name'],
  ['a field without a colon', `${ok}\r\nabc\r\n`, 'a field has no proper name'],
  ['a NUL in a value', `${ok}\r\nA: \0`, 'a field holds a control character'],
  ['an LF in a value', `${ok}\r\nA: b\nC: d\r\n`, 'a field holds a control character'],
  ['a negative length', `${ok}\r\nContent-Length: -1\r\n`, 'the Content-Length "-1" is not a length'],
  ['a length list', `${ok}\r\nContent-Length: 1, 1\r\n`, 'the Content-Length "1, 1" is not a length'],
  [
    'a length beyond reason',
    `${ok}\r\nContent-Length: 9999999999999999\r\n`,
    'the Content-Length "9999999999999999" is not a length',
  ],
  ['an empty length', `${ok}\r\nContent-Length:\r\n`, 'the Content-Length "" is not a length'],
  ['two lengths', `${ok}\r\nContent-Length: 1\r\nContent-Length: 2\r\n`, 'it has two different lengths'],
  [
    'a length that is too long',
    `${ok}\r\nContent-Length: ${' '.repeat(200)}1\r\n`,
    'content-length is too long',
  ],
  ['chunked with parameters', `${ok}\r\nTransfer-Encoding: chunked;a=b\r\n`, 'chunked has parameters'],
  ['chunked not last', `${ok}\r\nTransfer-Encoding: chunked, gzip\r\n`, 'chunked is not the last coding'],
  [
    'chunked twice',
    `${ok}\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n`,
    'chunked is not the last coding',
  ],
  [
    'chunked in HTTP/1.0',
    'HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n',
    'HTTP/1.0 knows no Transfer-Encoding',
  ],
  ['101', 'HTTP/1.1 101 Switching\r\n\r\n', 'it switches protocols, which nobody asked for'],
  ['interim answers without end', 'HTTP/1.1 100 Continue\r\n\r\n'.repeat(40), 'interim answers do not end'],
  ['a head without end', `${ok}\r\n${'A: b\r\n'.repeat(20_000)}`, 'the head is longer than 64 KiB'],
  ['a name without end', `${ok}\r\n${'a'.repeat(70_000)}`, 'the head is longer than 64 KiB'],
  ['a value without end', `${ok}\r\nA: ${'a'.repeat(70_000)}`, 'the head is longer than 64 KiB'],
  ...(
    [
      ['no chunk size', '\r\n', 'a chunk has no size'],
      ['a chunk size of letters', 'xyz\r\n', 'a chunk has no size'],
      ['letters behind a chunk size', '1x\r\n', 'a chunk size is not a number'],
      ['two chunk sizes', '1 2\r\n', 'a chunk size is not a number'],
      ['spaces without end behind a chunk size', `1${' '.repeat(5000)}`, 'a chunk extension is too long'],
      ['a negative chunk size', '-1\r\n', 'a chunk has no size'],
      ['a chunk size without end', '1111111111111\r\n', 'a chunk size is too long'],
      ['a chunk size that ends in LF', '1\n', 'a chunk size is not a number'],
      ['a chunk that is longer than it says', '1\r\nxy\r\n', 'a chunk does not end in CR LF'],
      ['a chunk that ends in CR', '1\r\nx\rx', 'a chunk does not end in CR LF'],
      ['an LF in an extension', '1;a\nb\r\n', 'a chunk extension holds a control character'],
      ['an extension without end', `1;${'a'.repeat(5000)}`, 'a chunk extension is too long'],
      ['trailers without end', `0\r\n${'A: b\r\n'.repeat(20_000)}`, 'the head is longer than 64 KiB'],
    ] as const
  ).map(([name, chunk, problem]): [string, string, string] => [
    name,
    `${ok}\r\nTransfer-Encoding: chunked\r\n\r\n${chunk}`,
    problem,
  ]),
]

describe('the parser of answers', () => {
  it.each(wellFormed)('reads %s', (_name, text, expected, options) => {
    expect(read(text, options)).toEqual(expected)
  })

  it.each(wellFormed)('reads %s split at every byte', (_name, text, expected, options) => {
    const cuts = Array.from({ length: text.length }, (_, at) => at + 1)
    expect(read(text, { ...options, cuts })).toEqual(expected)
    for (const cut of cuts) expect(read(text, { ...options, cuts: [cut] })).toEqual(expected)
  })

  it.each(malformed)('refuses %s', (_name, text, problem) => {
    expect(read(text)).toMatchObject({ state: 'failed', problem, keepAlive: false })
  })

  it.each(malformed)('refuses %s in any pieces', (_name, text, problem) => {
    for (const step of [1, 2, 3, 7]) {
      const cuts = Array.from({ length: Math.ceil(text.length / step) }, (_, at) =>
        Math.min(text.length, (at + 1) * step),
      )
      expect(read(text, { cuts })).toMatchObject({ state: 'failed', problem })
    }
  })

  it.each(
    wellFormed.filter(([, , expected]) => expected.body > 0 && expected.left === '' && expected.keepAlive),
  )('fails when %s is cut short', (_name, text) => {
    for (let length = 0; length < text.length; length++) {
      expect(read(text.slice(0, length), { ends: true })).toMatchObject({ state: 'failed' })
    }
  })

  it('can be used again for the next answer, whatever the one before was', () => {
    const parser = new ResponseParser()
    for (const [, text, expected, options] of wellFormed) {
      parser.begin(options?.head ?? false)
      const bytes = Buffer.from(text, 'latin1')
      parser.feed(bytes, 0, bytes.length)
      if (options?.ends === true) parser.end()
      expect([parser.state, parser.status, parser.bodyBytes, parser.keepAlive]).toEqual([
        'done',
        expected.status,
        expected.body,
        expected.keepAlive,
      ])
    }
  })

  it('reads a head that it has read before as it did then, whatever came between', () => {
    const head = lines(ok, 'Content-Length: 5', '', '')
    for (let round = 0; round < 3; round++) {
      expect(read(`${head}hello`)).toEqual(done(200, 5))
      expect(read(head, { head: true })).toEqual(done(200, 0))
      expect(read(`${head.replace('5', '4')}hell`)).toEqual(done(200, 4))
      expect(read(`${head.replace('200', '201')}hello`)).toEqual(done(201, 5))
      expect(read(`${head}hello${head}`)).toEqual(done(200, 5, true, head))
      expect(read(head.slice(0, -1), { ends: true })).toMatchObject({ state: 'failed' })
      expect(read(`HTTP/1.1 100 Continue\r\n\r\n${head}hello`)).toEqual(done(200, 5))
    }
  })

  it('reads what any server may write, in any pieces', () => {
    const token = fc.string({ unit: fc.constantFrom(...'abcXYZ019-_.~'), minLength: 1, maxLength: 20 })
    const value = fc.string({ unit: fc.constantFrom(...'abc 019;,="/\t\u00e4'), maxLength: 30 })
    const field = fc
      .tuple(token, value)
      .filter(([name]) => !/^(content-length|transfer-encoding|connection)$/i.test(name))
      .map(([name, text]) => `${name}: ${text}`)
    const chunks = fc.array(
      fc.string({ unit: fc.constantFrom('x', '\r', '\n', '\0'), minLength: 1, maxLength: 40 }),
      { maxLength: 6 },
    )
    fc.assert(
      fc.property(
        fc.integer({ min: 200, max: 999 }).filter((status) => status !== 204 && status !== 304),
        fc.array(field, { maxLength: 8 }),
        chunks,
        fc.boolean(),
        fc.array(fc.nat(600), { maxLength: 12 }),
        (status, fields, parts, chunked, places) => {
          const body = parts.join('')
          const framed = chunked
            ? `${parts.map((part) => `${part.length.toString(16)}\r\n${part}\r\n`).join('')}0\r\n\r\n`
            : body
          const framing = chunked ? 'Transfer-Encoding: chunked' : `Content-Length: ${body.length}`
          const text = `${lines(`HTTP/1.1 ${status} Any`, ...fields, framing, ...fields)}\r\n\r\n${framed}`
          const cuts = places.filter((at) => at < text.length).sort((a, b) => a - b)
          expect(read(text, { cuts })).toEqual(done(status, body.length))
        },
      ),
    )
  })

  it('never hangs, throws or reads beyond, whatever comes', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        'HTTP/1.1 200 OK\r\n',
        'Content-Length: 3\r\n',
        'Transfer-Encoding: chunked\r\n',
        '\r\n',
        '3\r\nabc\r\n',
        '0\r\n\r\n',
        'HTTP/1.1 100 C\r\n\r\n',
        ' ',
        ':',
        '\n',
        '\r',
      ),
      fc.string({ unit: 'binary-ascii', maxLength: 12 }),
    )
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 14 }),
        fc.array(fc.nat(120), { maxLength: 10 }),
        (pieces, places) => {
          const text = pieces.join('')
          const cuts = places.filter((at) => at < text.length).sort((a, b) => a - b)
          const whole = read(text)
          const cut = read(text, { cuts })
          expect(['reading', 'done', 'failed']).toContain(whole.state)
          // Where the pieces end makes no difference.
          expect({ ...cut, left: '' }).toEqual({ ...whole, left: '' })
          expect(read(text, { ends: true }).state).not.toBe('reading')
        },
      ),
      { numRuns: 500 },
    )
  })
})
