/**
 * exec and attach for clients that speak `v4.channel.k8s.io` over SPDY/3.1 (kubectl before 1.30): one stream for each of
 * error, stdin, stdout, stderr and resize, as its `streamtype` says. The command begins when all that were asked for are
 * there; the error stream carries the status at the end.
 */
import { createReader } from './byte-reader.ts'
import { type RemoteCommand, statusOf } from './remote-command.ts'
import { createSpdySession, type FrameTransport, type SpdyStream } from './spdy-session.ts'

export function commandOverSpdy(transport: FrameTransport, command: RemoteCommand): void {
  const left = new AbortController()
  const stdin = createReader()
  const streams = new Map<string, SpdyStream>()
  const wanted = ['error', ...(['stdin', 'stdout', 'stderr'] as const).filter((name) => command[name])]
  if (command.tty) wanted.push('resize')

  const session = createSpdySession(
    transport,
    (stream) => {
      const { streamtype = '' } = stream.headers
      streams.set(streamtype, stream)
      if (streams.size === wanted.length && wanted.every((name) => streams.has(name))) void run()
      if (streamtype !== 'stdin') return {}
      return {
        data: (bytes, taken) => void stdin.push(bytes).then(taken),
        end: stdin.end,
        drop: stdin.end,
      }
    },
    () => {
      left.abort()
      stdin.end()
    },
  )

  const output = (name: string) => (bytes: Buffer) =>
    new Promise<void>((sent) => {
      const stream = streams.get(name)
      if (stream === undefined || left.signal.aborted) sent()
      else stream.send(bytes, sent)
    })

  async function run(): Promise<void> {
    const status = await statusOf(
      command.run({
        read: command.stdin ? stdin.read : undefined,
        stdout: output('stdout'),
        stderr: output('stderr'),
        ...{ tty: command.tty, left: left.signal },
      }),
    )
    await output('error')(Buffer.from(JSON.stringify(status)))
    for (const stream of streams.values()) stream.finish()
    session.close()
  }
}
