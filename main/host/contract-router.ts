import type { Router } from '@orpc/server'
import type { Contract } from '#shared/contract/contract.ts'

/** Anything that answers the whole contract: what the hosts put a transport on. */
export type ContractRouter = Router<Contract, Record<never, never>>
