/**
 * Answers the whole contract without a cluster. A few inputs ask for a behaviour: the context `never` waits until the
 * caller gives up, `bad-output` breaks the contract, `surprise` throws what nobody expected; PromQL `hold` waits for `release`.
 */
import { implement } from '@orpc/server'
import type { ContractRouter } from '#main/host/contract-router.ts'
import { toContractError } from '#main/router.ts'
import { contract } from '#shared/contract/contract.ts'
import type { MeshStatus } from '#shared/contract/mesh.ts'
import { AviaryError, fail } from '#shared/model/failure.ts'
import * as data from './fake-data.ts'

export interface FakeCore {
  readonly router: ContractRouter
  /** What the core noticed, in order: `open NAME`, `end NAME` of streams and of calls that wait. */
  readonly noticed: readonly string[]
}

export function createFakeCore(graph = data.graph): FakeCore {
  const noticed: string[] = []
  const held = Promise.withResolvers<void>()

  /** The value, then nothing until the caller is gone. */
  async function* live<T>(
    name: string,
    first: T,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<T, void, void> {
    noticed.push(`open ${name}`)
    try {
      yield first
      await gone(signal)
    } finally {
      noticed.push(`end ${name}`)
    }
  }

  const os = implement(contract).use(async ({ next }) => {
    try {
      return await next()
    } catch (error) {
      throw toContractError(error)
    }
  })

  const router = os.router({
    host: {
      capabilities: os.host.capabilities.handler(() => ({
        kind: 'browser',
        version: '1.2.3',
        platform: 'linux',
        staysAfterClose: false,
      })),
    },
    contexts: {
      list: os.contexts.list.handler(() => data.contextList),
      watch: os.contexts.watch.handler(({ signal }) => live('contexts', data.contextList, signal)),
      pick: os.contexts.pick.handler(({ input }) => {
        const unknown = input.names.find((name) => name !== data.contextList.contexts[0]?.name)
        if (unknown !== undefined) fail({ code: 'unknown-context', context: unknown, known: [] })
        return data.contextList
      }),
      retry: os.contexts.retry.handler(() => data.contextList),
    },
    sandbox: {
      /** Ends by itself. */
      watch: os.sandbox.watch.handler(async function* () {
        yield data.sandboxState('stopped')
        yield data.sandboxState('starting')
        yield data.sandboxState('running')
      }),
      start: os.sandbox.start.handler(({ input }) => {
        noticed.push(`start ${input.clusters} clusters`)
        return data.sandboxState('running', input.bookinfo)
      }),
      applyBookinfo: os.sandbox.applyBookinfo.handler(() =>
        fail({ code: 'not-running', what: 'The sandbox' }),
      ),
      fault: os.sandbox.fault.handler(() => fail({ code: 'not-running', what: 'The sandbox' })),
      stop: os.sandbox.stop.handler(() => data.sandboxState('stopped')),
    },
    mesh: {
      status: os.mesh.status.handler(async ({ input: { context }, signal }) => {
        if (context === 'surprise') throw new TypeError('a bug')
        if (context === 'bad-output') return { context } as MeshStatus
        if (context === 'never') {
          noticed.push('open mesh.status')
          await gone(signal)
          noticed.push('end mesh.status')
        }
        return data.meshStatus(context)
      }),
    },
    prometheus: {
      discover: os.prometheus.discover.handler(({ input }) => ({
        where: input.again ? 'again' : 'first',
        log: [],
      })),
      query: os.prometheus.query.handler(async ({ input }) => {
        if (input.expr === 'release') held.resolve()
        if (input.expr === 'hold') await held.promise
        return { resultType: 'string', result: { expr: input.expr, at: input.at ?? null } }
      }),
      queryRange: os.prometheus.queryRange.handler(({ input }) => [
        { labels: { job: 'a' }, points: [[input.start, 'NaN'] as [number, string], [input.end, '+Inf']] },
      ]),
    },
    workloads: {
      watch: os.workloads.watch.handler(({ signal }) =>
        live('workloads', { workloads: [data.workload], problems: [] }, signal),
      ),
      namespaces: os.workloads.namespaces.handler(() => ['bookinfo', 'default']),
      services: os.workloads.services.handler(() => [
        { name: 'reviews', ports: [{ name: null, port: 9080 }], gatewayHosts: [], paths: [] },
      ]),
      setImage: os.workloads.setImage.handler(({ input }) => ({ changed: input.image !== 'reviews:1' })),
    },
    traffic: {
      graph: os.traffic.graph.handler(({ input }) => ({ ...graph, duration: input.durationSeconds })),
      watch: os.traffic.watch.handler(({ signal }) => live('traffic', graph, signal)),
    },
    flights: {
      start: os.flights.start.handler(({ input }) => data.flightRun(input)),
      stop: os.flights.stop.handler(() => ({
        ...data.flightRun(data.flightPlan),
        state: 'stopped' as const,
      })),
      setRate: os.flights.setRate.handler(({ input }) => ({
        ...data.flightRun(data.flightPlan, input.id),
        rateChanges: [{ atSeconds: 1.5, rate: input.rate }],
      })),
      list: os.flights.list.handler(() => [data.flightRun(data.flightPlan)]),
      watchAll: os.flights.watchAll.handler(({ signal }) =>
        live('flights', [data.flightRun(data.flightPlan)], signal),
      ),
      /** `counts` gives 200 values and ends; `breaks` fails after the first. */
      watch: os.flights.watch.handler(async function* ({ input: { id } }) {
        const run = data.flightRun(data.flightPlan, id)
        for (let at = 0; at < 200; at++) {
          if (id === 'breaks' && at === 1) {
            throw toContractError(
              new AviaryError({ code: 'target-unreachable', target: 'x', reason: 'reset' }),
            )
          }
          yield { run, slices: [data.flightSlice(at * 250)] }
        }
      }),
      fortio: os.flights.fortio.handler(() => ({ RunType: 'HTTP', Labels: null, Nested: { a: [1, [2]] } })),
      targets: os.flights.targets.handler(() => ({
        deployments: [{ name: 'reviews-v1', ports: [9080] }],
        pods: [{ name: 'reviews-v1-1', ports: [], ready: false }],
      })),
      hosts: os.flights.hosts.handler(() => [
        { host: 'a.example.com', from: 'VirtualService shop/a', paths: ['/a'] },
      ]),
      export: os.flights.export.handler(({ input }) => ({
        name: `flight.${input.format}`,
        mediaType: 'text/plain',
        text: 'µs, "quoted"\r\n',
      })),
      import: os.flights.import.handler(({ input }) =>
        input.text === ''
          ? fail({ code: 'bad-input', field: 'file', reason: 'it is not JSON' })
          : data.flightRun(data.flightPlan),
      ),
      delete: os.flights.delete.handler(() => ({})),
      profiles: {
        list: os.flights.profiles.list.handler(() => [{ name: 'smoke', plan: data.flightPlan }]),
        save: os.flights.profiles.save.handler(({ input }) => [input]),
        delete: os.flights.profiles.delete.handler(() => []),
      },
    },
    handOver: {
      manifest: os.handOver.manifest.handler(({ input }) => ({
        yaml: `kind: Job\nmetadata:\n  name: ${input.tool}\n`,
        notes: ['Fortio sends evenly.'],
      })),
      start: os.handOver.start.handler(({ input }) => data.flightRun(input.plan)),
    },
    canaries: {
      watch: os.canaries.watch.handler(({ signal }) =>
        live('canaries', { canaries: [data.canaryView('reviews')], problems: [] }, signal),
      ),
      get: os.canaries.get.handler(({ input }) => {
        if (input.name !== 'reviews') fail({ code: 'no-canary', ...input })
        return data.canaryView(input.name)
      }),
      samples: os.canaries.samples.handler(() => []),
      enable: os.canaries.enable.handler(({ input }) => data.canaryView(input.target, 'Initializing')),
      disable: os.canaries.disable.handler(({ input }) => data.canaryView(input.name, 'Terminating')),
      pause: os.canaries.pause.handler(({ input }) => ({ ...data.canaryView(input.name), paused: true })),
      resume: os.canaries.resume.handler(({ input }) => data.canaryView(input.name)),
      step: os.canaries.step.handler(({ input }) => data.canaryView(input.name)),
      promote: os.canaries.promote.handler(({ input }) => data.canaryView(input.name, 'Promoting')),
      rollBack: os.canaries.rollBack.handler(({ input }) => data.canaryView(input.name, 'Failed')),
    },
    activity: {
      list: os.activity.list.handler(({ input }) =>
        Array.from({ length: input.limit }, (_, at) => data.activityEntry(input.limit - at)),
      ),
      watch: os.activity.watch.handler(({ signal }) => live('activity', [data.activityEntry(1)], signal)),
    },
    settings: {
      get: os.settings.get.handler(() => data.settings),
      set: os.settings.set.handler(({ input }) => ({ ...data.settings, ...input })),
    },
  })
  return { router, noticed }
}

function gone(signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (signal === undefined || signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
