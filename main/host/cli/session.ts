/** From command-line options to a core with its contexts picked, and its orderly end. */
import { hostname, userInfo } from 'node:os'
import { type Failure, fail } from '#shared/model/failure.ts'
import { type Core, createCore } from '../../core.ts'
import { kubeconfigFiles, loadKubeconfig } from '../../kube/kubeconfig.ts'
import { dataFolder } from '../data-folder.ts'
import { createNodeLauncher } from '../node-launcher.ts'
import { version } from '../version.ts'
import { failureText, type Output, type OutputFormat } from './output.ts'

/** The options that every command takes. */
export interface GlobalOptions {
  readonly kubeconfig: readonly string[]
  readonly context: readonly string[]
  readonly namespace?: string
  readonly output: OutputFormat | 'csv' | 'jsonl' | 'dot' | 'mermaid'
  readonly color: boolean
  readonly prometheus?: string
  readonly confirm?: string
}

export interface SessionOptions {
  /** Take leases and execute canaries while the command runs. */
  readonly drive?: boolean
  /** Contact only what --context names, not the kubeconfig's current context: the command can do without any. */
  readonly onlyNamed?: boolean
  /** Act on each context that answers; the others are named on stderr and make the exit code 1. */
  readonly each?: boolean
}

export function openCore(
  global: GlobalOptions,
  drive: boolean,
  warn: (sentence: string) => void,
): Promise<Core> {
  return createCore({
    kubeconfig: kubeconfigFiles(global.kubeconfig, process.env),
    dataFolder: dataFolder(process.env),
    launcher: createNodeLauncher(),
    host: { kind: 'cli', version, platform: process.platform, staysAfterClose: false },
    identity: identity(),
    drive,
    warn,
    ...(global.prometheus === undefined ? {} : { prometheusUrl: global.prometheus }),
  })
}

/** Who acts: told apart on one laptop by the process, so that two of them never share a lease. */
export function identity(): string {
  return `${userInfo().username}@${hostname()} (${process.pid})`
}

/** Runs the command with a core whose contexts are picked, and closes it whatever happens. */
export async function withCore<T>(
  global: GlobalOptions,
  output: Output,
  options: SessionOptions,
  run: (core: Core, contexts: readonly string[]) => Promise<T>,
): Promise<T> {
  const names = options.onlyNamed === true ? global.context : await contextsToUse(global)
  const core = await openCore(global, options.drive === true, (sentence) => output.note(sentence))
  try {
    // Before anything is driven, which begins with picking.
    if (global.confirm !== undefined) core.confirm(global.confirm, global.confirm)
    const list = await core.contexts.pick(names)
    for (const problem of names.length > 0 ? list.problems : [])
      output.note(`aviary: ${failureText(problem)}`)
    const failures = new Map<string, Failure>()
    for (const { name, failure } of list.contexts) {
      if (names.includes(name) && failure !== null) failures.set(name, failure)
    }
    // Some of several clusters may be down; all of them being down is the command's failure.
    const [first] = failures.values()
    if (first !== undefined && failures.size === new Set(names).size) fail(first)
    if (options.each !== true || first === undefined) return await run(core, names)
    for (const failure of failures.values()) output.note(`aviary: ${failureText(failure)}`)
    process.exitCode = 1
    return await run(
      core,
      names.filter((name) => !failures.has(name)),
    )
  } finally {
    await core.close()
  }
}

/** --context, else the kubeconfig's current context, as for kubectl. */
async function contextsToUse(global: GlobalOptions): Promise<readonly string[]> {
  if (global.context.length > 0) return global.context
  const config = await loadKubeconfig(kubeconfigFiles(global.kubeconfig, process.env))
  if (config.current !== undefined) return [config.current]
  const [problem] = config.problems
  if (config.contexts.length === 0 && problem !== undefined) fail(problem)
  return fail({ code: 'no-context', known: config.contexts.map((context) => context.name) })
}

/** Picks the kubeconfig's current context too, where none was named; false where there is none that answers. */
export async function pickCurrent(core: Core, global: GlobalOptions): Promise<boolean> {
  if (global.context.length > 0) return false
  const { current, contexts } = await loadKubeconfig(kubeconfigFiles(global.kubeconfig, process.env))
  if (current === undefined || !contexts.some(({ name }) => name === current)) return false
  const { contexts: states } = await core.contexts.pick([current])
  return states.some(({ name, status }) => name === current && status === 'connected')
}

/** The namespace to act in: -n, else the context's own. */
export function namespaceOf(core: Core, global: GlobalOptions, context: string): string {
  return global.namespace ?? core.contexts.definition(context).namespace
}

/** Aborts at SIGINT or SIGTERM; a second signal ends the process at once. */
export function untilInterrupted(): AbortSignal {
  const controller = new AbortController()
  const stop = () => {
    if (controller.signal.aborted) process.exit(130)
    controller.abort()
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  return controller.signal
}
