/** The contract, callable. Which carrier brings the calls to the core is carrier.ts's business alone. */
import { createORPCClient } from '@orpc/client'
import type { ContractRouterClient } from '@orpc/contract'
import type { Contract } from '#shared/contract/contract.ts'
import { carrierLink } from './carrier.ts'

export type CoreClient = ContractRouterClient<Contract>

export const core: CoreClient = createORPCClient(carrierLink)
