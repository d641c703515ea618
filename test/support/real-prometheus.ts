/** A real Prometheus (Debian's package has 2.42.0) for tests that compare with it; they skip where there is none. */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eventually } from './eventually.ts'
import { freePort } from './free-port.ts'

const version = spawnSync('prometheus', ['--version'], { encoding: 'utf8' })
const promtool = spawnSync('promtool', ['--version'], { encoding: 'utf8' })

/** Why there is no comparison; undefined when there is one. */
export const noPrometheus =
  version.status === 0 && promtool.status === 0
    ? /version 2\.42\./.test(version.stdout + version.stderr)
      ? undefined
      : 'the installed prometheus is not 2.42'
    : 'no prometheus is installed (Debian: apt-get install prometheus)'

export interface RealPrometheus {
  readonly url: string
  close(): Promise<void>
}

export interface RealPrometheusOptions {
  /** prometheus.yml */
  readonly config: string
  /** OpenMetrics text with timestamps, loaded before the start. */
  readonly samples?: string
  /** More of the command line. */
  readonly flags?: readonly string[]
}

export async function startRealPrometheus(options: RealPrometheusOptions): Promise<RealPrometheus> {
  const folder = await mkdtemp(join(tmpdir(), 'aviary-prometheus-'))
  const removeFolder = () => rm(folder, { recursive: true, force: true })
  const data = join(folder, 'data')
  await writeFile(join(folder, 'prometheus.yml'), options.config)
  if (options.samples !== undefined) {
    const file = join(folder, 'samples.txt')
    await writeFile(file, options.samples)
    const loaded = spawnSync('promtool', ['tsdb', 'create-blocks-from', 'openmetrics', file, data], {
      encoding: 'utf8',
    })
    if (loaded.status !== 0) {
      await removeFolder()
      throw new Error(`promtool could not load the samples: ${loaded.stderr}`)
    }
  }
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const child = spawn(
    'prometheus',
    [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${data}`,
      '--storage.tsdb.retention.time=100y',
      `--web.listen-address=127.0.0.1:${port}`,
      ...(options.flags ?? []),
    ],
    { stdio: 'ignore' },
  )
  const close = async () => {
    if (child.exitCode === null) {
      child.kill('SIGTERM')
      await once(child, 'exit')
    }
    await removeFolder()
  }
  try {
    await eventually(async () => {
      if (!(await fetch(`${url}/-/ready`)).ok) throw new Error('Prometheus is not ready')
    })
  } catch (error) {
    await close()
    throw error
  }
  return { url, close }
}
