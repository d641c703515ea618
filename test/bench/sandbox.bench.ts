/**
 * The sandbox at size: how long `aviary sandbox start --scale 50` (500 services, 1,000 pods) takes until every pod runs,
 * and the memory of its process after five minutes in which the graph's questions were asked of its Prometheus at each
 * scrape, each beside a sandbox of one namespace (after a minute); and how long the API server
 * takes for a list of 5,000 pods, beside one of 500.
 */
import { readFile } from 'node:fs/promises'
import { Agent, get } from 'node:https'
import { setTimeout as after } from 'node:timers/promises'
import type { Pod } from '#shared/model/kube.ts'
import { resources } from '#shared/model/kube.ts'
import type { SandboxInfo } from '#shared/model/sandbox.ts'
import { startApiServer } from '../../main/sandbox/api-server/api-server.ts'
import { createCertificates } from '../../main/sandbox/api-server/certificates.ts'
import { systemClock } from '../../main/sandbox/clock.ts'
import { aviaryAtHome } from '../support/aviary.ts'
import { noPods } from '../support/no-pods.ts'

const say = (name: string, value: string, ratio: string) =>
  process.stdout.write(`${name.padEnd(44)} ${value.padStart(9)}   ${ratio}\n`)

/** What draws the graph: the rate of requests of each edge, and their 95th percentile. */
const questions = [
  'sum by (source_workload_namespace, source_workload, destination_service, destination_workload, response_code) (rate(istio_requests_total{reporter="source"}[1m]))',
  'histogram_quantile(0.95, sum by (le, source_workload, source_workload_namespace, destination_workload, destination_workload_namespace) (rate(istio_request_duration_milliseconds_bucket{reporter="destination"}[1m])))',
]

async function sandboxOf(namespaces: number, seconds: number) {
  const aviary = await aviaryAtHome()
  try {
    const startedAt = performance.now()
    const args = ['sandbox', 'start', '--clusters', '1', '--scale', String(namespaces), '-o', 'json']
    const running = aviary.start(args)
    const info = JSON.parse(await running.firstLine()) as SandboxInfo
    const startMs = performance.now() - startedAt
    for (let second = 0; second < seconds; second += 15) {
      await after(15_000)
      for (const query of questions) {
        const answer = await fetch(
          `${info.clusters[0]?.prometheus}/api/v1/query?${new URLSearchParams({ query })}`,
        )
        await answer.arrayBuffer()
      }
    }
    return { startMs, megabytes: await memoryOf(running.child.pid) }
  } finally {
    await aviary.close()
  }
}

/** Of the sandbox's own process; undefined where there is no /proc. */
async function memoryOf(parent: number | undefined): Promise<number | undefined> {
  try {
    const [child] = (await readFile(`/proc/${parent}/task/${parent}/children`, 'utf8')).split(' ')
    const status = await readFile(`/proc/${child}/status`, 'utf8')
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** Median of the times of a GET of all pods. */
async function listTime(pods: number): Promise<number> {
  const certificates = await createCertificates(Date.now())
  const server = await startApiServer({
    ...{ name: 'bench', clock: systemClock, certificates, token: 'secret', network: noPods },
  })
  for (let index = 0; index < pods; index += 1) await server.api.create(resources.pod, podOf(index))
  const agent = new Agent({ ca: certificates.caPem, keepAlive: true })
  const times: number[] = []
  for (let round = 0; round < 9; round += 1) {
    const startedAt = performance.now()
    await new Promise<void>((done, reject) => {
      const headers = { authorization: 'Bearer secret', 'accept-encoding': 'gzip' }
      get(`${server.url}/api/v1/pods`, { agent, headers }, (response) => {
        response.resume().once('end', done)
      }).once('error', reject)
    })
    times.push(performance.now() - startedAt)
  }
  agent.destroy()
  await server.close()
  return times.toSorted((a, b) => a - b)[4] ?? Number.NaN
}

function podOf(index: number): Pod {
  const app = `service-${index % 100}`
  const ports = [{ containerPort: 8080, protocol: 'TCP' as const }]
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `${app}-${index}`, namespace: 'default', labels: { app, version: 'v1' } },
    spec: {
      containers: [
        { name: app, image: `example.com/${app}:1.0.0`, ports },
        { name: 'istio-proxy', image: 'docker.io/istio/proxyv2:1.27.1', args: ['proxy', 'sidecar'] },
      ],
    },
  }
}

const megabytes = (value: number | undefined) => (value === undefined ? 'unknown' : `${value.toFixed(0)} MB`)
const [few, many] = [await listTime(500), await listTime(5_000)]
say('list of 500 pods', `${few.toFixed(0)} ms`, '')
say('list of 5,000 pods', `${many.toFixed(0)} ms`, `${(many / few).toFixed(1)} × (budget 300 ms)`)
const [small, large] = [await sandboxOf(1, 60), await sandboxOf(50, 300)]
say('--scale 1, every pod runs', `${(small.startMs / 1000).toFixed(1)} s`, '')
say(
  '--scale 50, every pod runs',
  `${(large.startMs / 1000).toFixed(1)} s`,
  `${(large.startMs / small.startMs).toFixed(1)} × (budget 10 s)`,
)
say('--scale 1, memory', megabytes(small.megabytes), '')
say(
  '--scale 50, memory',
  megabytes(large.megabytes),
  `${((large.megabytes ?? 0) / (small.megabytes ?? 1)).toFixed(1)} × (budget 500 MB)`,
)
