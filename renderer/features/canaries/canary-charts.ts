/** Rows, domain and plan of the three charts that stand under each other. */
import type { CanarySample, CanaryView } from '#shared/model/canary.ts'
import { greatest, least, niceTicks } from '../../ui/chart-scale.ts'
import type { ChartRow } from '../../ui/time-chart.tsx'
import { isRunning } from './canary-facts.ts'

export interface SampleRow extends Record<string, number | null> {
  t: number
}

const windows = [600, 1800, 3600, 21_600, 86_400]

/** How far back to ask: the smallest window that holds the run. Steps, so that the question does not change each second. */
export function sampleSeconds(c: Pick<CanaryView, 'runStartedAt'>, now: number): number {
  if (c.runStartedAt === null) return 600
  const seconds = (now - Date.parse(c.runStartedAt)) / 1000 + 60
  return windows.find((w) => w >= seconds) ?? 86_400
}

/** From shortly before the run, or the window's start; to now, or the end of what is planned. ms. */
export function chartDomain(
  c: Pick<CanaryView, 'runStartedAt'>,
  plan: readonly SampleRow[],
  now: number,
): readonly [number, number] {
  const seconds = sampleSeconds(c, now)
  const started = Date.parse(c.runStartedAt ?? '')
  const from = Number.isNaN(started) ? now - seconds * 1000 : Math.max(started - 30_000, now - seconds * 1000)
  return [from, Math.max(plan.at(-1)?.t ?? now, now, from + 60_000)]
}

/** The weights that are to come, each an interval after the other. */
export function plannedRows(
  c: Pick<CanaryView, 'phase' | 'paused' | 'nextCheckAt' | 'canaryWeight' | 'plan'>,
  now: number,
): SampleRow[] {
  const due = Date.parse(c.nextCheckAt ?? '')
  if (!isRunning(c.phase) || c.paused || Number.isNaN(due)) return []
  const rows: SampleRow[] = [{ t: now, planned: c.canaryWeight }]
  let t = Math.max(due, now)
  for (const planned of c.plan.stepWeights.filter((w) => w > c.canaryWeight)) {
    rows.push({ t, planned })
    t += c.plan.intervalSeconds * 1000
  }
  const last = rows.at(-1)
  return last === undefined ? rows : [...rows, { t, planned: last.planned ?? 0 }]
}

export function sampleRows(samples: readonly CanarySample[], planned: readonly SampleRow[]): ChartRow[] {
  const seen = samples.map((s) => ({
    t: Date.parse(s.at),
    weight: s.weight,
    seen: s.seenWeight,
    canarySuccess: s.canary.successRate,
    primarySuccess: s.primary.successRate,
    canaryP99: s.canary.p99,
    primaryP99: s.primary.p99,
  }))
  return [...seen, ...planned]
}

const floors = [99, 98, 95, 90, 80, 60, 50]

/** From below the threshold and the lowest value up to 100. */
export function successTicks(rows: readonly ChartRow[], threshold: number | undefined): number[] {
  const lowest = Math.min(least(rows, ['canarySuccess', 'primarySuccess']) ?? 100, threshold ?? 100)
  const floor = floors.find((f) => f < lowest) ?? 0
  return [floor, (floor + 100) / 2, 100]
}

export function durationTicks(rows: readonly ChartRow[], threshold: number | undefined): number[] {
  const top = greatest(rows, ['canaryP99', 'primaryP99']) ?? 0
  return niceTicks(Math.max(top, threshold ?? 0, 10))
}

export function weightTicks(c: Pick<CanaryView, 'plan'>, rows: readonly ChartRow[] = []): number[] {
  const seen = greatest(rows, ['weight', 'seen', 'planned']) ?? 0
  const planned = Math.max(...c.plan.stepWeights, 10)
  // A promotion sends everything to the canary for a while, whatever the steps are.
  const most = seen > planned * 1.05 ? 100 : planned
  return [0, most / 2, most]
}

export function threshold(
  c: Pick<CanaryView, 'plan'>,
  name: string,
): { min?: number | undefined; max?: number | undefined } {
  const metric = c.plan.metrics.find((m) => m.name === name)
  return { min: metric?.min, max: metric?.max }
}
