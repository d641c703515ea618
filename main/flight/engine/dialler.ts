/** Where each connection goes: to the next of the addresses, or to the next of those that the name has by then. */
import { lookup } from 'node:dns'
import type { LookupFunction } from 'node:net'
import { isLoopback } from '../loopback.ts'
import { notOnThisMachine } from './connection-problem.ts'
import type { Dial } from './messages.ts'

/** For `connect` of node:net and node:tls. */
export interface Dialled {
  readonly host: string
  readonly port: number
  readonly noDelay: true
  readonly lookup?: LookupFunction
  /** One name has one address for one connection: what that one does is what is measured. */
  readonly autoSelectFamily?: false
}

export type Dialler = () => Dialled
export type LookUpAll = (
  host: string,
  options: { all: true; family: number },
  done: (error: Error | null, found: { address: string; family: number }[]) => void,
) => void

/** `first` is the turn that it begins with, so that threads do not all begin with the same address. */
export function createDialler(dial: Dial, first = 0, lookUpAll: LookUpAll = lookup): Dialler {
  const { addresses, port, lookup: named } = dial
  let turn = first
  const next = <T>(all: readonly T[]): T => all[turn++ % all.length]!
  if (named === null) return () => ({ host: next(addresses), port, noDelay: true })
  const { host, family, onlyHere } = named
  const lookUp: LookupFunction = (_host, _options, done) => {
    lookUpAll(host, { all: true, family }, (error, found) => {
      if (error !== null) return done(error, '')
      const { address, family: itsFamily } = next(found)
      if (onlyHere && !isLoopback(address)) return done(notOnThisMachine(address), '')
      done(null, address, itsFamily)
    })
  }
  return () => ({ host, port, noDelay: true, lookup: lookUp, autoSelectFamily: false })
}
