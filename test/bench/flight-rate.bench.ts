/**
 * How evenly a constant rate leaves: the engine, and autocannon where it is installed, against a server that stamps
 * each request. Budget at 1,000 and 5,000/s: rate within 0.1 %, no empty 10 ms, p50 lag below 1 ms.
 */
import { spawn, spawnSync } from 'node:child_process'
import { flyShot } from './bench-engine.ts'
import { type BenchServer, startStamping } from './bench-server.ts'

const seconds = 8
const rates = [1000, 5000, 20_000]
/** In turns, so that a busy moment of the machine does not meet one of them alone; medians are told. */
const rounds = 3

type Figures = Record<string, number | null>

const hasAutocannon = spawnSync('autocannon', ['--version']).error === undefined
const server = await startStamping()
const seen: Record<string, Figures[]> = {}
for (let round = 0; round < rounds; round++) {
  for (const rate of rates) {
    await note(`Aviary ${rate}/s`, flown(server, rate, false))
    await note(`Aviary precise ${rate}/s`, flown(server, rate, true))
    if (hasAutocannon) await note(`autocannon ${rate}/s`, shot(server, rate))
  }
}
server.close()
console.log(
  `${rounds} rounds of ${seconds} s, medians; 64 connections, stamped by a server of node:net; lag = real send − intended send`,
)
console.table(
  Object.fromEntries(
    rates.flatMap((rate) =>
      Object.entries(seen)
        .filter(([name]) => name.endsWith(` ${rate}/s`))
        .map(([name, all]) => [name, medians(all)]),
    ),
  ),
)

async function note(name: string, figures: Promise<Figures>): Promise<void> {
  seen[name] = [...(seen[name] ?? []), await figures]
}

function medians(all: readonly Figures[]): Record<string, number | string> {
  const names = Object.keys(all[0] ?? {})
  return Object.fromEntries(
    names.map((name) => {
      const values = all.flatMap((one) => one[name] ?? []).sort((a, b) => a - b)
      return [name, rounded(values[Math.floor(values.length / 2)] ?? null)]
    }),
  )
}

async function flown(target: BenchServer, rate: number, isPrecise: boolean): Promise<Figures> {
  const { totals, cpuSeconds } = await flyShot({
    port: target.port,
    isPrecise,
    segments: [{ from: rate, to: rate, seconds }],
    durationMs: seconds * 1000,
  })
  const { lag } = totals
  return {
    ...evenness(await target.stamps(), rate),
    'lag p50 ms': lag.p50,
    'lag p99 ms': lag.p99,
    cores: cpuSeconds === undefined ? null : cpuSeconds / seconds,
  }
}

async function shot(target: BenchServer, rate: number): Promise<Figures> {
  const args = [
    '-c',
    '64',
    '-R',
    String(rate),
    '-d',
    String(seconds),
    '-n',
    `http://127.0.0.1:${target.port}/`,
  ]
  await new Promise((resolve) => spawn('autocannon', args, { stdio: 'ignore' }).once('close', resolve))
  return { ...evenness(await target.stamps(), rate), 'lag p50 ms': null, 'lag p99 ms': null, cores: null }
}

function evenness(stamps: readonly number[], rate: number): Figures {
  const first = stamps[0] ?? 0
  const inTime = stamps.filter((at) => at - first < seconds * 1000)
  const bins = new Array<number>(seconds * 100).fill(0)
  for (const at of inTime) bins[Math.floor((at - first) / 10)]! += 1
  const gaps = stamps.slice(1).map((at, k) => at - stamps[k]!)
  return {
    'rate error %': (100 * (stamps.length / seconds - rate)) / rate,
    'empty 10 ms %': (100 * bins.filter((count) => count === 0).length) / bins.length,
    'bin CV': variation(bins),
    'gap CV': variation(gaps),
    'longest gap ms': gaps.reduce((a, b) => Math.max(a, b), 0),
  }
}

/** Standard deviation over mean: 0 for a metronome, 1 for gaps at random. */
function variation(values: readonly number[]): number {
  const mean = values.reduce((a, b) => a + b, 0) / values.length
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length
  return Math.sqrt(squares) / mean
}

function rounded(value: number | null): number | string {
  return value === null ? '–' : Number(value.toFixed(3))
}
