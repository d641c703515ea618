/** The one canary that a command is about, and how it goes on. */
import type { CanaryView } from '#shared/model/canary.ts'
import { fail } from '#shared/model/failure.ts'
import type { Core } from '../../../core.ts'
import type { Output } from '../output.ts'
import { type GlobalOptions, namespaceOf, untilInterrupted } from '../session.ts'
import { printChange } from './canary-output.ts'

/** The only context of a command that acts on one object. */
function single(contexts: readonly string[]): string {
  const [context] = contexts
  if (context === undefined || contexts.length > 1) {
    return fail({ code: 'bad-input', field: '--context', reason: 'name exactly one context here' })
  }
  return context
}

export function refOf(core: Core, global: GlobalOptions, contexts: readonly string[], name: string) {
  const context = single(contexts)
  return { context, namespace: namespaceOf(core, global, context), name }
}

/** Follows one canary until `done`; resolves with its last view, or undefined when it is gone. */
export async function follow(
  core: Core,
  first: CanaryView,
  output: Output,
  done: (now: CanaryView | undefined) => boolean,
  { signal, lines = output.format === 'table' }: { signal?: AbortSignal; lines?: boolean } = {},
): Promise<CanaryView | undefined> {
  const seen = new Map<string, string>()
  const stop = signal ?? untilInterrupted()
  let now: CanaryView | undefined = first
  for await (const { canaries } of core.canaries.watch(stop)) {
    now = canaries.find(
      (one) => one.context === first.context && one.namespace === first.namespace && one.name === first.name,
    )
    if (now !== undefined && lines) printChange(now, seen, output)
    if (done(now)) return now
  }
  return now
}
