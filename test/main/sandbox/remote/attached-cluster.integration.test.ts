/** The data plane alone: on the sandbox's own API server, reached over HTTPS as any other, and on a real one. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type KubeObject, type Pod, resources } from '#shared/model/kube.ts'
import { type ApiServer, startApiServer } from '../../../../main/sandbox/api-server/api-server.ts'
import { createCertificates } from '../../../../main/sandbox/api-server/certificates.ts'
import { systemClock } from '../../../../main/sandbox/clock.ts'
import { startControllers } from '../../../../main/sandbox/controllers/start-controllers.ts'
import { kubeconfigText } from '../../../../main/sandbox/kubeconfig-file.ts'
import { startSandbox } from '../../../../main/sandbox/sandbox.ts'
import { type Aviary, aviaryAtHome } from '../../../support/aviary.ts'
import { eventually } from '../../../support/eventually.ts'
import { noPods } from '../../../support/no-pods.ts'
import { type ControlPlane, noControlPlane, startControlPlane } from './control-plane.ts'

describe('on an API server that is there already', () => {
  let folder: string
  let kubeconfig: string
  let server: ApiServer
  const ends: (() => unknown)[] = []

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'aviary-attached-'))
    kubeconfig = join(folder, 'config')
    const certificates = await createCertificates(Date.now())
    const token = 'secret'
    server = await startApiServer({
      ...{ name: 'there', clock: systemClock, certificates, token, network: noPods },
    })
    const controllers = startControllers({ api: server.api, clock: systemClock, log: () => undefined })
    const stop = bindPods(server)
    ends.push(() => server.close(), controllers.close, stop)
    const { caPem } = certificates
    await writeFile(kubeconfig, kubeconfigText([{ name: 'there', server: server.url, caPem, token }]))
  })
  afterAll(async () => {
    for (const end of ends.toReversed()) await end()
    await rm(folder, { recursive: true, force: true })
  })

  const start = () =>
    startSandbox({
      clusters: 1,
      seed: 1,
      bookinfo: true,
      kubeconfig: join(folder, 'unused'),
      controlPlane: kubeconfig,
    })

  it('runs nodes, mesh and Prometheus, and leaves the kubeconfig alone', async () => {
    const before = await readFile(kubeconfig, 'utf8')
    const sandbox = await start()
    ends.push(sandbox.close)
    expect(sandbox.info.kubeconfig).toBe(kubeconfig)
    const [cluster] = sandbox.info.clusters
    expect(cluster).toMatchObject({ context: 'there', server: server.url })
    const page = await eventually(async () => {
      const answer = await fetch(`${cluster?.ingress}/productpage`)
      expect(answer.status).toBe(200)
      return await answer.text()
    })
    expect(page).toContain('Comedy of Errors')
    const query = encodeURIComponent(
      'sum(istio_requests_total{reporter="destination",destination_app="details"})',
    )
    // The first page may have come without its details, which are ready later.
    await eventually(async () => {
      await (await fetch(`${cluster?.ingress}/productpage`)).text()
      const answer = await fetch(`${cluster?.prometheus}/api/v1/query?query=${query}`)
      expect((await answer.json()).data.result).toHaveLength(1)
    }, 200)
    await sandbox.close()
    expect(await readFile(kubeconfig, 'utf8')).toBe(before)
  })

  it('refuses a cluster with nodes of its own', async () => {
    const node = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'worker-1' } } satisfies KubeObject
    await server.api.create(resources.node, node)
    await expect(start()).rejects.toThrow('"there" has nodes of its own (worker-1)')
  })
})

/** What a scheduler does, as little of it as will do. */
function bindPods({ api }: ApiServer): () => void {
  const stop = new AbortController()
  api.watch<Pod>(
    resources.pod,
    ({ type, object: { metadata, spec } }) => {
      if (type === 'DELETED' || spec.nodeName !== undefined) return
      const nodeName = 'aviary-node-1'
      void api.patch(resources.pod, metadata.namespace, metadata.name, { spec: { nodeName } })
    },
    stop.signal,
  )
  return () => stop.abort()
}

describe.skipIf(noControlPlane !== undefined)(
  `aviary demo on a real control plane${noControlPlane === undefined ? '' : ` (skipped: ${noControlPlane})`}`,
  () => {
    let controlPlane: ControlPlane
    let aviary: Aviary
    beforeAll(async () => {
      aviary = await aviaryAtHome()
      controlPlane = await startControlPlane()
    })
    afterAll(async () => {
      await aviary?.close()
      await controlPlane?.close()
    })

    it('tells the whole story there', { timeout: 900_000 }, async () => {
      const { code, stdout } = await aviary.run(['demo', '--control-plane', controlPlane.kubeconfig])
      expect(stdout).toContain('✓ good version promoted')
      expect(stdout).toContain('✓ bad version rolled back')
      expect({ code, stdout }).toMatchObject({ code: 0 })
    })
  },
)
