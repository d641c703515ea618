/**
 * How evenly a constant rate leaves: the engine, and autocannon where it is installed, against a server that stamps
 * each request. Budget at 1,000 and 5,000/s: rate within 0.1 %, no empty 10 ms, p50 lag below 1 ms.
 */
import { spawn, spawnSync } from 'node:child_process'
import { flyShot } from './bench-engine.ts'
import { type BenchServer, startStamping } from './bench-server.ts'

const seconds = 8
const rates = [1000, 5000, 20_000]

const hasAutocannon = spawnSync('autocannon', ['--version']).error === undefined
const server = await startStamping()
const rows: Record<string, Record<string, string | number>> = {}
for (const rate of rates) {
  rows[`Aviary ${rate}/s`] = await flown(server, rate, false)
  rows[`Aviary precise ${rate}/s`] = await flown(server, rate, true)
  if (hasAutocannon) rows[`autocannon ${rate}/s`] = await shot(server, rate)
}
server.close()
console.log(`${seconds} s, 64 connections, stamped by a server of node:net; lag = real send − intended send`)
console.table(rows)

async function flown(target: BenchServer, rate: number, isPrecise: boolean) {
  const { totals, cpuSeconds } = await flyShot({
    port: target.port,
    isPrecise,
    segments: [{ from: rate, to: rate, seconds }],
    durationMs: seconds * 1000,
  })
  const { lag } = totals
  return {
    ...evenness(await target.stamps(), rate),
    'lag p50 ms': rounded(lag.p50),
    'lag p99 ms': rounded(lag.p99),
    cores: rounded(cpuSeconds === undefined ? null : cpuSeconds / seconds),
  }
}

async function shot(target: BenchServer, rate: number) {
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
  return { ...evenness(await target.stamps(), rate), 'lag p50 ms': '–', 'lag p99 ms': '–', cores: '–' }
}

function evenness(stamps: readonly number[], rate: number) {
  const first = stamps[0] ?? 0
  const inTime = stamps.filter((at) => at - first < seconds * 1000)
  const bins = new Array<number>(seconds * 100).fill(0)
  for (const at of inTime) bins[Math.floor((at - first) / 10)]! += 1
  const gaps = stamps.slice(1).map((at, k) => at - stamps[k]!)
  return {
    'rate error %': rounded((100 * (stamps.length / seconds - rate)) / rate),
    'empty 10 ms %': rounded((100 * bins.filter((count) => count === 0).length) / bins.length),
    'bin CV': rounded(variation(bins)),
    'gap CV': rounded(variation(gaps)),
    'longest gap ms': rounded(gaps.reduce((a, b) => Math.max(a, b), 0)),
  }
}

/** Standard deviation over mean: 0 for a metronome, 1 for gaps at random. */
function variation(values: readonly number[]): number {
  const mean = values.reduce((a, b) => a + b, 0) / values.length
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length
  return Math.sqrt(squares) / mean
}

function rounded(value: number | null): number | string {
  return value === null ? '–' : Number(value.toFixed(2))
}
