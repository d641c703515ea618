/** A client of the HTTP/JSON API made of nothing but fetch: what a program in another language would write. */
import { type ClientLink, ORPCError } from '@orpc/client'

export function httpLink(url: string, token: string, signal: AbortSignal): ClientLink<Record<never, never>> {
  return {
    async call(path, input, options) {
      const response = await fetch(`${url}/api/${path.join('/')}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: input === undefined ? null : JSON.stringify(input),
        signal: AbortSignal.any([signal, ...(options.signal === undefined ? [] : [options.signal])]),
      })
      if (response.headers.get('content-type')?.startsWith('text/event-stream')) {
        if (response.body === null) throw new Error('a stream without a body')
        return values(response.body.pipeThrough(new TextDecoderStream()))
      }
      const answer: unknown = await response.json()
      if (!response.ok) throw errorOf(answer)
      return answer
    },
  }
}

/** Server-sent events: `message` carries a value, `error` ends with a failure, `done` ends. */
async function* values(text: ReadableStream<string>): AsyncGenerator<unknown, void, void> {
  let rest = ''
  for await (const chunk of text) {
    const events = (rest + chunk).split('\n\n')
    rest = events.pop() ?? ''
    for (const lines of events) {
      const kind = /^event: (.*)$/m.exec(lines)?.[1]
      const json = /^data: (.*)$/m.exec(lines)?.[1]
      if (kind === 'done') return
      if (kind === 'error') throw errorOf(JSON.parse(json ?? 'null'))
      if (kind === 'message') yield JSON.parse(json ?? 'null')
    }
  }
}

function errorOf(body: unknown): ORPCError<string, unknown> {
  const { code, ...options } = body as { code: string; status: number; message: string; data: unknown }
  return new ORPCError(code, options)
}
