import { z } from 'zod'
import { call } from './base.ts'

/** What differs between the hosts, for the renderer that must not know which one it runs in. */
const hostCapabilitiesSchema = z.object({
  kind: z.enum(['browser', 'electron', 'cli']),
  version: z.string(),
  platform: z.string(),
  /** A native menu and tray are there; closing the window keeps flights and canaries going. */
  staysAfterClose: z.boolean(),
})
export type HostCapabilities = z.output<typeof hostCapabilitiesSchema>

export const hostContract = {
  capabilities: call.output(hostCapabilitiesSchema),
}
