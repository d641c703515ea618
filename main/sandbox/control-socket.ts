/**
 * The way into a running sandbox from another process of the same user: a socket (mode 0600) beside its kubeconfig, one
 * JSON request and one JSON answer per connection.
 */
import { rm } from 'node:fs/promises'
import { connect, createServer, type Socket } from 'node:net'
import { type ControlAnswer, type ControlRequest, controlSocketOf } from '#shared/model/sandbox.ts'

export async function openControlSocket(
  kubeconfig: string,
  obey: (request: ControlRequest) => Promise<ControlAnswer>,
): Promise<() => Promise<void>> {
  const file = controlSocketOf(kubeconfig, process.platform)
  if (await isAnswered(kubeconfig)) throw new Error(`another sandbox answers at ${file}`)
  await rm(file, { force: true })
  const open = new Set<Socket>()
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    open.add(socket)
    socket.once('close', () => open.delete(socket))
    let text = ''
    socket.setEncoding('utf8')
    socket.on('error', () => socket.destroy())
    // Somebody who only looked whether anybody is here.
    socket.on('end', () => {
      if (!text.endsWith('\n')) socket.destroy()
    })
    socket.on('data', (chunk) => {
      text += chunk
      if (!text.endsWith('\n')) return
      Promise.resolve()
        .then(() => obey(JSON.parse(text) as ControlRequest))
        .catch((error: unknown) => ({ failed: error instanceof Error ? error.message : String(error) }))
        .then((answer) => socket.end(`${JSON.stringify(answer)}\n`))
    })
  })
  // The file is made while this is set, so that at no time anybody else may connect.
  const before = process.umask(0o177)
  try {
    await new Promise<void>((listening, failed) => {
      server.once('error', failed)
      server.listen(file, listening)
    })
  } finally {
    process.umask(before)
  }
  return async () => {
    const closed = new Promise<void>((done) => server.close(() => done()))
    for (const socket of open) socket.destroy()
    await closed
  }
}

/** Whether a sandbox with that kubeconfig runs. */
export function isAnswered(kubeconfig: string): Promise<boolean> {
  return new Promise((said) => {
    const socket = connect(controlSocketOf(kubeconfig, process.platform))
    socket.once('connect', () => {
      socket.destroy()
      said(true)
    })
    socket.once('error', () => said(false))
  })
}
