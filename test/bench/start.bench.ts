/**
 * Starts: how long `aviary contexts` takes with 200 contexts, and the browser host until its address answers, each beside
 * an empty Node process in the same rounds. Needs the build (`npm run build`).
 */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const cli = resolve('dist/cli.js')
const rounds = 7
if (!existsSync(cli)) throw new Error(`${cli} is missing: run npm run build first`)

const home = await mkdtemp(join(tmpdir(), 'aviary-bench-'))
const kubeconfig = join(home, 'config')
const names = Array.from({ length: 200 }, (_, index) => `context-${index}`)
await writeFile(
  kubeconfig,
  JSON.stringify({
    contexts: names.map((name) => ({ name, context: { cluster: name, user: name } })),
    clusters: names.map((name) => ({ name, cluster: { server: `https://${name}.example.com` } })),
    users: names.map((name) => ({ name, user: { token: 'x' } })),
  }),
)

/** Milliseconds until the process ended, or wrote its first line when it stays. */
function timeOf(args: readonly string[], untilFirstLine = false): Promise<number> {
  const startedAt = performance.now()
  return new Promise((done, reject) => {
    const child = spawn(process.execPath, args, {
      env: { ...process.env, HOME: home, AVIARY_HOME: home, KUBECONFIG: kubeconfig },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let took = 0
    child.stdout.once('data', () => {
      took = performance.now() - startedAt
      if (untilFirstLine) child.kill()
    })
    child.stdout.resume()
    child.once('error', reject)
    child.once('close', () => {
      if (untilFirstLine && took === 0) reject(new Error(`aviary ${args.join(' ')} said nothing`))
      else done(untilFirstLine ? took : performance.now() - startedAt)
    })
  })
}

const median = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

const measured: Record<string, number[]> = {
  'an empty Node': [],
  'aviary contexts, 200 of them': [],
  'aviary serve, listening': [],
}
for (let round = 0; round < rounds; round++) {
  measured['an empty Node']?.push(await timeOf(['-e', '0']))
  measured['aviary contexts, 200 of them']?.push(await timeOf([cli, 'contexts']))
  measured['aviary serve, listening']?.push(await timeOf([cli, 'serve', '-o', 'json'], true))
}
await rm(home, { recursive: true, force: true })

const base = median(measured['an empty Node'] ?? [])
for (const [name, times] of Object.entries(measured)) {
  const ms = median(times)
  process.stdout.write(
    `${name.padEnd(30)} ${ms.toFixed(0).padStart(5)} ms   ${(ms / base).toFixed(1)} × an empty Node\n`,
  )
}
