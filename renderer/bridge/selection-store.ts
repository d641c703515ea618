/** What is selected on the page, where it could be flown at: the HTTP button starts from it. */
import { create } from 'zustand'
import type { FlightPlanInput } from '#shared/model/flight.ts'

export interface SelectedTarget {
  readonly context: string
  readonly namespace: string
  readonly service: string
}

export const useSelection = create<{ target: SelectedTarget | null }>(() => ({ target: null }))
export const selectTarget = (target: SelectedTarget | null) => useSelection.setState({ target })

/** The port is left to the form, which knows the service's. */
export function selectionPlan(target: SelectedTarget | null): Partial<FlightPlanInput> {
  return target === null ? {} : { target: { kind: 'service', ...target, port: 80 } }
}
