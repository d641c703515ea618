/** What stands between a button and a change: a question where the context is protected or the change is a big one. */
import type { ContextState } from '#shared/contract/contexts.ts'
import { type Confirmation, openDialog } from './dialog-store.ts'
import { useContexts } from './streams.ts'

export interface GuardedAction extends Pick<Confirmation, 'title' | 'sentence' | 'verb' | 'run'> {
  readonly context: string
  readonly destructive?: boolean
  /** Ask even where the context is not protected. */
  readonly ask: boolean
}

/** Runs the action at once, or after the dialog has been answered. */
export function useGuard(): (action: GuardedAction) => void {
  const contexts = useContexts().data?.contexts ?? []
  return (action) => {
    const isProtected = needsName(contexts, action.context)
    if (!isProtected && !action.ask) {
      void action.run(undefined)
      return
    }
    const { ask: _ask, ...rest } = action
    openDialog({
      kind: 'confirm',
      ask: { ...rest, destructive: action.destructive ?? false, protected: isProtected },
    })
  }
}

export const needsName = (contexts: readonly ContextState[], name: string) =>
  contexts.find((c) => c.name === name)?.protected ?? false
