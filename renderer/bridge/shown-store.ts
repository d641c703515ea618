/** What one page asks another to show: the target of a flight in the graph. */
import { create } from 'zustand'
import type { FlightTarget } from '#shared/model/flight.ts'

export const useShown = create<{ target: FlightTarget | null }>(() => ({ target: null }))
export const showTarget = (target: FlightTarget | null) => useShown.setState({ target })
