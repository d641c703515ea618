/** A webhook of the cluster: asked before an object is created or changed by a client. Rejects to refuse. */
import type { Kind } from './kinds.ts'

export type Admission = (kind: Kind) => Promise<void>
