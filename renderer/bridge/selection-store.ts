/** What the page is about, where it could be flown at: the HTTP button starts from it. */
import { useEffect } from 'react'
import { create } from 'zustand'
import type { FlightPlanInput, FlightTarget } from '#shared/model/flight.ts'

type Prefill = Partial<FlightPlanInput>

export const useSelection = create<{ plan: Prefill }>(() => ({ plan: {} }))

/** For as long as the page stands, and null while nothing is selected. */
export function useFlightPrefill(plan: Prefill | null): void {
  const text = JSON.stringify(plan ?? {})
  useEffect(() => {
    useSelection.setState({ plan: JSON.parse(text) })
    return () => useSelection.setState({ plan: {} })
  }, [text])
}

interface Place {
  readonly context: string
  readonly namespace?: string
  readonly service?: string | undefined
  /** Flown at where no service leads to it. */
  readonly deployment?: string | undefined
  /** The context's ingress gateway; which host is asked for, the form knows best. */
  readonly ingress?: boolean
}

/** The port, and what is not known, is left to the form, which knows what there is. */
export function targetAt({ context, namespace = '', service, deployment, ingress }: Place): FlightTarget {
  if (ingress === true) return { kind: 'gateway', context, host: '' }
  return service === undefined && deployment !== undefined
    ? { kind: 'deployment', context, namespace, deployment }
    : { kind: 'service', context, namespace, service: service ?? '', port: 80 }
}
