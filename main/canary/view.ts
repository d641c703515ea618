/** A canary as it is shown: from its record, its Lease and the objects of the cluster. */

import { targetTemplate } from '#shared/canary/objects.ts'
import type { CanaryObjects } from '#shared/canary/observe.ts'
import { type CanaryRecord, namesOfRecord } from '#shared/canary/record.ts'
import { templateHash } from '#shared/canary/template-hash.ts'
import type { CanaryPhase, CanaryView } from '#shared/model/canary.ts'
import type { Deployment } from '#shared/model/kube.ts'
import { diffLines } from '../kube/merge-patch.ts'
import { holderOf, type Lease, type RenewalClock } from './lease.ts'

export interface ViewInput {
  readonly context: string
  readonly record: CanaryRecord
  readonly lease: Lease | undefined
  readonly objects: CanaryObjects
  readonly clock: RenewalClock
  readonly identity: string
}

const iso = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString())

export function viewOf({ context, record, lease, objects, clock, identity }: ViewInput): CanaryView {
  const { state, intent } = record
  // What somebody asked for shows at once, though the holder has not come to it yet.
  const phase = intent?.verb === 'disable' ? 'Terminating' : state.phase
  const paused = intent?.verb === 'pause' || (state.paused && intent?.verb !== 'resume')
  const holder = holderOf(lease, clock)
  const because = state.heldBack ?? state.because
  return {
    context,
    namespace: record.namespace,
    name: record.name,
    phase,
    canaryWeight: state.weight,
    failedChecks: state.failedChecks,
    iterations: state.iterations,
    because,
    conditions: [
      {
        type: 'Promoted',
        status: promotedStatus(phase),
        reason: phase,
        message: because,
        lastTransitionTime: new Date(state.since).toISOString(),
      },
    ],
    drivenBy:
      holder === undefined
        ? null
        : { holder, me: holder === identity, since: lease?.spec?.acquireTime ?? '' },
    paused,
    plan: record.plan,
    pods: { primary: podsOf(objects.primary), canary: podsOf(objects.target) },
    images: { primary: imageOf(objects.primary), canary: imageOf(objects.target) },
    whatChanged: whatChanged(record, objects),
    nextCheckAt: paused || phase !== 'Progressing' ? null : iso(state.nextCheckAt),
    runStartedAt: iso(state.runStartedAt),
    history: [...record.history],
  }
}

/** Flagger's condition. */
function promotedStatus(phase: CanaryPhase): string {
  if (phase === 'Initialized' || phase === 'Succeeded') return 'True'
  return phase === 'Failed' ? 'False' : 'Unknown'
}

function podsOf(deployment: Deployment | undefined): { ready: number; desired: number } | null {
  if (deployment === undefined) return null
  return { ready: deployment.status?.readyReplicas ?? 0, desired: deployment.spec.replicas ?? 1 }
}

const imageOf = (deployment: Deployment | undefined) =>
  deployment?.spec.template.spec.containers[0]?.image ?? null

const diffs = new WeakMap<Deployment, { primary: Deployment; lines: string[] }>()

function whatChanged(record: CanaryRecord, { target, primary }: CanaryObjects): string[] {
  if (target === undefined || primary === undefined) return []
  const known = diffs.get(target)
  if (known?.primary === primary) return known.lines
  const before = targetTemplate(primary.spec.template, namesOfRecord(record))
  const after = target.spec.template
  const lines = templateHash(before) === templateHash(after) ? [] : diffLines(before, after)
  diffs.set(target, { primary, lines })
  return lines
}
