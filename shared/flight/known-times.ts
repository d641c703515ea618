import type { FlightRun } from '../model/flight.ts'
import { isClosed } from './plan-schedule.ts'

/**
 * Which times a flight knows. A closed one has none at which a request is due, and other tools do not tell theirs: what
 * stands there as response time is the service time by another name.
 */
export const knownTimes = ({
  plan,
  inCluster,
  readFrom,
}: Pick<FlightRun, 'plan' | 'inCluster' | 'readFrom'>) =>
  inCluster === undefined && readFrom === undefined && !isClosed(plan)
    ? (['response', 'service', 'lag'] as const)
    : (['service'] as const)
