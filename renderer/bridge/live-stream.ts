/**
 * One stream of the contract, shared by all who look at it.
 * 1. The first subscriber opens it; each value becomes the state.
 * 2. When it breaks, what is known stays, marked with the failure, and it is opened again with back-off.
 * 3. Where its values add to what is known, it is opened anew after many of them: the other side keeps its past in fewer
 *    than it told, and what is known stays as small as that.
 * 4. When the last subscriber leaves it stays open for a moment (a page change must not flash), then it is aborted.
 */
import type { Failure } from '#shared/model/failure.ts'
import { backOffMs } from './back-off.ts'
import { callFailure } from './call-failure.ts'

export interface Live<T> {
  /** The newest value; null until there was one. */
  readonly data: T | null
  /** Why the stream is broken just now; null while it flows or opens. */
  readonly failure: Failure | null
}

export type Open<T> = (signal: AbortSignal) => Promise<AsyncIterable<T>>

/** Puts a new value into what is known: most streams replace, some add. */
export type Fold<T, S> = (known: S | null, value: T) => S

const lingerMs = 1500

export interface StreamOptions {
  /** It may end by itself with nothing more to say; any other is opened again when it ends. */
  readonly ends?: boolean
  /** After so many values it is opened anew; never unless said. */
  readonly renewAfter?: number
}

export class LiveStream<T, S = T> {
  readonly #open: Open<T>
  readonly #fold: Fold<T, S>
  readonly #listeners = new Set<() => void>()
  #state: Live<S> = { data: null, failure: null }
  #abort: AbortController | null = null
  #linger: ReturnType<typeof setTimeout> | undefined
  #retry: ReturnType<typeof setTimeout> | undefined
  #attempt = 0

  readonly #ends: boolean
  readonly #renewAfter: number

  constructor(open: Open<T>, fold: Fold<T, S>, options: StreamOptions = {}) {
    this.#open = open
    this.#fold = fold
    this.#ends = options.ends ?? false
    this.#renewAfter = options.renewAfter ?? Number.POSITIVE_INFINITY
  }

  readonly state = (): Live<S> => this.#state

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    clearTimeout(this.#linger)
    if (this.#abort === null) this.#start()
    return () => {
      this.#listeners.delete(listener)
      if (this.#listeners.size === 0) this.#linger = setTimeout(() => this.#stop(), lingerMs)
    }
  }

  /** Opens it again now, without waiting for the back-off. */
  readonly retry = (): void => {
    this.#attempt = 0
    if (this.#listeners.size === 0) return
    this.#stop()
    this.#start()
  }

  #stop(): void {
    clearTimeout(this.#retry)
    this.#abort?.abort()
    this.#abort = null
  }

  #start(): void {
    const abort = new AbortController()
    this.#abort = abort
    this.#run(abort.signal).catch((error: unknown) => this.#broken(error, abort.signal))
  }

  async #run(signal: AbortSignal): Promise<void> {
    const values = await this.#open(signal)
    let known: S | null = null
    let told = 0
    for await (const value of values) {
      if (signal.aborted) return
      this.#attempt = 0
      known = this.#fold(known, value)
      this.#set({ data: known, failure: null })
      told += 1
      if (told < this.#renewAfter) continue
      this.#stop()
      return this.#start()
    }
    if (!this.#ends) throw new Error('the stream ended')
  }

  #broken(error: unknown, signal: AbortSignal): void {
    if (signal.aborted) return
    this.#set({ data: this.#state.data, failure: callFailure(error) })
    this.#retry = setTimeout(
      () => {
        if (!signal.aborted) this.#start()
      },
      backOffMs(this.#attempt + 1),
    )
    this.#attempt += 1
  }

  #set(state: Live<S>): void {
    this.#state = state
    for (const listener of this.#listeners) listener()
  }
}
