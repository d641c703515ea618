/**
 * HTTP/1.1 keep-alive as fast as it goes, plain and over TLS, 64 connections, 1 kB: the engine (one thread), wrk -t1 and autocannon, in
 * turns against the same server. Prints requests per second, processor time per request, and the ratio to wrk.
 * Budget: at least 0.75 × wrk, and 2 × autocannon.
 */
import { spawn, spawnSync } from 'node:child_process'
import { cpuSecondsOf, flyShot } from './bench-engine.ts'
import { startTarget } from './bench-server.ts'

const rounds = 3
const seconds = 5

interface Result {
  readonly perSecond: number
  readonly cpuMicroseconds: number | undefined
}

type Client = (port: number, tls: boolean) => Promise<Result>

const urlOf = (port: number, tls: boolean) => `${tls ? 'https' : 'http'}://127.0.0.1:${port}/`

/** The others never verify; so that all do the same work, neither does this one here. */
const anyCertificate = {
  alpn: 'http/1.1' as const,
  host: '127.0.0.1',
  servername: undefined,
  insecure: true,
  ca: undefined,
  cert: undefined,
  key: undefined,
}

const clients: Record<string, Client> = {
  async Aviary(port, isTls) {
    const tls = isTls ? anyCertificate : null
    const { totals, cpuSeconds } = await flyShot({ port, tls, durationMs: seconds * 1000 })
    return { perSecond: totals.done / totals.seconds, cpuMicroseconds: each(cpuSeconds, totals.done) }
  },
  async 'wrk -t1'(port, isTls) {
    const { out, cpuSeconds } = await run('wrk', ['-t1', '-c64', `-d${seconds}s`, urlOf(port, isTls)])
    const perSecond = Number(/Requests\/sec:\s+([\d.]+)/.exec(out)?.[1])
    return { perSecond, cpuMicroseconds: each(cpuSeconds, Number(/(\d+) requests in/.exec(out)?.[1])) }
  },
  async autocannon(port, isTls) {
    const args = ['-c', '64', '-d', String(seconds), '-j', '-n', urlOf(port, isTls)]
    const { out, cpuSeconds } = await run('autocannon', args)
    const result = JSON.parse(out) as { requests: { total: number }; duration: number }
    return {
      perSecond: result.requests.total / result.duration,
      cpuMicroseconds: each(cpuSeconds, result.requests.total),
    }
  },
}

const each = (cpuSeconds: number | undefined, requests: number) =>
  cpuSeconds === undefined ? undefined : (cpuSeconds * 1e6) / requests

async function run(
  command: string,
  args: string[],
): Promise<{ out: string; cpuSeconds: number | undefined }> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'ignore'] })
  let out = ''
  let cpuSeconds: number | undefined
  const timer = setInterval(() => {
    cpuSeconds = cpuSecondsOf(child.pid) ?? cpuSeconds
  }, 20)
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk
  })
  await new Promise((resolve) => child.once('close', resolve))
  clearInterval(timer)
  return { out, cpuSeconds }
}

const isThere = (name: string) =>
  name === 'Aviary' || spawnSync(name.split(' ')[0] ?? name, ['--version']).error === undefined

const median = (values: readonly number[]) =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

const target = await startTarget()
const here = Object.keys(clients).filter((name) => {
  if (isThere(name)) return true
  console.log(`${name} is not installed: left out`)
  return false
})
await compare(`HTTP/1.1 against ${target.name}`, target.port, false)
if (target.tlsPort !== undefined) await compare(`TLS 1.3 against ${target.name}`, target.tlsPort, true)
target.close()

async function compare(title: string, port: number, tls: boolean): Promise<void> {
  const results = new Map<string, Result[]>(here.map((name) => [name, []]))
  for (let round = 0; round < rounds; round++) {
    for (const name of here) results.get(name)?.push(await clients[name]!(port, tls))
  }
  console.log(`${title}, ${rounds} × ${seconds} s in turns, medians`)
  const figures = (name: string) => {
    const all = results.get(name) ?? []
    const cpu = all.flatMap((one) => (one.cpuMicroseconds === undefined ? [] : [one.cpuMicroseconds]))
    return { perSecond: median(all.map((one) => one.perSecond)), cpu: median(cpu) }
  }
  const wrk = figures('wrk -t1')
  const row = (name: string) => {
    const { perSecond, cpu } = figures(name)
    return {
      'req/s': Math.round(perSecond),
      '× wrk': Number((perSecond / wrk.perSecond).toFixed(2)),
      'CPU µs/req': Number(cpu.toFixed(1)),
      'CPU × wrk': Number((cpu / wrk.cpu).toFixed(2)),
    }
  }
  console.table(Object.fromEntries(here.map((name) => [name, row(name)])))
}
