/** What is wrong with a plan is said of its fields; here of the options that say them. */
import { AviaryError, fail, failureOf } from '#shared/model/failure.ts'
import type { PlanOptions } from './flight-options.ts'

export function optionFor(field: string, options: PlanOptions): string {
  if (field === 'tls') return tlsWords(options)
  if (field === 'protocol') return options.grpc === undefined ? '--http2' : '--grpc'
  return optionOf[field] ?? field
}

/** What it fails of is named by its option. */
export async function namingOptions<T>(options: PlanOptions, run: () => Promise<T>): Promise<T> {
  try {
    return await run()
  } catch (error) {
    const failure = failureOf(error)
    if (!(error instanceof AviaryError) || failure.code !== 'bad-input') throw error
    return fail({ ...failure, field: optionFor(failure.field, options) })
  }
}

/** Of TLS's options those that were given. */
function tlsWords(options: PlanOptions): string {
  const names = ['insecure', 'cacert', 'cert', 'key', 'servername'] as const
  return names
    .filter((name) => options[name] !== undefined && options[name] !== false)
    .map((name) => `--${name}`)
    .join(', ')
}

/** The option that says what the plan's field does. */
const optionOf: Readonly<Record<string, string>> = {
  url: 'TARGET',
  host: 'TARGET',
  path: 'TARGET',
  method: '--request',
  headers: '--header',
  body: '--data',
  grpc: '--grpc',
  duration: '--duration',
  model: '--closed',
  requestsPerConnection: '--requests-per-connection',
  connectionSeconds: '--connection-age',
  proxy: '--proxy',
  dns: '--dns',
  stages: '--stage',
  arrivals: '--random',
  pacing: '--pacing',
  missed: '--missed',
  warmUpSeconds: '--warm-up',
  expect: '--expect',
  port: 'TARGET',
  context: '--context',
  image: '--image',
  sidecar: '--sidecar',
  parallelism: '--parallelism',
}
