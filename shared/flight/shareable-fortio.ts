/**
 * A result as it may be given away. Fortio's own holds the user and password it was run with, where its key lies and
 * what it sent as gRPC metadata; Aviary's holds the plan with its headers, whose names are kept.
 */
import type { FlightRun } from '../model/flight.ts'
import { isSecretHeader } from './in-cluster/secret-headers.ts'

const secretFields = ['UserCredentials', 'Key', 'Metadata']
const notTold = '(not told)'

export function shareableFortio(result: unknown): unknown {
  if (!isObject(result)) return result
  const shared = Object.fromEntries(Object.entries(result).filter(([field]) => !secretFields.includes(field)))
  const { Aviary } = result
  if (!isObject(Aviary) || !isObject(Aviary.Plan)) return shared
  const { headers } = Aviary.Plan
  if (!Array.isArray(headers)) return shared
  return { ...shared, Aviary: { ...Aviary, Plan: { ...Aviary.Plan, headers: headers.map(shareableHeader) } } }
}

/** The same of a run, whose plan has its headers too. */
export const shareableRun = (run: FlightRun): FlightRun => ({
  ...run,
  plan: {
    ...run.plan,
    headers: run.plan.headers.map(([name, value]) => [name, isSecretHeader(name) ? notTold : value]),
  },
})

function shareableHeader(header: unknown): unknown {
  return Array.isArray(header) && isSecretHeader(String(header[0])) ? [header[0], notTold] : header
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
