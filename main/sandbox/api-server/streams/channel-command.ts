/**
 * exec and attach for clients that speak `v5.channel.k8s.io` (kubectl from 1.30 on) and v4: binary messages that start
 * with a channel number. 0 is standard input, 1 output, 2 errors, 3 the status at the end, 4 the terminal's size; in v5
 * 255 closes the channel that follows.
 */
import type { WebSocket } from 'ws'
import { createReader } from './byte-reader.ts'
import { internalError, type RemoteCommand, type Status, statusOf } from './remote-command.ts'

const channels = { stdin: 0, stdout: 1, stderr: 2, status: 3, close: 255 }

export async function commandOverChannels(socket: WebSocket, command: RemoteCommand): Promise<void> {
  const left = new AbortController()
  const stdin = createReader()
  socket.once('close', () => {
    left.abort()
    stdin.end()
  })
  socket.on('message', (message: Buffer) => {
    const [channel, closed] = message
    if (channel === channels.close && closed === channels.stdin) stdin.end()
    else if (channel === channels.stdin && message.length > 1) {
      socket.pause()
      void stdin.push(message.subarray(1)).then(() => socket.resume())
    }
  })
  const send = (channel: number, bytes: Buffer) =>
    new Promise<void>((sent) => socket.send(Buffer.concat([Buffer.of(channel), bytes]), () => sent()))
  const output = (channel: number, isWanted: boolean) => (bytes: Buffer) =>
    isWanted ? send(channel, bytes) : Promise.resolve()
  // Tells the client that it is connected.
  await send(
    command.stdout ? channels.stdout : command.stderr ? channels.stderr : channels.status,
    Buffer.alloc(0),
  )
  const status = await ended()
  await send(channels.status, Buffer.from(JSON.stringify(status)))
  socket.close(1000)

  async function ended(): Promise<Status> {
    const { refused, run, tty } = command
    if (refused !== undefined) return internalError(`unable to upgrade connection: ${refused}`)
    const status = await statusOf(
      run({
        read: command.stdin ? stdin.read : undefined,
        stdout: output(channels.stdout, command.stdout),
        stderr: output(channels.stderr, command.stderr),
        ...{ tty, left: left.signal },
      }),
    )
    // The server speaks to the node on behalf of its client, and passes on what went wrong there.
    const { reason, message } = status
    return reason === 'InternalError' ? internalError(String(message)) : status
  }
}
