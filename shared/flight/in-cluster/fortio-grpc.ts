/**
 * gRPC's standard health check as Fortio sends and counts it (fgrpc/grpcrunner.go): to `host:port`, a connection for
 * each of -c; RetCodes has the names of the health's states, and ERROR for calls that failed.
 */
import type { FlightPlan } from '../../model/flight.ts'
import { healthMethod, healthService } from '../grpc-request.ts'

/** The service that is asked for, `''` for the whole server; null for another call. */
export function healthCheckOf({ grpc }: Pick<FlightPlan, 'grpc'>): string | null {
  if (grpc?.method !== healthMethod) return null
  return grpc.message === '' || grpc.message === 'hex:' ? '' : healthService(grpc.message)
}

export const isHealthRun = (runType: string) => runType.startsWith('GRPC Health')

interface Counted {
  readonly codes: Record<string, number>
  readonly errors: Record<string, number>
}

/** As a flight from here counts them: answers by gRPC status, and a server that is up but does not serve as an error. */
export function healthCounts(retCodes: Readonly<Record<string, number>>): Counted {
  const { SERVING = 0, ERROR = 0, ...others } = retCodes
  const down = Object.values(others).reduce((a, b) => a + b, 0)
  return {
    codes: SERVING === 0 ? {} : { 'grpc-0': SERVING },
    errors: { ...(ERROR === 0 ? {} : { failed: ERROR }), ...(down === 0 ? {} : { 'not serving': down }) },
  }
}
