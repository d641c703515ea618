import { describe, expect, it } from 'vitest'
import type { CallReply } from '#main/sandbox/data-plane/call-types.ts'
import { runProgram } from '#main/sandbox/data-plane/shell/run-program.ts'
import { createPipe } from '#main/sandbox/data-plane/shell/standard-streams.ts'
import { manualClock } from '../../../../support/manual-clock.ts'
import { programWorld } from '../program-world.ts'

interface Ran {
  readonly out: string
  readonly err: string
  readonly code: number | undefined
}

/** A redirect to what is no URL. */
const movedNowhere: CallReply = {
  ...{ status: 302, body: Buffer.alloc(0), contentType: 'text/plain', flags: '-', upstreamMs: 1 },
  ...{ location: 'http://[', headers: {}, withoutHeaders: [] },
}

/** A command line in a container with a few variables and files, on a clock that moves by itself. */
async function ran(command: readonly string[], input = ''): Promise<Ran> {
  const clock = manualClock()
  const files = new Map<string, Buffer>([['/etc/hostname', Buffer.from('web-1\n')]])
  const machine = programWorld(clock, {
    readFile: async (path) => files.get(path),
    writeFile: (path, text) => path.startsWith('/tmp/') && files.set(path, text) !== undefined,
    resolve: () => '10.0.0.1',
    send: async () => movedNowhere,
  })
  const [out, err]: string[][] = [[], []]
  const stdin = createPipe()
  void stdin.write(Buffer.from(input))
  stdin.end()
  const streams = {
    stdin: stdin.input,
    stdout: async (bytes: Buffer) => void out!.push(String(bytes)),
    stderr: async (bytes: Buffer) => void err!.push(String(bytes)),
  }
  const environment = new Map([
    ['HOSTNAME', 'web-1'],
    ['GREETING', 'hello  world'],
  ])
  let end: { code: number | undefined } | undefined
  void runProgram(machine, command, environment, streams, new AbortController().signal).then((code) => {
    end = { code }
  })
  await clock.until(() => end !== undefined)
  return { out: out!.join(''), err: err!.join(''), code: end?.code }
}

const sh = (text: string, ...args: string[]) => ran(['sh', '-c', text, ...args])

describe('the shell', () => {
  it.each([
    ['echo $GREETING "$GREETING" \'$GREETING\'', 'hello world hello  world $GREETING\n'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the shell that fills it in.
    ['echo "${NOBODY:-none}" "${HOSTNAME:+some}" ${#HOSTNAME} ${NOBODY-}', 'none some 5\n'],
    ['x=1; x=$((x * (2 + 3) - 1)); echo $x', '4\n'],
    ['echo "$(echo one; echo two)" `echo three`', 'one\ntwo three\n'],
    ['for i in a "b c"; do echo "<$i>"; done', '<a>\n<b c>\n'],
    ['for i in $(seq 3); do echo $i; done | tail -n 2', '2\n3\n'],
    ['i=0; while [ $i -lt 3 ]; do i=$((i+1)); [ $i = 2 ] && continue; echo $i; done', '1\n3\n'],
    ['until false; do echo once; break; done', 'once\n'],
    ['if false; then echo a; elif test -n x; then echo b; else echo c; fi', 'b\n'],
    ['printf "%s=%03d\\n" a 1 b 2', 'a=001\nb=002\n'],
    ['printf "%999999999999d" 1 | wc -c; printf "%.999f" 1 | wc -c', '65536\n102\n'],
    ['echo -n a; echo -e "b\\tc"', 'ab\tc\n'],
    ['printf "b\\na\\nb\\n" | sort | uniq -c', '      1 a\n      2 b\n'],
    ['echo "<title>Shop</title>" | grep -o "<title>.*</title>"', '<title>Shop</title>\n'],
    ['echo one > /tmp/a; echo two >> /tmp/a; cat < /tmp/a; cat /tmp/a | wc -l', 'one\ntwo\n2\n'],
    ['(x=2; echo $x); { x=3; }; echo $x', '2\n3\n'],
    ['echo to nobody > /dev/null; echo hidden 2>&1 >/dev/null; nobody 2>&1', 'sh: nobody: not found\n'],
    ['cat /etc/hostname; hostname; printenv HOSTNAME', 'web-1\nweb-1\nweb-1\n'],
    ['A=1 printenv A; echo "[$A]"', '1\n[]\n'],
    ['export B=2; env | grep ^B', 'B=2\n'],
    ['while true; do echo y; done | head -n 2', 'y\ny\n'],
    ['printf "a b\\nc\\n" | while read x y; do echo "$y/$x"; done', 'b/a\n/c\n'],
    ['! false && echo "not"', 'not\n'],
    ['echo one \\\n  two # three', 'one two\n'],
    ['date -u +%Y-%m-%dT%H:%M:%SZ', '2026-11-24T12:00:00Z\n'],
  ])('%s', async (text, out) => {
    expect((await sh(text)).out).toBe(out)
  })

  it('hands on its arguments, each as it is', async () => {
    expect((await sh('for i in "$@"; do echo "$0 $# <$i>"; done', 'me', 'a b', 'c')).out).toBe(
      'me 2 <a b>\nme 2 <c>\n',
    )
  })

  it.each([
    ['exit 3', 3, ''],
    ['false', 1, ''],
    ['x=$(false)', 1, ''],
    ['false; echo $?; true', 0, ''],
    ['nobody', 127, 'sh: nobody: not found\n'],
    ['cat /nowhere', 1, "cat: can't open '/nowhere': No such file or directory\n"],
    ['echo x > /etc/x', 1, "sh: can't create /etc/x: Read-only file system\n"],
    ['set -e; false; echo never', 1, ''],
    ['set -e; false || true; if false; then :; fi; ! true; exit 4', 4, ''],
    ['for i in 1; do', 2, 'sh: syntax error: unexpected end of file\n'],
    ['echo "a', 2, 'sh: syntax error: unterminated "\n'],
    ['sleep 1 & echo', 2, 'sh: syntax error: unexpected "&"\n'],
    ['echo )', 2, 'sh: syntax error: unexpected ")"\n'],
    ['constructor', 127, 'sh: constructor: not found\n'],
    ['x=$(seq 9999999999); echo never', 137, ''],
    ['seq 9999999999 > /tmp/a', 1, 'sh: write error: No space left on device\n'],
    ['seq 9999999999 | sort', 137, ''],
    ['x=ab; while true; do x=$x$x; done', 137, ''],
  ])('%s ends with %i', async (text, code, err) => {
    expect(await sh(text)).toMatchObject({ code, err })
  })

  it('reads its script from standard input, without a prompt', async () => {
    const { out, code } = await ran(['sh'], 'echo one\nif true; then\necho two\nfi\nexit 5\necho never\n')
    expect({ out, code }).toEqual({ out: 'one\ntwo\n', code: 5 })
  })

  it('is no program that is not there', async () => {
    expect((await ran(['nginx'])).code).toBeUndefined()
    expect((await ran(['/bin/echo', 'hi'])).out).toBe('hi\n')
    expect((await ran(['pilot-agent', 'version'])).code).toBeUndefined()
  })
})

describe('a redirect to what is no URL', () => {
  it('is followed by nobody', async () => {
    expect((await ran(['curl', '-sL', '-w', '%{http_code}', 'web'])).out).toBe('302')
    expect(await ran(['wget', '-q', 'web'])).toMatchObject({
      ...{ code: 1, err: 'wget: server returned error: HTTP/1.1 302 Found\n' },
    })
  })
})

describe('cat', () => {
  it('copies what comes', async () => {
    expect((await ran(['cat'], 'a\nb')).out).toBe('a\nb')
  })
})
