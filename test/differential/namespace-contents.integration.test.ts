/** What a real kube-controller-manager puts into every namespace, the sandbox's does, and again when it is lost. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { systemClock } from '../../main/sandbox/clock.ts'
import { startControllers } from '../../main/sandbox/controllers/start-controllers.ts'
import { type RunningServer, runningServer } from '../main/sandbox/api-server/running-server.ts'
import { eventually } from '../support/eventually.ts'
import { noControlPlane, type RealControlPlane, startControlPlane } from '../support/real-control-plane.ts'
import { createNormalise } from './normalise.ts'
import { type Client, clientOf, type Side } from './side.ts'

interface Found {
  readonly metadata: { readonly uid: string; managedFields?: unknown }
  readonly data?: Readonly<Record<string, string>>
}

const account = '/api/v1/namespaces/nest/serviceaccounts/default'
const authority = '/api/v1/namespaces/nest/configmaps/kube-root-ca.crt'
const type = 'application/merge-patch+json'

/** What is there at each step of a story about the contents of one namespace. */
async function story(client: Client): Promise<unknown[]> {
  const normalise = createNormalise()
  const read = async (path: string) => {
    const { status, body } = await client.send({ method: 'GET', path })
    if (status !== 200) throw new Error(`${path}: ${status}`)
    return body as Found
  }
  const until = (path: string, holds: (found: Found) => boolean = () => true) =>
    eventually(async () => {
      const found = await read(path)
      if (!holds(found)) throw new Error(`not yet: ${JSON.stringify(found)}`)
      return found
    })
  const shown = ({ metadata: { managedFields: _, ...metadata }, data, ...rest }: Found) =>
    normalise({ ...rest, metadata, ...(data === undefined ? {} : { data: Object.keys(data) }) })

  const body = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'nest' } }
  await client.send({ method: 'POST', path: '/api/v1/namespaces', type: 'application/json', body })
  const steps = [shown(await until(account)), shown(await until(authority))]

  const lost = [await read(account), await read(authority)]
  for (const [index, path] of [account, authority].entries()) {
    await client.send({ method: 'DELETE', path })
    steps.push(shown(await until(path, ({ metadata }) => metadata.uid !== lost[index]?.metadata.uid)))
  }
  const spoiled = { data: { 'ca.crt': 'spoiled', more: 'x' } }
  const { status } = await client.send({ method: 'PATCH', path: authority, type, body: spoiled })
  const restored = await until(
    authority,
    ({ data }) => data?.['ca.crt'] !== 'spoiled' && data?.more === undefined,
  )
  return [...steps, status, shown(restored)]
}

describe.skipIf(noControlPlane !== undefined)(
  `the contents of namespaces (${noControlPlane ?? 'both'})`,
  () => {
    let real: RealControlPlane
    let sandbox: RunningServer
    let controllers: { close(): void }
    beforeAll(async () => {
      real = await startControlPlane('kube-controller-manager')
      sandbox = await runningServer()
      const { api, certificates } = sandbox
      const log = (line: string) => console.error(line)
      controllers = startControllers({ api, clock: systemClock, log, caPem: certificates.caPem })
    })
    afterAll(async () => {
      controllers?.close()
      await sandbox?.close()
      await real?.close()
    })

    it('are the same', async () => {
      const of = async (side: Side) => {
        const client = clientOf(side)
        try {
          return await story(client)
        } finally {
          client.close()
        }
      }
      const ours = { url: sandbox.url, caPem: sandbox.certificates.caPem, token: sandbox.token }
      const [expected, answered] = [await of(real), await of(ours)]
      expect(answered).toEqual(expected)
    })
  },
)
