/** What every operation needs, and how it is told what to do. */
import type { Clock } from '../clock.ts'
import { timeText } from '../time-text.ts'
import type { Said } from './decoding/parse-body.ts'
import { groupVersionOf, type Kind } from './kinds.ts'
import type { Writer } from './managed-fields.ts'
import type { Registry } from './registry.ts'
import type { Store } from './store.ts'

export interface Context {
  readonly store: Store
  readonly registry: Registry
  readonly clock: Clock
}

export interface Collection {
  readonly kind: Kind
  readonly version: string
  /** undefined: cluster-scoped, or all namespaces. */
  readonly namespace: string | undefined
}
export interface ObjectRef extends Collection {
  readonly name: string
}

export interface WriteOptions {
  /** Who writes, for `managedFields`. */
  readonly manager: string
  readonly dryRun?: boolean
  readonly fieldValidation?: string | undefined
  readonly force?: boolean
  readonly subresource?: 'status' | 'scale' | undefined
  /** The text that the object stood in; undefined where it came otherwise. */
  readonly said?: Said | undefined
  /** Hears what is accepted but doubtful. */
  readonly warn?: (text: string) => void
}

export function writerOf({ clock }: Context, at: Collection, options: WriteOptions): Writer {
  return {
    manager: options.manager,
    apiVersion: groupVersionOf(at.kind.group, at.version),
    time: timeText(clock.now()),
    ...(options.subresource === undefined ? {} : { subresource: options.subresource }),
  }
}
