import { useCallback, useState } from 'react'
import type { Failure } from '#shared/model/failure.ts'
import { callFailure } from './call-failure.ts'

export interface Call<A extends unknown[], R> {
  /** The answer, or null when the call failed; then `failure` says how. */
  readonly run: (...args: A) => Promise<R | null>
  readonly pending: boolean
  readonly failure: Failure | null
  /** What the last call that went well answered. */
  readonly answer: R | null
  readonly clear: () => void
}

/** An action: something the user asked for, that takes time and may fail. */
export function useCall<A extends unknown[], R>(action: (...args: A) => Promise<R>): Call<A, R> {
  const [pending, setPending] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)
  const [answer, setAnswer] = useState<R | null>(null)
  const run = async (...args: A): Promise<R | null> => {
    setPending(true)
    setFailure(null)
    try {
      const got = await action(...args)
      setAnswer(() => got)
      return got
    } catch (error) {
      setFailure(callFailure(error))
      return null
    } finally {
      setPending(false)
    }
  }
  const clear = useCallback(() => setFailure(null), [])
  return { run, pending, failure, answer, clear }
}
