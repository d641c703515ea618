/** One HTTP GET over a stream that is already open (a port-forward); ends the stream. Any status is an answer. */
import { request } from 'node:http'
import type { Duplex } from 'node:stream'

const timeoutMs = 5000

export function getOverDuplex(
  duplex: Duplex,
  path: string,
  signal?: AbortSignal,
): Promise<{ readonly status: number; readonly body: string }> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        path,
        host: 'localhost',
        headers: { connection: 'close' },
        createConnection: () => duplex,
        signal,
        timeout: timeoutMs,
      },
      (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.once('error', reject)
        response.once('end', () => {
          duplex.destroy()
          resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') })
        })
      },
    )
    outgoing.once('timeout', () => outgoing.destroy(new Error('no answer within 5 s')))
    outgoing.once('error', (error) => {
      duplex.destroy()
      reject(error)
    })
    outgoing.end()
  })
}
