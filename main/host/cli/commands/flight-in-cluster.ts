/** `aviary flight run --in-cluster`: the same plan, flown by Fortio or k6 in the cluster of its target. */
import type { Command } from 'commander'
import { fail } from '#shared/model/failure.ts'
import { type FlightPlanInput, type FlightRun, flightPlanSchema } from '#shared/model/flight.ts'
import { type HandOver, handOverSchema } from '#shared/model/hand-over.ts'
import type { Core } from '../../../core.ts'
import type { Output } from '../output.ts'
import { type GlobalOptions, namespaceOf, untilInterrupted } from '../session.ts'
import { numberOf } from './command-output.ts'
import type { FlightView } from './flight-live.ts'

export interface InClusterOptions {
  readonly inCluster?: string
  readonly dryRun: boolean
  readonly parallelism: string
  readonly image?: string
  readonly sidecar?: string
}

export function withInClusterOptions(command: Command): Command {
  return command
    .option(
      '--in-cluster <tool>',
      'fly from the cluster instead of from here: fortio, or k6 where its operator is',
    )
    .option('--dry-run', 'of --in-cluster: print the manifest, and change nothing', false)
    .option('--parallelism <number>', 'of --in-cluster k6: runners that share the load', '1')
    .option('--image <image>', 'of --in-cluster: in place of the image that Aviary was tried with')
    .option('--sidecar <on|off>', "of --in-cluster: with Istio's sidecar, as any client, or without")
}

export function handOverOf(
  core: Core,
  plan: FlightPlanInput,
  global: GlobalOptions,
  context: string | undefined,
  options: InClusterOptions,
): HandOver {
  const { inCluster: tool, image, sidecar } = options
  const choice = (field: string, value: string | undefined, known: readonly string[]) => {
    if (value === undefined || known.includes(value)) return
    fail({ code: 'bad-input', field, reason: `"${value}" is not ${known.join(' or ')}` })
  }
  choice('--in-cluster', tool, ['fortio', 'k6'])
  choice('--sidecar', sidecar, ['on', 'off'])
  return handOverSchema.parse({
    plan: flightPlanSchema.parse(plan),
    tool,
    ...(context === undefined ? {} : { context }),
    ...namespaceFor(core, plan, global, context),
    ...(image === undefined ? {} : { image }),
    ...(sidecar === undefined ? {} : { sidecar }),
    parallelism: numberOf('--parallelism', options.parallelism, { min: 1, max: 100, whole: true }),
  })
}

/** A target in a namespace is flown at from there. */
function namespaceFor(
  core: Core,
  { target }: FlightPlanInput,
  global: GlobalOptions,
  context: string | undefined,
): { namespace?: string } {
  if (context === undefined || 'namespace' in target) return {}
  return { namespace: namespaceOf(core, global, context) }
}

/** The manifest on standard output alone, so that it can be piped to kubectl. */
export async function printManifest(core: Core, handOver: HandOver, output: Output): Promise<void> {
  const { yaml, notes } = await core.flights.manifest(handOver)
  output.line(yaml.trimEnd())
  for (const note of notes) output.note(note)
}

/** Says on standard error how far it is, until it has ended or is interrupted; then its objects are gone. */
export async function flyInCluster(
  core: Core,
  handOver: HandOver,
  output: Output,
  view: FlightView,
): Promise<FlightRun> {
  const interrupted = untilInterrupted()
  const started = await core.flights.startInCluster(handOver)
  const stop = () => void core.flights.stop(started.id)
  if (interrupted.aborted) stop()
  else interrupted.addEventListener('abort', stop)
  view.started(started)
  for (const note of started.inCluster?.notes ?? []) output.note(note)
  let last = started
  let stage: string | undefined
  for await (const { run } of core.flights.watch(started.id)) {
    last = run
    if (run.inCluster?.stage === stage) continue
    stage = run.inCluster?.stage
    output.note(`${run.inCluster?.name}: ${stage}`)
  }
  const said = started.inCluster?.notes.length ?? 0
  for (const note of last.inCluster?.notes.slice(said) ?? []) output.note(note)
  view.ended(last, () => core.flights.fortio(last.id))
  return last
}
