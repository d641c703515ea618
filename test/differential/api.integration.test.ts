/** The same requests to a real kube-apiserver and to the sandbox's: the same answers. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningServer, runningServer } from '../main/sandbox/api-server/running-server.ts'
import { noControlPlane, type RealControlPlane, startControlPlane } from '../support/real-control-plane.ts'
import { casesByTopic } from './cases/all-cases.ts'
import { knownDifferences } from './known-differences.ts'
import { defineMeshKinds } from './mesh-definitions.ts'
import { runCase } from './run-case.ts'
import { type Client, clientOf } from './side.ts'

const all = Object.entries(casesByTopic).flatMap(([topic, cases]) =>
  cases.map((one, index) => ({
    id: `${topic}: ${one.name}`,
    namespace: `${topic.replaceAll(' ', '-')}-${index}`,
    one,
  })),
)

const known = new Set(knownDifferences.flatMap(({ cases }) => cases))

describe('the cases', () => {
  it('are at least 200, each with a name of its own', () => {
    expect(all.length).toBeGreaterThanOrEqual(200)
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length)
  })

  it('cover every known difference', () => {
    const ids = all.map(({ id }) => id)
    expect([...known].filter((id) => !ids.includes(id))).toEqual([])
  })
})

describe.skipIf(noControlPlane !== undefined)(
  `a real kube-apiserver and the sandbox's (${noControlPlane ?? 'both'})`,
  () => {
    let real: RealControlPlane
    let sandbox: RunningServer
    let realClient: Client
    let sandboxClient: Client

    beforeAll(async () => {
      real = await startControlPlane()
      sandbox = await runningServer()
      realClient = clientOf(real)
      sandboxClient = clientOf({
        url: sandbox.url,
        caPem: sandbox.certificates.caPem,
        token: sandbox.token,
        compact: async (version) => sandbox.compact(version),
      })
      await defineMeshKinds(sandboxClient, realClient)
    })
    afterAll(async () => {
      realClient?.close()
      sandboxClient?.close()
      await sandbox?.close()
      await real?.close()
    })

    it.each(all.map((each) => [each.id, each] as const))('%s', async (id, { namespace, one }) => {
      const [expected, answered] = await Promise.all([
        runCase(realClient, one, namespace),
        runCase(sandboxClient, one, namespace),
      ])
      const statuses = one.steps.map((step) =>
        'method' in step ? { status: step.status } : expect.anything(),
      )
      expect(expected).toMatchObject(statuses)
      if (!known.has(id)) expect(answered).toEqual(expected)
      else expect(answered).not.toEqual(expected)
    })
  },
)
