/** How long the steps in the life of a pod take: from, to, in milliseconds. */
export const podTimes = {
  schedule: [15, 25],
  /** Sandbox, image and container, from scheduled to started. */
  create: [150, 300],
  /** From started to ready; what the image asks for comes on top. */
  ready: [300, 800],
  /** A container that crashes lives so long. */
  crash: [250, 350],
  /** A program that ends by itself, when nothing says how long it runs. */
  run: [900, 1_100],
  /** Exited, before the back-off is said. */
  exited: [150, 250],
  /** Until the registry says that there is no such image. */
  pullFailure: [100, 200],
  /** ErrImagePull, before it says ImagePullBackOff. */
  pullFailed: [400, 600],
  /** From SIGTERM to the end. */
  drain: [300, 900],
} as const satisfies Record<string, readonly [number, number]>

export const drawMs = (name: keyof typeof podTimes, random: () => number): number => {
  const [from, to] = podTimes[name]
  return Math.round(from + (to - from) * random())
}

/** Kubernetes' own, where a probe says nothing of it. */
export const probePeriodMs = 10_000

/** 1 s, 2 s, 4 s, … 30 s. A real kubelet starts at 10 s and ends at 5 min. */
export const backOffMs = (failures: number) => Math.min(1_000 * 2 ** failures, 30_000)
