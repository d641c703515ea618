/** Ends a request before its answer: its caller went away, or its time is up. */
type Why = 'gone' | 'late'

export class Cancellation {
  #why: Why | undefined
  readonly #listeners = new Set<(why: Why) => void>()

  /** Ends with the one it is part of, too. */
  constructor(whole?: Cancellation) {
    whole?.listen((why) => this.end(why))
  }

  get why(): Why | undefined {
    return this.#why
  }

  end(why: Why): void {
    if (this.#why !== undefined) return
    this.#why = why
    for (const listener of [...this.#listeners]) listener(why)
    this.#listeners.clear()
  }

  /** Answers how to stop listening. */
  listen(listener: (why: Why) => void): () => void {
    if (this.#why !== undefined) listener(this.#why)
    else this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }
}
