/** Answers the contract with the parts of the core. A call that fails as expected carries its Failure to the caller. */
import { implement, ORPCError } from '@orpc/server'
import { contract } from '#shared/contract/contract.ts'
import type { WorkloadList } from '#shared/contract/workloads.ts'
import { explain, type Failure, failureOf } from '#shared/model/failure.ts'
import type { Parts } from './core.ts'
import { contextOf } from './flight/in-cluster/ready-in-cluster.ts'
import { gatewayHosts, targetChoices } from './flight/target-choices.ts'
import { meshStatus } from './mesh/mesh-status.ts'
import { namespacesOf, serviceChoices } from './workloads/workloads.ts'

export type CoreRouter = ReturnType<typeof createRouter>

/** Every error that is not one already becomes the contract's FAILED with its Failure. */
export function toContractError(error: unknown): ORPCError<string, unknown> {
  if (error instanceof ORPCError && error.code !== 'BAD_REQUEST') return error
  const data = error instanceof ORPCError ? badInput(error) : failureOf(error)
  return new ORPCError('FAILED', { status: 422, message: explain(data).said, data })
}

function badInput(error: ORPCError<string, unknown>): Failure {
  const { issues } = (error.data ?? {}) as { issues?: { path?: (string | number)[]; message: string }[] }
  const issue = issues?.[0]
  return {
    code: 'bad-input',
    field: issue?.path?.join('.') || 'input',
    reason: issue?.message ?? error.message,
  }
}

async function* carried<T>(stream: AsyncIterable<T>): AsyncGenerator<T, void, void> {
  try {
    yield* stream
  } catch (error) {
    throw toContractError(error)
  }
}

export function createRouter(parts: Parts) {
  const { contexts, workloads, traffic, flights, canaries, activity, settings, sandbox } = parts
  const os = implement(contract).use(async ({ next }) => {
    try {
      return await next()
    } catch (error) {
      throw toContractError(error)
    }
  })
  const sandboxState = () => sandbox.state.get()
  const confirmed = <I extends { context: string; confirm?: string | undefined }>(input: I): I => {
    parts.confirm(input.context, input.confirm)
    return input
  }

  return os.router({
    host: { capabilities: os.host.capabilities.handler(() => parts.host) },
    contexts: {
      list: os.contexts.list.handler(() => contexts.reload()),
      watch: os.contexts.watch.handler(({ signal }) => contexts.watch(signal)),
      pick: os.contexts.pick.handler(async ({ input }) => {
        const list = await contexts.pick(input.names)
        await settings.set({ lastPicked: input.names })
        return list
      }),
      retry: os.contexts.retry.handler(({ input }) => contexts.retry(input.name)),
    },
    sandbox: {
      watch: os.sandbox.watch.handler(({ signal }) => sandbox.state.watch(signal)),
      start: os.sandbox.start.handler(async ({ input }) => {
        await parts.startSandbox(input)
        return sandboxState()
      }),
      applyBookinfo: os.sandbox.applyBookinfo.handler(async () => {
        await sandbox.applyBookinfo()
        return sandboxState()
      }),
      fault: os.sandbox.fault.handler(async ({ input }) => {
        await sandbox.setFault(input, input.on)
        return sandboxState()
      }),
      stop: os.sandbox.stop.handler(async () => {
        await parts.stopSandbox()
        return sandboxState()
      }),
    },
    mesh: {
      status: os.mesh.status.handler(({ input }) =>
        meshStatus(
          contexts.cluster(input.context),
          async () => (await contexts.prometheus(input.context)).where,
        ),
      ),
    },
    prometheus: {
      discover: os.prometheus.discover.handler(async ({ input }) => {
        const { where } = await contexts.prometheus(input.context, input.again)
        return { where, log: [...contexts.prometheusLog(input.context)] }
      }),
      query: os.prometheus.query.handler(async ({ input }) => {
        const prometheus = await contexts.prometheus(input.context)
        const query = new URLSearchParams({ query: input.expr })
        if (input.at !== undefined) query.set('time', String(input.at))
        const answer = (await prometheus.raw(`/api/v1/query?${query}`)) as {
          resultType: string
          result?: unknown
        }
        return { resultType: answer.resultType, result: answer.result ?? null }
      }),
      queryRange: os.prometheus.queryRange.handler(async ({ input, signal }) => {
        const prometheus = await contexts.prometheus(input.context)
        const series = await prometheus.queryRange(input.expr, input.start, input.end, input.step, signal)
        return series.map(({ labels, points }) => ({
          labels: { ...labels },
          points: points.map(([at, value]): [number, string] => [at, String(value)]),
        }))
      }),
    },
    workloads: {
      watch: os.workloads.watch.handler(
        ({ signal }): AsyncGenerator<WorkloadList, void, void> => workloads.watch(signal),
      ),
      namespaces: os.workloads.namespaces.handler(({ input }) =>
        namespacesOf(contexts.cluster(input.context)),
      ),
      services: os.workloads.services.handler(({ input }) =>
        serviceChoices(contexts.cluster(input.context), input.namespace),
      ),
      setImage: os.workloads.setImage.handler(({ input }) => workloads.setImage(confirmed(input))),
    },
    traffic: {
      graph: os.traffic.graph.handler(({ input }) => traffic.graph(input)),
      watch: os.traffic.watch.handler(({ input, signal }) => carried(traffic.watch(input, signal))),
    },
    flights: {
      start: os.flights.start.handler(({ input: { confirm, ...plan } }) => {
        parts.confirmFlight(plan.target, confirm)
        return flights.start(plan)
      }),
      stop: os.flights.stop.handler(({ input }) => flights.stop(input.id)),
      setRate: os.flights.setRate.handler(({ input }) => flights.setRate(input.id, input.rate)),
      list: os.flights.list.handler(() => flights.list()),
      watchAll: os.flights.watchAll.handler(({ signal }) => carried(flights.watchAll(signal))),
      watch: os.flights.watch.handler(({ input, signal }) => carried(flights.watch(input.id, signal))),
      fortio: os.flights.fortio.handler(({ input }) => ({ ...flights.fortio(input.id) })),
      export: os.flights.export.handler(({ input }) => flights.export(input.id, input.format)),
      import: os.flights.import.handler(({ input }) => flights.import(input.text)),
      targets: os.flights.targets.handler(({ input }) =>
        targetChoices(contexts.cluster(input.context), input.namespace),
      ),
      hosts: os.flights.hosts.handler(({ input }) => gatewayHosts(contexts.cluster(input.context))),
      delete: os.flights.delete.handler(({ input }) => {
        flights.delete(input.id)
        return {}
      }),
      profiles: {
        list: os.flights.profiles.list.handler(() => parts.flightProfiles.list()),
        save: os.flights.profiles.save.handler(({ input }) => parts.flightProfiles.save(input)),
        delete: os.flights.profiles.delete.handler(({ input }) => parts.flightProfiles.delete(input.name)),
      },
    },
    handOver: {
      manifest: os.handOver.manifest.handler(async ({ input }) => {
        const { yaml, notes } = await flights.manifest(input)
        return { yaml, notes: [...notes] }
      }),
      start: os.handOver.start.handler(({ input: { confirm, ...handOver } }) => {
        parts.confirm(contextOf(handOver), confirm)
        return flights.startInCluster(handOver)
      }),
    },
    canaries: {
      watch: os.canaries.watch.handler(({ signal }) => carried(canaries.watch(signal))),
      get: os.canaries.get.handler(({ input }) => canaries.get(input)),
      samples: os.canaries.samples.handler(({ input }) => canaries.samples(input)),
      enable: os.canaries.enable.handler(({ input }) => canaries.enable(confirmed(input))),
      disable: os.canaries.disable.handler(({ input }) => canaries.disable(confirmed(input))),
      pause: os.canaries.pause.handler(({ input }) => canaries.pause(confirmed(input))),
      resume: os.canaries.resume.handler(({ input }) => canaries.resume(confirmed(input))),
      step: os.canaries.step.handler(({ input }) => canaries.step(confirmed(input))),
      promote: os.canaries.promote.handler(({ input }) => canaries.promote(confirmed(input))),
      rollBack: os.canaries.rollBack.handler(({ input }) => canaries.rollBack(confirmed(input))),
    },
    activity: {
      list: os.activity.list.handler(({ input }) => activity.list(input.limit)),
      watch: os.activity.watch.handler(async function* ({ signal }) {
        for await (const _ of activity.latest.watch(signal)) yield activity.list(200)
      }),
    },
    settings: {
      get: os.settings.get.handler(() => settings.current.get()),
      set: os.settings.set.handler(async ({ input }) => {
        const next = await settings.set(input)
        await contexts.reload()
        return next
      }),
    },
  })
}
