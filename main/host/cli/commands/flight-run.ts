/** `aviary flight run`: from its options to a flight, its live view, its result and the exit code. */
import { Command } from 'commander'
import { fail, failureOf } from '#shared/model/failure.ts'
import type { FlightPlanInput, FlightRun } from '#shared/model/flight.ts'
import type { Core } from '../../../core.ts'
import type { Output } from '../output.ts'
import { type GlobalOptions, pickCurrent, untilInterrupted, withCore } from '../session.ts'
import { needsContext } from '../target-argument.ts'
import { outputOf } from './command-output.ts'
import {
  flyInCluster,
  handOverOf,
  type InClusterOptions,
  printManifest,
  withInClusterOptions,
} from './flight-in-cluster.ts'
import { type FlightView, jsonLinesView, screenView, unseen } from './flight-live.ts'
import { namingOptions } from './flight-option-names.ts'
import { type PlanOptions, withPlanOptions } from './flight-options.ts'
import { printFlight } from './flight-output.ts'
import { planOf } from './flight-plan.ts'
import { unfollowedProxy } from './proxy-environment.ts'

interface RunOptions extends PlanOptions, InClusterOptions {
  readonly live: boolean
}

const help = `
Output:
  On a terminal a live view shows the flight (on standard error, whatever -o says); then the result is printed.
  -o json prints Fortio's result JSON alone, -o csv one row of figures.
  -o jsonl prints a line of JSON for the start, each slice of 250 ms and the end:
    {"type":"start","id","url","via","startedAt","asked","seconds","warmUp"}
                                                                      asked: per second or "max"; seconds: null without end; warmUp: seconds before these
    {"type":"slice","t","seconds","warmUp","asked","sent","done","inFlight","connections","bytes","codes","errors","p50","p90","p99","p999","max","lagP50"}
                                                                      t: its end, seconds after the start; times in ms or null; warmUp: true where it is not counted
    {"type":"end","state","passed","result"}                          passed: of the rules, null without; result: Fortio's JSON

Exit code: 0 when it flew and every rule holds, 1 when it failed or a rule does not hold, 2 for wrong usage.
`

export function runCommand(): Command {
  const command = new Command('run')
    .description('send a test flight')
    .argument(
      '<target>',
      'URL, svc/NAME, deploy/NAME or pod/NAME, each with [:PORT][/PATH], or gateway/HOST[/PATH]',
    )
  return withInClusterOptions(withPlanOptions(command))
    .option('--no-live', 'no live view on a terminal')
    .addHelpText('after', help)
    .action(async (target: string, options: RunOptions, self: Command) => {
      const { global, output } = outputOf(self, ['csv', 'jsonl'])
      const onlyNamed = !needsContext(target) && options.inCluster === undefined
      await withCore(global, output, { onlyNamed }, async (core, contexts) => {
        const plan = await planOf(core, global, contexts[0], target, options)
        const handOver = handOverOf(core, plan, global, contexts[0], options)
        if (handOver !== undefined && options.dryRun === true)
          return await namingOptions(options, () => printManifest(core, handOver, output))
        const unfollowed = unfollowedProxy(plan, process.env)
        if (unfollowed !== undefined) output.note(unfollowed)
        core.confirmFlight(plan.target, global.confirm)
        const ended = await (handOver === undefined
          ? fly(core, plan, global, viewOf(global, output, options.live))
          : namingOptions(options, () =>
              flyInCluster(
                core,
                handOver,
                output,
                global.output === 'jsonl' ? jsonLinesView(output) : unseen,
              ),
            ))
        if (global.output !== 'jsonl') printFlight(core, ended, global, output)
        if (ended.failure !== null) fail(ended.failure)
        if (ended.verdict?.passed === false) process.exitCode = 1
      })
    })
}

function viewOf(global: GlobalOptions, output: Output, live: boolean): FlightView {
  if (global.output === 'jsonl') return jsonLinesView(output)
  const { stderr, env } = process
  return live && stderr.isTTY && env.TERM !== 'dumb' ? screenView(stderr, output.colour, Date.now) : unseen
}

/** Flies until the end or an interrupt. */
async function fly(
  core: Core,
  plan: FlightPlanInput,
  global: GlobalOptions,
  view: FlightView,
): Promise<FlightRun> {
  const interrupted = untilInterrupted()
  const started = await takeOff(core, plan, global)
  const stop = () => {
    view.stopping()
    void core.flights.stop(started.id)
  }
  if (interrupted.aborted) stop()
  else interrupted.addEventListener('abort', stop)
  try {
    view.started(started)
    let last = started
    for await (const { run, slices } of core.flights.watch(started.id, new AbortController().signal)) {
      last = run
      view.news(run, slices)
      if (run.state !== 'flying') break
    }
    view.ended(last, () => core.flights.fortio(last.id))
    return last
  } finally {
    view.close()
  }
}

/** A URL may lead into the current context, which is contacted only where nothing else allows the flight. */
async function takeOff(core: Core, plan: FlightPlanInput, global: GlobalOptions): Promise<FlightRun> {
  try {
    return await core.flights.start(plan)
  } catch (error) {
    const isAllowed = failureOf(error).code !== 'target-not-allowed'
    if (isAllowed || !(await pickCurrent(core, global))) throw error
    return await core.flights.start(plan)
  }
}
