/** From what is to be handed over to the objects that fly it, and to what is made of what they leave behind. */
import { objectName } from '#shared/flight/in-cluster/object-name.ts'
import { secretHeaders } from '#shared/flight/in-cluster/secret-headers.ts'
import { fail } from '#shared/model/failure.ts'
import type { FlightPlan, FlightRun } from '#shared/model/flight.ts'
import { type FlightTool, type HandOver, toolImages } from '#shared/model/hand-over.ts'
import type { Cluster } from '../../kube/cluster.ts'
import { checkedPlan } from '../take-off.ts'
import { clusterAddress } from './cluster-address.ts'
import { fortioErrand } from './fortio-errand.ts'
import { k6Errand } from './k6-errand.ts'
import { isStrict } from './mesh-rules.ts'
import { badInput, type Prepared, type Ready } from './prepared.ts'

/** Fails with bad-input where the tool cannot fly the plan. Contacts the cluster, and changes nothing there. */
export async function prepare(input: HandOver, cluster: Cluster, id: string): Promise<Prepared> {
  const plan = checkedPlan(input.plan)
  const { tool, image, parallelism, sidecar = 'on' } = input
  if (tool === 'fortio' && parallelism > 1) {
    fail(badInput('parallelism', 'Fortio flies from one pod; several runners are k6 ones'))
  }
  if (image !== undefined && !/^\w[\w.:/@-]*$/.test(image)) {
    fail(badInput('image', `${JSON.stringify(image)} is no image; write it like ${toolImages[tool]}`))
  }
  const address = await clusterAddress(plan, cluster)
  const namespace = input.namespace ?? namespaceOf(plan)
  const home = 'namespace' in plan.target ? plan.target.namespace : undefined
  if (sidecar === 'off' && home !== undefined && (await isStrict(cluster, home))) {
    fail(badInput('sidecar', `${home} takes nothing but mutual TLS, which needs the sidecar`))
  }
  const ready: Ready = {
    plan,
    cluster,
    address,
    name: objectName(address.what, id),
    namespace,
    sidecar: sidecar === 'on',
    image,
    parallelism,
    secrets: secretHeaders(plan.headers),
  }
  return await errandOf(tool, ready)
}

/** The same errand again, for a run that was left in the cluster: what names its objects and reads its result. */
export async function prepareAgain({ plan, url, inCluster }: FlightRun, cluster: Cluster): Promise<Prepared> {
  if (inCluster === undefined) return fail(badInput('flight', 'it flies from here'))
  const { tool, name, namespace, runners: parallelism = 1 } = inCluster
  const address = { url, what: name, notes: [] }
  const secrets = secretHeaders(plan.headers)
  const ready = {
    plan,
    cluster,
    address,
    name,
    namespace,
    parallelism,
    secrets,
    sidecar: true,
    image: undefined,
  }
  return await errandOf(tool, ready)
}

const errandOf = async (tool: FlightTool, ready: Ready) =>
  tool === 'fortio' ? fortioErrand(ready) : await k6Errand(ready)

const namespaceOf = ({ target }: FlightPlan) => ('namespace' in target ? target.namespace : 'default')
