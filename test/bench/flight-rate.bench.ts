/**
 * How evenly a constant rate leaves: the engine with both pacers, and autocannon, against a server that stamps each
 * request; beside it, how even the machine itself is. Budget at 1,000 and 5,000/s: rate within 0.1 %, no empty 10 ms,
 * p50 lag below 1 ms.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { loadavg } from 'node:os'
import { fetchAutocannon } from './bench-autocannon.ts'
import { flyShot } from './bench-engine.ts'
import { measureStalls } from './bench-machine.ts'
import { type BenchServer, startStamping } from './bench-server.ts'

const seconds = 8
const rates = [1000, 5000, 20_000]
/** In turns, so that a busy moment of the machine does not meet one of them alone; medians are told. */
const rounds = 3

const columns = [
  'rate error %',
  'empty 10 ms %',
  'bin CV',
  'gap CV',
  'longest gap ms',
  'lag p50 ms',
  'lag p99 ms',
  'lag max ms',
  'cores',
] as const

type Figures = Partial<Record<(typeof columns)[number], number | null | undefined>>

const autocannon = fetchAutocannon()
const server = await startStamping()
const seen: Record<string, Figures[]> = {}
for (let round = 0; round < rounds; round++) {
  await note('the machine', machine())
  for (const rate of rates) {
    await note(`Aviary ${rate}/s`, flown(server, rate, false))
    await note(`Aviary precise ${rate}/s`, flown(server, rate, true))
    if (autocannon !== undefined) await note(`autocannon ${rate}/s`, shot(server, rate, autocannon))
  }
}
server.close()
console.log(
  `${rounds} rounds of ${seconds} s, medians, load average ${loadavg()[0]?.toFixed(1)}; 64 connections, stamped by a server of node:net; lag = real send − intended send; the machine = a busy loop on each core`,
)
const endings = ['the machine', ...rates.map((rate) => ` ${rate}/s`)]
console.table(
  Object.fromEntries(
    endings.flatMap((ending) =>
      Object.entries(seen)
        .filter(([name]) => name.endsWith(ending))
        .map(([name, all]) => [name, medians(all)]),
    ),
  ),
)

async function note(name: string, figures: Promise<Figures>): Promise<void> {
  seen[name] = [...(seen[name] ?? []), await figures]
}

function medians(all: readonly Figures[]): Record<string, number | string> {
  return Object.fromEntries(
    columns.map((name) => {
      const values = all.flatMap((one) => one[name] ?? []).sort((a, b) => a - b)
      return [name, rounded(values[Math.floor(values.length / 2)])]
    }),
  )
}

async function machine(): Promise<Figures> {
  const { longestMs, emptyShare } = await measureStalls(seconds)
  return { 'longest gap ms': longestMs, 'empty 10 ms %': 100 * emptyShare }
}

async function flown(target: BenchServer, rate: number, isPrecise: boolean): Promise<Figures> {
  const { totals, cores } = await flyShot({
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
    'lag max ms': lag.max,
    cores,
  }
}

async function shot(target: BenchServer, rate: number, program: string): Promise<Figures> {
  const url = `http://127.0.0.1:${target.port}/`
  const args = ['-c', '64', '-R', String(rate), '-d', String(seconds), '-n', url]
  await once(spawn(process.execPath, [program, ...args], { stdio: 'ignore' }), 'close')
  return evenness(await target.stamps(), rate)
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

function rounded(value: number | undefined): number | string {
  return value === undefined ? '–' : Number(value.toFixed(3))
}
