import { useRef, useState } from 'react'
import type { ContextState } from '#shared/contract/contexts.ts'
import type { Failure } from '#shared/model/failure.ts'
import { core } from '../../bridge/client.ts'
import { useCall } from '../../bridge/use-call.ts'

export interface Picking {
  readonly isPicked: (context: ContextState) => boolean
  readonly toggle: (name: string) => void
  readonly pickAll: (names: readonly string[]) => void
  readonly failure: Failure | null
}

/** Ticks answer at once; the core is told the whole set, and what it says holds once the last call is answered. */
export function usePicking(contexts: readonly ContextState[]): Picking {
  const [wanted, setWanted] = useState<readonly string[] | null>(null)
  const calls = useRef(0)
  const pick = useCall((names: string[]) => core.contexts.pick({ names }))
  const now = wanted ?? contexts.filter((c) => c.picked).map((c) => c.name)
  const pickAll = (names: readonly string[]) => {
    setWanted(names)
    calls.current += 1
    const call = calls.current
    void pick.run([...names]).then(() => {
      if (calls.current === call) setWanted(null)
    })
  }
  const toggle = (name: string) =>
    pickAll(now.includes(name) ? now.filter((other) => other !== name) : [...now, name])
  return {
    isPicked: (context) => (wanted === null ? context.picked : wanted.includes(context.name)),
    toggle,
    pickAll,
    failure: pick.failure,
  }
}
