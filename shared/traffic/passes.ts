/** What is done to the graph after it was built, in this order. */
import type { Pass } from './facts.ts'
import { markCanaries } from './passes/canaries.ts'
import { dropDeadNodes } from './passes/dead-nodes.ts'
import { markContexts, markInaccessible, markOutside, markRoots } from './passes/flags.ts'
import { addHealth } from './passes/health.ts'
import { addIdleNodes } from './passes/idle-nodes.ts'
import { reduceToServices } from './passes/reduce-to-services.ts'
import { answerResponseTimes, collectDurations } from './passes/response-times.ts'
import { addSecurity } from './passes/security.ts'
import { addThroughput } from './passes/throughput.ts'

export const passes: readonly Pass[] = [
  dropDeadNodes,
  collectDurations,
  addThroughput,
  reduceToServices,
  answerResponseTimes,
  addSecurity,
  addIdleNodes,
  markContexts,
  markCanaries,
  markOutside,
  markInaccessible,
  addHealth,
  markRoots,
]
