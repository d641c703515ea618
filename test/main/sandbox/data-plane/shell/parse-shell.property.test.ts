import fc from 'fast-check'
import { expect, it } from 'vitest'
import { parseShell } from '#main/sandbox/data-plane/shell/parse-shell.ts'
import { runProgram } from '#main/sandbox/data-plane/shell/run-program.ts'
import { literalOf } from '#main/sandbox/data-plane/shell/shell-tree.ts'
import { ShellSyntaxError } from '#main/sandbox/data-plane/shell/source.ts'
import { noInput } from '#main/sandbox/data-plane/shell/standard-streams.ts'
import { manualClock } from '../../../../support/manual-clock.ts'
import { programWorld } from '../program-world.ts'

const words = [
  'if',
  'then',
  'fi',
  'for',
  'in',
  'do',
  'done',
  'while',
  'echo',
  'a',
  'x=1',
  '{',
  '}',
  '!',
  'case',
  'else',
]
const signs = [
  ';',
  '\n',
  '&&',
  '||',
  '|',
  '&',
  '(',
  ')',
  '<',
  '>',
  '>>',
  '2>&1',
  '<<',
  '$(',
  '`',
  '${',
  '$((',
  '))',
  '$x',
]
const quotes = ['"', "'", '\\', '#', ' ', '  ', '}', '$', '=', '-']
const fragment = fc.constantFrom(...words, ...signs, ...quotes)
const script = fc.array(fc.tuple(fragment, fc.constantFrom('', ' ')), { maxLength: 24 })
const textOf = (parts: [string, string][]) => parts.flat().join('')

it('anything is read or refused, in little time', () => {
  fc.assert(
    fc.property(script.map(textOf), (text) => {
      try {
        parseShell(text)
      } catch (error) {
        expect(error).toBeInstanceOf(ShellSyntaxError)
      }
    }),
    { numRuns: 2000 },
  )
})

it('what lacks its end is told from what is wrong', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(
        'for i in a; do echo $i',
        'if true; then echo',
        'echo "a',
        "echo 'a",
        '{ echo',
        '(echo',
        'a &&',
        'a |',
        'echo $(b',
        'while true',
      ),
      (text) => {
        expect(() => parseShell(text)).toThrow(expect.objectContaining({ isIncomplete: true }))
      },
    ),
  )
  for (const text of ['fi', 'a ) b', '; a', 'for 1 in a; do b; done', 'a & b'])
    expect(() => parseShell(text)).toThrow(expect.objectContaining({ isIncomplete: false }))
})

it('in single quotes every text stands for itself', () => {
  const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`
  fc.assert(
    fc.property(fc.string(), (text) => {
      const [only] = parseShell(`echo ${quoted(text)}`)
      const [command] = only?.first.commands ?? []
      expect(command?.is === 'simple' && literalOf(command.words[1] ?? [])).toBe(text)
    }),
  )
})

it('hands on its arguments as they are', async () => {
  const printed = async (args: readonly string[]) => {
    let out = ''
    const streams = {
      stdin: noInput,
      stdout: async (bytes: Buffer) => {
        out += bytes
      },
      stderr: async () => undefined,
    }
    const command = ['sh', '-c', 'for i in "$@"; do printf "<%s>" "$i"; done', 'sh', ...args]
    const clock = manualClock()
    let isOver = false
    void runProgram(programWorld(clock), command, new Map(), streams, new AbortController().signal).then(
      () => {
        isOver = true
      },
    )
    await clock.until(() => isOver)
    return out
  }
  await fc.assert(
    fc.asyncProperty(fc.array(fc.string(), { maxLength: 4 }), async (args) => {
      expect(await printed(args)).toBe(args.map((one) => `<${one}>`).join(''))
    }),
    { numRuns: 50 },
  )
})
