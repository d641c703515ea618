/**
 * The way into a running sandbox from another process of the same user: a socket (mode 0600) beside its kubeconfig, one
 * JSON request and one JSON answer per connection.
 */
import { rm } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { type ControlAnswer, type ControlRequest, controlSocketOf } from '#shared/model/sandbox.ts'

export async function openControlSocket(
  kubeconfig: string,
  obey: (request: ControlRequest) => Promise<ControlAnswer>,
): Promise<() => Promise<void>> {
  const file = controlSocketOf(kubeconfig, process.platform)
  if (await answers(file)) throw new Error(`another sandbox answers at ${file}`)
  await rm(file, { force: true })
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    let text = ''
    socket.setEncoding('utf8')
    socket.on('error', () => socket.destroy())
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
    await new Promise<void>((closed) => server.close(() => closed()))
  }
}

function answers(file: string): Promise<boolean> {
  return new Promise((said) => {
    const socket = connect(file)
    socket.once('connect', () => {
      socket.destroy()
      said(true)
    })
    socket.once('error', () => said(false))
  })
}
