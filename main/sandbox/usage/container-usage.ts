/**
 * CPU time and memory of containers, as a cgroup would have counted them: what a program takes when idle, and what each
 * request costs it. The figures are of the order that Bookinfo's programs and Istio's proxies show on real clusters.
 */
import type { Container, Pod } from '#shared/model/kube.ts'
import { imageBehaviour } from '../image-behaviour.ts'
import { timeMs } from '../time-text.ts'
import type { PodWork } from './pod-work.ts'

export interface ContainerUsage {
  readonly name: string
  /** Since when it runs; what is counted starts there at 0. */
  readonly startedAtMs: number
  readonly cpuSeconds: number
  /** Working set. */
  readonly memoryBytes: number
}

interface Load {
  readonly idleCores: number
  readonly secondsPerRequest: number
  readonly memoryBytes: number
}

const mebi = 2 ** 20
const load = (idleMillicores: number, msPerRequest: number, memoryMebi: number): Load => ({
  idleCores: idleMillicores / 1000,
  secondsPerRequest: msPerRequest / 1000,
  memoryBytes: memoryMebi * mebi,
})

const proxy = load(3, 0.35, 48)
const otherProgram = load(1, 0.5, 24)

const programs: readonly { image: RegExp; load: Load }[] = [
  { image: /bookinfo-productpage/, load: load(3, 8, 62) },
  { image: /bookinfo-details/, load: load(2, 1.5, 38) },
  { image: /bookinfo-reviews/, load: load(4, 4, 140) },
  { image: /bookinfo-ratings/, load: load(1, 1, 34) },
  { image: /(^|\/)pilot(?=[:@]|$)/, load: load(12, 0.5, 96) },
  { image: /(^|\/)prometheus(?=[:@]|$)/, load: load(15, 5, 180) },
]

function loadOf({ name, image }: Container): Load {
  if (name === 'istio-proxy') return proxy
  const known = programs.find((one) => one.image.test(image))?.load ?? otherProgram
  const { busyMillicores, cpuMsPerRequest } = imageBehaviour(image)
  return {
    ...known,
    idleCores: known.idleCores + busyMillicores / 1000,
    secondsPerRequest: known.secondsPerRequest + cpuMsPerRequest / 1000,
  }
}

/** The containers that run now. */
export function containerUsages({ spec, status }: Pod, work: PodWork, nowMs: number): ContainerUsage[] {
  return spec.containers.flatMap((container) => {
    const { name } = container
    const said = status?.containerStatuses?.find((one) => one.name === name)
    const startedAtMs = timeMs(said?.state?.running?.startedAt)
    if (Number.isNaN(startedAtMs)) return []
    const { idleCores, secondsPerRequest, memoryBytes } = loadOf(container)
    const requests = name === 'istio-proxy' ? work.proxied : work.served
    const runsSeconds = Math.max(0, nowMs - startedAtMs) / 1000
    return [
      {
        name,
        startedAtMs,
        cpuSeconds: idleCores * runsSeconds + secondsPerRequest * requests,
        memoryBytes: Math.round(memoryBytes * (1 + warmth(requests))),
      },
    ]
  })
}

/** Caches and pools fill with use: an eighth more after a thousand requests, never more than a quarter. */
const warmth = (requests: number) => (0.25 * requests) / (requests + 1_000)
