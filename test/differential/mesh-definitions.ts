/** The sandbox's own definitions of the Istio kinds, given to the real server, which so proves that they are ones. */
import { vi } from 'vitest'
import { definitions } from './objects.ts'
import type { Client } from './side.ts'

const needed = ['virtualservices.networking.istio.io', 'destinationrules.networking.istio.io']

export async function defineMeshKinds(from: Client, to: Client): Promise<void> {
  for (const name of needed) {
    const { body } = await from.send({ method: 'GET', path: `${definitions}/${name}` })
    const { apiVersion, kind, spec } = body as Record<string, unknown>
    const definition = { apiVersion, kind, metadata: { name }, spec }
    const path = definitions
    const { status } = await to.send({ method: 'POST', path, type: 'application/json', body: definition })
    if (status !== 201) throw new Error(`the real server refuses the definition of ${name}: ${status}`)
    const plural = name.split('.')[0]
    await vi.waitFor(async () => {
      const answer = await to.send({ method: 'GET', path: `/apis/networking.istio.io/v1/${plural}` })
      if (answer.status !== 200) throw new Error(`${plural} is not served: ${answer.status}`)
    })
  }
}
