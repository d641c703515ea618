import { type FlightPlan, type FlightPlanInput, flightPlanSchema } from '#shared/model/flight.ts'

/** At a service, unless said. */
export const planOf = (plan: Partial<FlightPlanInput> = {}): FlightPlan =>
  flightPlanSchema.parse({
    target: { kind: 'service', context: 'east', namespace: 'shop', service: 'cart', port: 80 },
    durationSeconds: 90,
    ...plan,
  })
