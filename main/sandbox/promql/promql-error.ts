/** What Prometheus answers as bad_data (parse), execution or timeout; the message is worded as Prometheus words it. */
export class PromqlError extends Error {
  readonly kind: 'parse' | 'execution' | 'timeout'
  /** Index into the text, where the error has a place. */
  readonly position: number | undefined
  constructor(kind: PromqlError['kind'], message: string, position?: number) {
    super(message)
    this.name = 'PromqlError'
    this.kind = kind
    this.position = position
  }
}

export function executionError(message: string): never {
  throw new PromqlError('execution', message)
}

/** `at` is an index into the text; the message gets the line and column. */
export function parseError(text: string, at: number, message: string): never {
  const before = text.slice(0, at)
  const line = before.split('\n').length
  const column = at - before.lastIndexOf('\n')
  throw new PromqlError('parse', `${line}:${column}: parse error: ${message}`, at)
}
