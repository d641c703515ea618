/** One of the two servers that are compared: plain requests with a token, and watches that are collected. */
import { Agent, type RequestOptions, request } from 'node:https'

export interface Side {
  readonly url: string
  readonly caPem: string
  readonly token: string
  /** Forgets the versions before this one. */
  compact?(version: number): Promise<void>
}

export interface Answer {
  readonly status: number
  readonly type: string
  readonly warnings: readonly string[]
  readonly body: unknown
}

interface Sent {
  readonly method: string
  readonly path: string
  readonly body?: unknown
  readonly type?: string | undefined
  readonly accept?: string | undefined
}

export interface OpenWatch {
  /** The events so far: parsed lines; the refusal's body where there was one. */
  readonly events: readonly unknown[]
  /** Resolves when there are so many events or the watch has ended. */
  told(count: number): Promise<void>
  close(): void
}

export interface Client {
  send(sent: Sent): Promise<Answer>
  /** Resolves when the headers have come. */
  watch(path: string, accept?: string): Promise<OpenWatch>
  compact(version: number): Promise<void>
  close(): void
}

/** Against hanging, as long as a test may take. */
const longestWaitMs = 200_000
/** A watch that one server refuses and the other opens would never end. */
const longestAnswerMs = 100_000

export function clientOf({ url, caPem, token, compact }: Side): Client {
  const agent = new Agent({ keepAlive: true, ca: caPem })
  const optionsFor = ({ method, type, accept }: Sent): RequestOptions => ({
    agent,
    method,
    headers: {
      authorization: `Bearer ${token}`,
      accept: accept ?? 'application/json',
      'user-agent': 'differential/1.0',
      ...(type === undefined ? {} : { 'content-type': type }),
    },
  })

  function send(sent: Sent): Promise<Answer> {
    const text = sent.body === undefined ? '' : bodyText(sent.body)
    return new Promise((resolve, reject) => {
      const options = optionsFor(sent)
      const headers = { ...options.headers, 'content-length': Buffer.byteLength(text) }
      const asked = request(`${url}${sent.path}`, { ...options, headers }, (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.once('error', reject)
        response.once('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            type: response.headers['content-type'] ?? '',
            warnings: response.headersDistinct.warning ?? [],
            body: parsed(Buffer.concat(chunks).toString('utf8')),
          }),
        )
      })
      asked.setTimeout(longestAnswerMs, () =>
        asked.destroy(new Error(`no end of the answer to ${sent.path}`)),
      )
      asked.once('error', reject)
      asked.end(text)
    })
  }

  function watch(path: string, accept?: string): Promise<OpenWatch> {
    return new Promise((resolve, reject) => {
      const asked = request(`${url}${path}`, optionsFor({ method: 'GET', path, accept }), (response) => {
        const events: unknown[] = []
        const waiting = new Set<() => void>()
        const changed = () => {
          for (const check of [...waiting]) check()
        }
        let ended = false
        let rest = ''
        response.setEncoding('utf8')
        response.on('data', (text: string) => {
          const lines = `${rest}${text}`.split('\n')
          rest = lines.pop() ?? ''
          events.push(...lines.filter((line) => line !== '').map(parsed))
          changed()
        })
        const end = () => {
          ended = true
          if (rest.trim() !== '') events.push(parsed(rest))
          rest = ''
          changed()
        }
        response.once('end', end)
        // Closing a watch that is still open is how each of them ends.
        response.once('error', end)
        resolve({
          events,
          close: () => void asked.destroy(),
          told: (count) =>
            new Promise((done, late) => {
              const stop = setTimeout(() => {
                waiting.delete(check)
                late(new Error(`only ${events.length} of ${count} events: ${JSON.stringify(events)}`))
              }, longestWaitMs)
              function check(): void {
                if (events.length < count && !ended) return
                clearTimeout(stop)
                waiting.delete(check)
                done()
              }
              waiting.add(check)
              check()
            }),
        })
      })
      asked.once('error', reject)
      asked.end()
    })
  }

  return {
    send,
    watch,
    async compact(version) {
      if (compact === undefined) throw new Error(`nobody can tell ${url} to compact`)
      await compact(version)
    },
    close: () => agent.destroy(),
  }
}

const bodyText = (body: unknown) => (typeof body === 'string' ? body : JSON.stringify(body))

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
