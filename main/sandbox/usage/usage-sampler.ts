/**
 * How much CPU each container took lately, as metrics-server finds it (pkg/storage/pod.go): every 15 s the counters are
 * read, and the last two readings make a rate. A container that just started is told from its start on once it has run
 * for 10 s; one that started again between two readings has no rate yet.
 */
import type { Pod } from '#shared/model/kube.ts'
import type { Clock } from '../clock.ts'
import { type ContainerUsage, containerUsages } from './container-usage.ts'
import type { PodWork } from './pod-work.ts'

/** A pod with what it did. */
export interface WorkingPod {
  readonly pod: Pod
  readonly work: PodWork
}

export interface PodRate {
  readonly pod: Pod
  readonly atMs: number
  readonly windowMs: number
  readonly containers: readonly ContainerRate[]
}

export interface ContainerRate {
  readonly name: string
  /** Mean over the window. */
  readonly cpuCores: number
  readonly memoryBytes: number
}

export interface UsageSampler {
  /** As of the last reading; pods that have no rate yet are missing. */
  rates(): readonly PodRate[]
  close(): void
}

const readEveryMs = 15_000
const freshAfterMs = 10_000

interface Reading {
  readonly atMs: number
  readonly pod: Pod
  readonly containers: readonly ContainerUsage[]
}

export function startUsageSampler(pods: () => Iterable<WorkingPod>, clock: Clock): UsageSampler {
  let before = new Map<string, Reading>()
  let rates: readonly PodRate[] = []
  let cancel = clock.after(readEveryMs, read)

  function read(): void {
    const atMs = clock.now()
    const readings = new Map<string, Reading>()
    for (const { pod, work } of pods()) {
      const containers = containerUsages(pod, work, atMs)
      if (containers.length > 0) readings.set(pod.metadata.uid ?? '', { atMs, pod, containers })
    }
    rates = [...readings].flatMap(([uid, reading]) => podRate(before.get(uid), reading) ?? [])
    before = readings
    cancel = clock.after(readEveryMs, read)
  }

  return { rates: () => rates, close: () => cancel() }
}

/** Undefined unless every container that runs has a rate. */
function podRate(before: Reading | undefined, now: Reading): PodRate | undefined {
  let windowMs = 0
  const containers: ContainerRate[] = []
  for (const usage of now.containers) {
    const from = startOf(before, usage, now.atMs)
    if (from === undefined) return undefined
    windowMs = Math.max(windowMs, now.atMs - from.atMs)
    const cpuCores = (usage.cpuSeconds - from.cpuSeconds) / ((now.atMs - from.atMs) / 1000)
    containers.push({ name: usage.name, cpuCores, memoryBytes: usage.memoryBytes })
  }
  return { pod: now.pod, atMs: now.atMs, windowMs, containers }
}

function startOf(
  before: Reading | undefined,
  { name, startedAtMs }: ContainerUsage,
  nowMs: number,
): { atMs: number; cpuSeconds: number } | undefined {
  const last = before?.containers.find((one) => one.name === name)
  if (before !== undefined && last?.startedAtMs === startedAtMs)
    return { atMs: before.atMs, cpuSeconds: last.cpuSeconds }
  const ranMs = nowMs - startedAtMs
  return last === undefined && ranMs >= freshAfterMs && ranMs <= readEveryMs
    ? { atMs: startedAtMs, cpuSeconds: 0 }
    : undefined
}
