/** Asks a running sandbox through the socket beside its kubeconfig. */
import { connect } from 'node:net'
import { fail } from '#shared/model/failure.ts'
import { type ControlAnswer, type ControlRequest, controlSocketOf } from '#shared/model/sandbox.ts'

export async function askSandbox(kubeconfig: string, request: ControlRequest): Promise<ControlAnswer> {
  const text = await new Promise<string | undefined>((resolve) => {
    const socket = connect(controlSocketOf(kubeconfig, process.platform))
    let answer = ''
    socket.setEncoding('utf8')
    socket.once('error', () => resolve(undefined))
    socket.on('data', (chunk) => {
      answer += chunk
    })
    socket.once('end', () => resolve(answer))
    socket.write(`${JSON.stringify(request)}\n`)
  })
  if (text === undefined) return fail({ code: 'not-running', what: `A sandbox of ${kubeconfig}` })
  const answer = JSON.parse(text) as ControlAnswer | { failed: string }
  return 'failed' in answer ? fail({ code: 'sandbox-failed', reason: answer.failed }) : answer
}
