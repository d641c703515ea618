import { Button } from '@mantine/core'
import type { CanaryRef, CanaryView } from '#shared/model/canary.ts'
import { core } from '../../bridge/client.ts'
import { closeDialog, openDialog } from '../../bridge/dialog-store.ts'
import { useGuard } from '../../bridge/guard.ts'
import { go } from '../../bridge/route.ts'
import { useCall } from '../../bridge/use-call.ts'
import { ActionFailure } from './action-failure.tsx'
import { isRunning } from './canary-facts.ts'

type Steer = 'pause' | 'resume' | 'step' | 'promote' | 'rollBack' | 'disable'

/** What can be done to a canary in its phase. What is final asks first, and everything asks in a protected context. */
export function CanaryActions({ canary }: { canary: CanaryView }) {
  const steer = useSteer(canary)
  const running = isRunning(canary.phase)
  const gone = canary.phase === 'Terminating'
  const where = `${canary.context} / ${canary.namespace}`
  return (
    <>
      <ActionFailure call={steer.call} />
      {!running && (
        <Button
          disabled={gone}
          onClick={() =>
            openDialog({
              kind: 'set-image',
              workload: { ...canary, name: canary.plan.targetName },
            })
          }
        >
          Set image…
        </Button>
      )}
      {running && <RunActions canary={canary} where={where} steer={steer} />}
      <Button
        disabled={gone}
        data-danger
        onClick={() =>
          steer.act(
            'disable',
            `The canary of ${canary.plan.targetName} in ${where} is taken away; traffic flows as it did before.`,
            'Disable',
            true,
          )
        }
      >
        Disable…
      </Button>
    </>
  )
}

interface RunProps {
  canary: CanaryView
  where: string
  steer: ReturnType<typeof useSteer>
}

/** Only while a run can still go one way or the other. */
function RunActions({ canary, where, steer }: RunProps) {
  return (
    <>
      {canary.paused ? (
        <Button onClick={() => steer.act('resume', `Resume ${canary.name} in ${where}.`, 'Resume', false)}>
          Resume
        </Button>
      ) : (
        <Button
          onClick={() => steer.act('pause', `Hold ${canary.name} in ${where} at its weight.`, 'Pause', false)}
        >
          Pause
        </Button>
      )}
      <Button
        onClick={() =>
          steer.act('step', `Take the next step of ${canary.name} in ${where} now.`, 'Step now', false)
        }
      >
        Step now
      </Button>
      <Button
        onClick={() =>
          steer.act(
            'promote',
            `${canary.name} in ${where} skips the steps that are left and is promoted at once.`,
            'Promote',
            true,
          )
        }
      >
        Promote…
      </Button>
      <Button
        data-danger
        onClick={() =>
          steer.act(
            'rollBack',
            `All traffic of ${canary.name} in ${where} goes back to the primary.`,
            'Roll back',
            true,
          )
        }
      >
        Roll back…
      </Button>
    </>
  )
}

function useSteer(canary: CanaryView) {
  const guard = useGuard()
  const ref: CanaryRef = { context: canary.context, namespace: canary.namespace, name: canary.name }
  const call = useCall((verb: Steer, confirm: string | undefined) =>
    core.canaries[verb](withName(ref, confirm)),
  )
  const act = (verb: Steer, sentence: string, word: string, ask: boolean) =>
    guard({
      title: `${word}: ${canary.name}`,
      sentence,
      verb: word,
      ask,
      destructive: verb === 'rollBack' || verb === 'disable',
      context: canary.context,
      run: async (confirm) => {
        if (!ask && confirm === undefined) return call.run(verb, confirm)
        // Asked in the dialog, which then shows what went wrong.
        const view = await core.canaries[verb](withName(ref, confirm))
        closeDialog()
        if (verb === 'disable') go({ page: 'canaries' })
        return view
      },
    })
  return { act, call }
}

const withName = (ref: CanaryRef, confirm: string | undefined) =>
  confirm === undefined ? ref : { ...ref, confirm }
