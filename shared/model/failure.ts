/**
 * Everything that may go wrong and is expected to, as data. `explain` is the only place that turns a failure into
 * words: what happened and to which cluster, and one thing to do about it.
 */
import { z } from 'zod'

const text = z.string()

export const failureSchema = z.discriminatedUnion('code', [
  z.object({ code: z.literal('unknown-context'), context: text, known: z.array(text) }),
  z.object({ code: z.literal('no-context'), known: z.array(text) }),
  z.object({ code: z.literal('no-kubeconfig'), files: z.array(text) }),
  z.object({ code: z.literal('bad-kubeconfig'), file: text, reason: text }),
  z.object({ code: z.literal('bad-context'), context: text, reason: text }),
  z.object({ code: z.literal('unreachable'), context: text, server: text, reason: text }),
  z.object({ code: z.literal('unauthorized'), context: text, reason: text }),
  z.object({ code: z.literal('forbidden'), context: text, verb: text, resource: text, reason: text }),
  z.object({ code: z.literal('not-found'), context: text, kind: text, namespace: text, name: text }),
  z.object({ code: z.literal('conflict'), context: text, kind: text, name: text, reason: text }),
  z.object({ code: z.literal('refused'), context: text, reason: text }),
  z.object({ code: z.literal('no-prometheus'), context: text, tried: z.array(text) }),
  z.object({ code: z.literal('no-istio-metrics'), context: text, prometheus: text }),
  z.object({ code: z.literal('prometheus-error'), context: text, reason: text }),
  z.object({ code: z.literal('bad-query'), reason: text }),
  z.object({ code: z.literal('no-istio'), context: text }),
  z.object({
    code: z.literal('no-service'),
    context: text,
    namespace: text,
    deployment: text,
    selector: text,
  }),
  z.object({ code: z.literal('canary-exists'), context: text, namespace: text, target: text, canary: text }),
  z.object({ code: z.literal('no-canary'), context: text, namespace: text, name: text }),
  z.object({
    code: z.literal('wrong-phase'),
    context: text,
    name: text,
    phase: text,
    verb: text,
    allowed: z.array(text),
  }),
  z.object({ code: z.literal('flagger-owns-it'), context: text, namespace: text, name: text }),
  z.object({ code: z.literal('unsupported-target'), context: text, name: text, reason: text }),
  z.object({ code: z.literal('target-unreachable'), target: text, reason: text }),
  z.object({ code: z.literal('target-not-allowed'), target: text }),
  z.object({ code: z.literal('in-cluster-failed'), context: text, what: text, reason: text }),
  z.object({ code: z.literal('no-k6-operator'), context: text }),
  z.object({ code: z.literal('read-only'), context: text }),
  z.object({ code: z.literal('protected'), context: text }),
  z.object({ code: z.literal('bad-input'), field: text, reason: text }),
  z.object({ code: z.literal('not-simulated'), operation: text }),
  z.object({ code: z.literal('sandbox-failed'), reason: text }),
  z.object({ code: z.literal('not-running'), what: text }),
  z.object({ code: z.literal('storage'), file: text, reason: text }),
  z.object({ code: z.literal('unexpected'), reason: text }),
])

export type Failure = z.output<typeof failureSchema>

export interface Explanation {
  /** What happened, as one sentence. */
  readonly said: string
  /** What to do about it, as one sentence. */
  readonly next: string
}

/** A failure on its way up. Meets the contract's one error mapper, or the CLI's. */
export class AviaryError extends Error {
  readonly failure: Failure
  constructor(failure: Failure, options?: { cause?: unknown }) {
    super(explain(failure).said, options)
    this.name = 'AviaryError'
    this.failure = failure
  }
}

export function fail(failure: Failure): never {
  throw new AviaryError(failure)
}

/** The failure inside any thrown value; what nobody expected becomes `unexpected` with its message. */
export function failureOf(error: unknown): Failure {
  if (error instanceof AviaryError) return error.failure
  return { code: 'unexpected', reason: error instanceof Error ? error.message : String(error) }
}

const list = (names: readonly string[], none: string) => (names.length === 0 ? none : names.join(', '))

export function explain(f: Failure): Explanation {
  switch (f.code) {
    case 'unknown-context':
      return {
        said: `There is no context "${f.context}" in the kubeconfig.`,
        next: `Known contexts: ${list(f.known, 'none')}.`,
      }
    case 'no-context':
      return {
        said: 'No context is picked.',
        next:
          f.known.length === 0
            ? 'The kubeconfig has none: name another with --kubeconfig or KUBECONFIG.'
            : `Pick one of: ${f.known.join(', ')}.`,
      }
    case 'no-kubeconfig':
      return {
        said: `No kubeconfig was found (looked at ${list(f.files, 'nothing')}).`,
        next: 'Name one with --kubeconfig or KUBECONFIG, or start the sandbox.',
      }
    case 'bad-kubeconfig':
      return {
        said: `The kubeconfig ${f.file} cannot be read: ${f.reason}.`,
        next: 'Mend the file, or name another with --kubeconfig.',
      }
    case 'bad-context':
      return {
        said: `The context "${f.context}" cannot be used: ${f.reason}.`,
        next: 'Mend it in the kubeconfig, or pick another context.',
      }
    case 'unreachable':
      return {
        said: `The API server of ${f.context} (${f.server}) cannot be reached: ${f.reason}.`,
        next: 'Check the network or VPN and that the cluster is up, then retry.',
      }
    case 'unauthorized':
      return { said: `${f.context} refused the credentials: ${f.reason}.`, next: 'Log in again, then retry.' }
    case 'forbidden':
      return {
        said: `You may not ${f.verb} ${f.resource} in ${f.context}: ${f.reason}.`,
        next: 'Ask for the role, or switch to another context.',
      }
    case 'not-found':
      return {
        said: `There is no ${f.kind} "${f.name}"${f.namespace === '' ? '' : ` in namespace ${f.namespace}`} of ${f.context}.`,
        next: f.namespace === '' ? 'Check the name.' : 'Check the name and the namespace.',
      }
    case 'conflict':
      return {
        said: `${f.kind} "${f.name}" in ${f.context} was changed by someone else: ${f.reason}.`,
        next: 'Look at it again, then retry.',
      }
    case 'refused':
      return { said: `${f.context} refused the change: ${f.reason}.`, next: 'Mend the input, then retry.' }
    case 'no-prometheus':
      return {
        said: `No Prometheus was found in ${f.context} (tried ${list(f.tried, 'nothing')}).`,
        next: 'Install one, or name its URL with --prometheus or in Settings.',
      }
    case 'no-istio-metrics':
      return {
        said: `Prometheus of ${f.context} (${f.prometheus}) answers but has no istio_requests_total.`,
        next: 'Check that it scrapes the sidecars, or name another Prometheus.',
      }
    case 'prometheus-error':
      return {
        said: `Prometheus of ${f.context} did not answer the query: ${f.reason}.`,
        next: 'Check that Prometheus is up, then retry.',
      }
    case 'bad-query':
      return { said: `This PromQL cannot be read: ${f.reason}.`, next: 'Mend the expression.' }
    case 'no-istio':
      return {
        said: `No Istio was found in ${f.context}.`,
        next: 'Install Istio there, or pick another context.',
      }
    case 'no-service':
      return {
        said: `No Service in namespace ${f.namespace} of ${f.context} selects the pods of deployment "${f.deployment}" (${f.selector}).`,
        next: 'Create a Service for it first, then enable the canary.',
      }
    case 'canary-exists':
      return {
        said: `Deployment "${f.target}" in ${f.context}/${f.namespace} already has the canary "${f.canary}".`,
        next: 'Use that one, or disable it first.',
      }
    case 'no-canary':
      return {
        said: `There is no canary "${f.name}" in namespace ${f.namespace} of ${f.context}.`,
        next: 'Enable it first with: aviary canary enable.',
      }
    case 'wrong-phase':
      return {
        said: `Canary "${f.name}" in ${f.context} is ${f.phase}; ${f.verb} is possible in ${list(f.allowed, 'no phase')}.`,
        next: 'Wait for that phase, or look at its status.',
      }
    case 'flagger-owns-it':
      return {
        said: `Flagger in ${f.context} already drives the canary "${f.name}" in namespace ${f.namespace}.`,
        next: 'Steer it through its Canary object, or suspend it there first.',
      }
    case 'unsupported-target':
      return {
        said: `"${f.name}" in ${f.context} cannot have a canary: ${f.reason}.`,
        next: 'Change that, then enable the canary.',
      }
    case 'target-unreachable':
      return {
        said: `Nothing answers at ${f.target}: ${f.reason}.`,
        next: 'Check the address and the port, then start the flight again.',
      }
    case 'target-not-allowed':
      return {
        said: `${f.target} is neither on this machine nor in a picked context.`,
        next: 'Confirm the target once if you may send load there (CLI: --yes).',
      }
    case 'in-cluster-failed':
      return {
        said: `The flight in ${f.context} (${f.what}) failed: ${f.reason}.`,
        next: 'Mend that, or fly from here; a note says so if anything of it is left in the cluster.',
      }
    case 'no-k6-operator':
      return {
        said: `${f.context} has no k6-operator: it does not serve testruns.k6.io.`,
        next: 'Install the operator there (github.com/grafana/k6-operator), or fly with Fortio.',
      }
    case 'read-only':
      return {
        said: `${f.context} is read-only in Aviary; nothing was changed.`,
        next: 'Lift it in Settings, or pick another context.',
      }
    case 'protected':
      return {
        said: `${f.context} is protected; nothing was changed.`,
        next: `Confirm by typing its name (CLI: --confirm ${f.context}).`,
      }
    case 'bad-input':
      return { said: `${f.field}: ${f.reason}.`, next: 'Mend it, then try again.' }
    case 'not-simulated':
      return { said: `The sandbox does not simulate ${f.operation}.`, next: 'Try it on a real cluster.' }
    case 'sandbox-failed':
      return {
        said: `The sandbox did not start: ${f.reason}.`,
        next: 'Start it again; if it stays so, report it with this sentence.',
      }
    case 'not-running':
      return { said: `${f.what} is not running.`, next: 'Start it first.' }
    case 'storage':
      return {
        said: `${f.file} cannot be used: ${f.reason}.`,
        next: 'Make room, or name another folder with AVIARY_HOME; where a file is damaged, move it away.',
      }
    case 'unexpected':
      return {
        said: `Something unexpected happened: ${f.reason}.`,
        next: 'Retry; if it stays so, report it with this sentence.',
      }
  }
}
