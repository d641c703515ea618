/** `aviary flight run --in-cluster`: the same plan, flown by Fortio or k6 in the cluster of its target. */
import { type Command, Option } from 'commander'
import { fail } from '#shared/model/failure.ts'
import { type FlightPlanInput, type FlightRun, flightPlanSchema } from '#shared/model/flight.ts'
import { type HandOver, handOverSchema, toolImages } from '#shared/model/hand-over.ts'
import type { Core } from '../../../core.ts'
import type { Output } from '../output.ts'
import { type GlobalOptions, namespaceOf, untilInterrupted } from '../session.ts'
import { numberOf } from './command-output.ts'
import type { FlightView } from './flight-live.ts'

export interface InClusterOptions {
  readonly inCluster?: HandOver['tool']
  readonly dryRun?: boolean
  readonly parallelism?: string
  readonly image?: string
  readonly sidecar?: 'on' | 'off'
}

export function withInClusterOptions(command: Command): Command {
  const tool = 'fly from the cluster instead of from here: with Fortio, or with k6 where its operator is'
  const sidecar = "of --in-cluster: with Istio's sidecar, as any client (default), or without"
  return command
    .addOption(new Option('--in-cluster <tool>', tool).choices(['fortio', 'k6']))
    .option('--dry-run', 'of --in-cluster: print the manifest, and change nothing')
    .option('--parallelism <number>', 'of --in-cluster k6: runners that share the load')
    .option('--image <image>', `of --in-cluster: in place of ${toolImages.fortio} or ${toolImages.k6}`)
    .addOption(new Option('--sidecar <on|off>', sidecar).choices(['on', 'off']))
}

/** Undefined for a flight from here. */
export function handOverOf(
  core: Core,
  plan: FlightPlanInput,
  global: GlobalOptions,
  context: string | undefined,
  { inCluster: tool, dryRun, parallelism, image, sidecar }: InClusterOptions,
): HandOver | undefined {
  if (tool === undefined) {
    const given = Object.entries({
      '--dry-run': dryRun,
      '--parallelism': parallelism,
      '--image': image,
      '--sidecar': sidecar,
    })
    const [alone] = given.find(([, value]) => value !== undefined) ?? []
    if (alone === undefined) return undefined
    return fail({
      code: 'bad-input',
      field: alone,
      reason: 'it goes with --in-cluster fortio or --in-cluster k6',
    })
  }
  const runners =
    parallelism === undefined ? 1 : numberOf('--parallelism', parallelism, { min: 1, max: 100, whole: true })
  return handOverSchema.parse({
    plan: flightPlanSchema.parse(plan),
    tool,
    ...(context === undefined ? {} : { context }),
    ...namespaceFor(core, plan, global, context),
    ...(image === undefined ? {} : { image }),
    ...(sidecar === undefined ? {} : { sidecar }),
    parallelism: runners,
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
  return await follow(core, await core.flights.startInCluster(handOver), interrupted, output, view)
}

/** The same for one that an Aviary that ended left there. */
export async function resumeInCluster(
  core: Core,
  id: string,
  output: Output,
  view: FlightView,
): Promise<FlightRun> {
  const interrupted = untilInterrupted()
  return await follow(core, core.flights.resume(id), interrupted, output, view)
}

async function follow(
  core: Core,
  started: FlightRun,
  interrupted: AbortSignal,
  output: Output,
  view: FlightView,
): Promise<FlightRun> {
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
