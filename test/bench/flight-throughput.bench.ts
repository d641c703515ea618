/**
 * As fast as it goes, 1 kB, against the same server in turns: HTTP/1.1 keep-alive over 64 connections, plain and over
 * TLS, by the engine (one thread), wrk -t1 and autocannon; HTTP/2, one connection of 64 streams, by the engine and
 * h2load. Prints requests per second, processor time per request, and the ratios to wrk or h2load.
 * Budget of HTTP/1.1: at least 0.75 × wrk, and 2 × autocannon.
 */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { loadavg } from 'node:os'
import type { Http2Request } from '#main/flight/engine/messages.ts'
import { fetchAutocannon } from './bench-autocannon.ts'
import { watchCpu } from './bench-cpu.ts'
import { flyShot } from './bench-engine.ts'
import { startTarget } from './bench-server.ts'

const rounds = 3
const seconds = 5

interface Result {
  readonly perSecond: number
  readonly cores: number | undefined
}

type Protocol = 'http' | 'https' | 'http2'
type Client = (port: number, protocol: Protocol) => Promise<Result>

const urlOf = (port: number, protocol: Protocol) =>
  `${protocol === 'https' ? 'https' : 'http'}://127.0.0.1:${port}/`

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
  async Aviary(port, protocol) {
    const tls = protocol === 'https' ? anyCertificate : null
    const http2 = protocol === 'http2' ? http2Request(port) : null
    const { totals, cores } = await flyShot({ port, tls, http2, durationMs: seconds * 1000 })
    return { perSecond: totals.done / totals.seconds, cores }
  },
  async 'wrk -t1'(port, protocol) {
    const { out, cores } = await run('wrk', ['-t1', '-c64', `-d${seconds}s`, urlOf(port, protocol)])
    return { perSecond: Number(/Requests\/sec:\s+([\d.]+)/.exec(out)?.[1]), cores }
  },
  async autocannon(port, protocol) {
    const args = ['-c', '64', '-d', String(seconds), '-j', '-n', urlOf(port, protocol)]
    const { out, cores } = await run(process.execPath, [autocannon ?? '', ...args])
    const result = JSON.parse(out) as { requests: { total: number }; duration: number }
    return { perSecond: result.requests.total / result.duration, cores }
  },
  async h2load(port, protocol) {
    const args = ['-c1', '-m64', '-t1', `-D${seconds}`, urlOf(port, protocol)]
    const { out, cores } = await run('h2load', args)
    return { perSecond: Number(/finished in [\d.]+s, ([\d.]+) req\/s/.exec(out)?.[1]), cores }
  },
}

function http2Request(port: number): Http2Request {
  const headers = {
    ':method': 'GET',
    ':scheme': 'http',
    ':authority': `127.0.0.1:${port}`,
    ':path': '/',
  }
  return { headers, body: new Uint8Array(), grpc: false, isHealthCheck: false }
}

async function run(command: string, args: string[]): Promise<{ out: string; cores: number | undefined }> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'ignore'] })
  const cpu = watchCpu(child.pid)
  let out = ''
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk
  })
  await once(child, 'close')
  return { out, cores: cpu.stop() }
}

const isInstalled = (name: string) => spawnSync(name.split(' ')[0] ?? name, ['--version']).error === undefined

const median = (values: readonly number[]) =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

const target = await startTarget()
const autocannon = fetchAutocannon()
const missing = ['wrk -t1', 'h2load'].filter((name) => !isInstalled(name))
for (const name of missing) console.log(`${name} is not installed: left out`)
if (autocannon === undefined) missing.push('autocannon')

const ofHttp1 = ['Aviary', 'wrk -t1', 'autocannon']
await compare(`HTTP/1.1 against ${target.name}`, target.port, 'http', ofHttp1)
if (target.tlsPort !== undefined) {
  await compare(`TLS 1.3 against ${target.name}`, target.tlsPort, 'https', ofHttp1)
}
if (target.http2Port !== undefined) {
  await compare(`HTTP/2 against ${target.name}`, target.http2Port, 'http2', ['Aviary', 'h2load'])
}
target.close()

/** The second of the clients is what the others are measured by. */
async function compare(title: string, port: number, protocol: Protocol, names: string[]): Promise<void> {
  const here = names.filter((name) => !missing.includes(name))
  const results = new Map<string, Result[]>(here.map((name) => [name, []]))
  for (let round = 0; round < rounds; round++) {
    for (const name of here) results.get(name)?.push(await clients[name]!(port, protocol))
  }
  console.log(
    `${title}, ${rounds} × ${seconds} s in turns, medians, load average ${loadavg()[0]?.toFixed(1)}`,
  )
  const figures = (name: string) => {
    const all = results.get(name) ?? []
    const cpu = all.flatMap(({ cores, perSecond }) =>
      cores === undefined ? [] : [(cores * 1e6) / perSecond],
    )
    return { perSecond: median(all.map((one) => one.perSecond)), cpu: median(cpu) }
  }
  const measure = names[1] ?? ''
  const base = figures(measure)
  const row = (name: string) => {
    const { perSecond, cpu } = figures(name)
    return {
      'req/s': Math.round(perSecond),
      [`× ${measure}`]: Number((perSecond / base.perSecond).toFixed(2)),
      'CPU µs/req': Number(cpu.toFixed(1)),
      [`CPU × ${measure}`]: Number((cpu / base.cpu).toFixed(2)),
    }
  }
  console.table(Object.fromEntries(here.map((name) => [name, row(name)])))
}
