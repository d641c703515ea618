/**
 * The controllers of one cluster, as kube-controller-manager runs them: Deployments, ReplicaSets, DaemonSets, Jobs,
 * autoscalers, EndpointSlices, taints of nodes, budgets of disruption, what is in every namespace. They know the cluster only through its API.
 */
import type { Clock } from '../clock.ts'
import type { ClusterApi } from '../cluster-api.ts'
import { createEventRecorder } from '../reconcile/event-recorder.ts'
import type { ResourceMetrics } from '../usage/resource-metrics.ts'
import { autoscalerController } from './autoscaling/autoscaler-controller.ts'
import { type ControllerContext, controllerCaches } from './controller.ts'
import { daemonSetController } from './daemon-set-controller.ts'
import { deploymentController } from './deployment-controller.ts'
import { disruptionController } from './disruption-controller.ts'
import { endpointController } from './endpoint-controller.ts'
import { jobController } from './job-controller.ts'
import { namespaceContentsController } from './namespace-contents-controller.ts'
import { nodeTaintController } from './node-taint-controller.ts'
import { replicaSetController } from './replica-set-controller.ts'

export interface ControllersOptions {
  readonly api: ClusterApi
  readonly clock: Clock
  readonly log: (line: string) => void
  /** What pods take; where nobody tells, no metric of an autoscaler can be had. */
  readonly resourceMetrics?: Pick<ResourceMetrics, 'pods'>
  /** Of the API server, which every namespace is told of. */
  readonly caPem?: string
}

export function startControllers({ api, clock, log, resourceMetrics, caPem }: ControllersOptions): {
  close(): void
} {
  const closing = new AbortController()
  const events = createEventRecorder({ api, clock, log })
  const caches = controllerCaches(api)
  const context: ControllerContext = { api, clock, log, events, caches }
  const controllers = [
    deploymentController(context),
    replicaSetController(context),
    daemonSetController(context),
    jobController(context),
    autoscalerController(context, resourceMetrics),
    endpointController(context),
    nodeTaintController(context),
    namespaceContentsController(context, caPem),
    disruptionController(context),
  ]
  // Nothing is decided before everything has been seen, or pods that are there would be made again.
  const seen = Promise.all(Object.values(caches).map((cache) => cache.start(closing.signal)))
  seen.then(
    () => {
      for (const controller of controllers) controller.start()
    },
    (error: unknown) => log(`the controllers could not read the cluster: ${String(error)}`),
  )
  return {
    close() {
      closing.abort()
      events.close()
      for (const controller of controllers) controller.close()
    },
  }
}
