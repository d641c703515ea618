/** What a shell knows while it runs. */
import type { Machine, Program } from './machine.ts'

export interface Shell {
  readonly machine: Machine
  /** `$0`, `$1`, … */
  readonly words: string[]
  readonly variables: Map<string, string>
  readonly exported: Set<string>
  told: AbortSignal
  find(name: string): Program | undefined
  /** `$?` */
  status: number
  /** `set -e` */
  exitsOnError: boolean
}
