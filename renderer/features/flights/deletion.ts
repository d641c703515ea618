import type { Dialog } from '../../bridge/dialog-store.ts'
import { plural } from '../../ui/format.ts'

/** Asks before runs are forgotten, which nothing brings back. */
export function deletion(ids: readonly string[], run: () => Promise<unknown>): Dialog {
  const what = plural(ids.length, 'flight')
  return {
    kind: 'confirm',
    ask: {
      title: `Delete ${what}`,
      sentence: `${ids.length === 1 ? 'Its plan and figures go' : 'Their plans and figures go'} from this laptop for good. Nothing in a cluster changes.`,
      verb: `Delete ${what}`,
      destructive: true,
      context: '',
      protected: false,
      run,
    },
  }
}
