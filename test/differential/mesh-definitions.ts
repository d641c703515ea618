/** The sandbox's own definitions of the mesh's kinds, given to the real server, which so proves that they are ones. */

import { definitionName } from '#main/sandbox/api-server/custom-resources.ts'
import { meshKinds } from '#main/sandbox/api-server/mesh-kinds.ts'
import { eventually } from '../support/eventually.ts'
import { definitions } from './objects.ts'
import type { Client } from './side.ts'

/** Asks to be let into a group that Kubernetes keeps for itself. */
const annotations = { 'api-approved.kubernetes.io': 'unapproved, for a test' }

export async function defineMeshKinds(from: Client, to: Client): Promise<void> {
  await Promise.all(
    meshKinds.map(async (kind) => {
      const name = definitionName(kind)
      const { body } = await from.send({ method: 'GET', path: `${definitions}/${name}` })
      const { apiVersion, kind: ofDefinition, spec } = body as Record<string, unknown>
      const definition = { apiVersion, kind: ofDefinition, metadata: { name, annotations }, spec }
      const sent = { method: 'POST', path: definitions, type: 'application/json', body: definition }
      const answer = await to.send(sent)
      if (answer.status !== 201)
        throw new Error(`the real server refuses the definition of ${name}: ${JSON.stringify(answer.body)}`)
      const { group, versions, plural } = kind
      await eventually(async () => {
        const { status } = await to.send({ method: 'GET', path: `/apis/${group}/${versions[0]}/${plural}` })
        if (status !== 200) throw new Error(`${name} is not served: ${status}`)
      })
    }),
  )
}
