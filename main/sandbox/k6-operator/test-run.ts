/** A TestRun, and the Jobs and Services that the k6-operator makes for one (pkg/resources/jobs, as of v1.6). */
import type { Condition, KubeObject, PodTemplate, Resource } from '#shared/model/kube.ts'

interface PodOptions {
  image?: string
  env?: unknown[]
  resources?: unknown
  metadata?: { labels?: Record<string, string>; annotations?: Record<string, string> }
}

export interface TestRun extends KubeObject {
  spec: {
    parallelism: number
    script?: { configMap?: { name: string; file?: string } }
    arguments?: string
    runner?: PodOptions
    starter?: PodOptions
    initializer?: PodOptions
  }
  status?: { stage?: Stage; conditions?: Condition[] }
}

export type Stage =
  | 'initialization'
  | 'initialized'
  | 'created'
  | 'started'
  | 'stopped'
  | 'finished'
  | 'error'

export const testRunResource: Resource = {
  group: 'k6.io',
  version: 'v1alpha1',
  kind: 'TestRun',
  plural: 'testruns',
  namespaced: true,
}

const folder = '/test'
const restPort = 6565

const scriptPath = ({ spec }: TestRun) => `${folder}/${spec.script?.configMap?.file ?? 'test.js'}`
const wordsOf = ({ spec }: TestRun) => (spec.arguments ?? '').split(/\s+/).filter((word) => word !== '')

/** Validates the script. */
export function initializerJob(run: TestRun): KubeObject {
  const { runner = {}, initializer } = run.spec
  const archive = `/tmp/${run.spec.script?.configMap?.file ?? 'test.js'}.archived.tar`
  const line = [
    `k6 archive ${scriptPath(run)} -O ${archive} ${wordsOf(run).join(' ')} 2> /tmp/k6logs`,
    `k6 inspect --execution-requirements ${archive} 2> /tmp/k6logs ; ! cat /tmp/k6logs | grep 'level=error'`,
  ].join(' && ')
  return job(run, 'initializer', initializer ?? runner, {}, { command: ['sh', '-c', line] })
}

/** Numbered from 1; each sends its share of the load. */
export function runnerJob(run: TestRun, index: number): KubeObject {
  const { parallelism } = run.spec
  const share = `${index - 1}/${parallelism}:${index}/${parallelism}`
  const segment = parallelism > 1 ? [`--execution-segment=${share}`] : []
  const tags = ['--tag', `instance_id=${index}`, '--tag', `testrun_name=${run.metadata.name}`]
  const command = [
    ...['k6', 'run', '--quiet', ...segment, ...wordsOf(run), scriptPath(run)],
    ...[`--address=0.0.0.0:${restPort}`, '--paused', ...tags],
  ]
  return job(run, String(index), run.spec.runner ?? {}, { runner: 'true' }, { command })
}

export function runnerService(run: TestRun, index: number): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { ...metadataOf(run, `service-${index}`), labels: { ...labelsOf(run), runner: 'true' } },
    spec: {
      selector: { 'job-name': `${run.metadata.name}-${index}` },
      ports: [{ name: 'http-api', port: restPort, protocol: 'TCP' }],
    },
  }
}

/** Tells the runners to go on. */
export function starterJob(run: TestRun): KubeObject {
  const hosts = Array.from(
    { length: run.spec.parallelism },
    (_, at) => `${run.metadata.name}-service-${at + 1}`,
  )
  const data = `'{"data":{"attributes":{"paused":false},"id":"default","type":"status"}}'`
  const curl = hosts.map(
    (host) =>
      `curl --retry 3 -X PATCH -H 'Content-Type: application/json' http://${host}:${restPort}/v1/status -d ${data}`,
  )
  const image = 'ghcr.io/grafana/k6-operator:latest-starter'
  return job(
    run,
    'starter',
    { image, ...run.spec.starter },
    {},
    { name: 'k6-curl', command: ['sh', '-c', curl.join(';')] },
  )
}

const labelsOf = ({ metadata }: TestRun) => ({ app: 'k6', k6_cr: metadata.name })

const metadataOf = ({ metadata }: TestRun, suffix: string) => ({
  name: `${metadata.name}-${suffix}`,
  namespace: metadata.namespace,
  ownerReferences: [
    {
      apiVersion: 'k6.io/v1alpha1',
      kind: 'TestRun',
      name: metadata.name,
      uid: metadata.uid ?? '',
      controller: true,
      blockOwnerDeletion: true,
    },
  ],
})

function job(
  run: TestRun,
  suffix: string,
  { image = 'grafana/k6:latest', env = [], resources, metadata }: PodOptions,
  own: Readonly<Record<string, string>>,
  { name = 'k6', command }: { name?: string; command: string[] },
): KubeObject {
  // The operator's labels go before those of the spec.
  const labels = { ...metadata?.labels, ...labelsOf(run), ...own }
  const map = run.spec.script?.configMap?.name
  const template: PodTemplate = {
    metadata: { labels, annotations: { ...metadata?.annotations } },
    spec: {
      restartPolicy: 'Never',
      containers: [
        {
          ...{ name, image, command, ports: [{ containerPort: restPort }] },
          env: env as { name: string }[],
          ...(resources === undefined ? {} : { resources }),
          ...(map === undefined ? {} : { volumeMounts: [{ name: 'k6-test-volume', mountPath: folder }] }),
        },
      ],
      ...(map === undefined ? {} : { volumes: [{ name: 'k6-test-volume', configMap: { name: map } }] }),
    },
  }
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { ...metadataOf(run, suffix), labels },
    spec: { backoffLimit: 0, template },
  }
}
