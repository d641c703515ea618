/**
 * How a version behaves, read from the tag of its image, so that a rollout can be made good or bad with
 * `kubectl set image`: `…:1.18.0-error-30`, `…:1.18.0-slow-800ms`, `…:1.18.0-crash`; several may follow each other.
 */
export interface ImageBehaviour {
  /** Share of requests answered with 500, percent. */
  readonly errorPercent: number
  /** Added to each answer. */
  readonly delayMs: number
  /** The container ends with code 1 soon after it started, again and again. */
  readonly crashes: boolean
  /** It ends by itself with that code, `-exit-3`; null when it serves until it is told to end. */
  readonly exitCode: number | null
  /** How long it runs before, `-run-5s`; null for about a second. */
  readonly runsMs: number | null
  /** The image cannot be pulled. */
  readonly missing: boolean
  /** Added to the time from started to ready. */
  readonly startDelayMs: number
  /** It takes connections and never answers. */
  readonly hangs: boolean
  /** At SIGTERM it closes its port and finishes what it has begun, instead of ending at once. */
  readonly drains: boolean
  /** Not ready any more this long after it became ready; null when it stays ready. */
  readonly unreadyAfterMs: number | null
  /** CPU that it takes all the time, `-cpu-20m`. */
  readonly busyMillicores: number
  /** CPU time that a request takes on top, `-cpu-20ms`. */
  readonly cpuMsPerRequest: number
}

export function imageBehaviour(image: string): ImageBehaviour {
  const tag = /:([^/:@]*)(?:@.*)?$/.exec(image)?.[1] ?? ''
  const duration = (name: string): number | undefined => {
    const match = new RegExp(`-${name}-(\\d+)(ms|s)(?=-|$)`).exec(tag)
    return match === null ? undefined : Number(match[1]) * (match[2] === 's' ? 1000 : 1)
  }
  const number = (name: string): number | undefined => {
    const match = new RegExp(`-${name}-(\\d+)(?=-|$)`).exec(tag)
    return match === null ? undefined : Number(match[1])
  }
  return {
    errorPercent: Math.min(number('error') ?? 0, 100),
    delayMs: duration('slow') ?? 0,
    crashes: /-crash(?=-|$)/.test(tag),
    exitCode: number('exit') ?? null,
    runsMs: duration('run') ?? null,
    missing: /-missing(?=-|$)/.test(tag),
    hangs: /-hang(?=-|$)/.test(tag),
    drains: /-drain(?=-|$)/.test(tag),
    startDelayMs: duration('start') ?? 0,
    unreadyAfterMs: duration('unready') ?? null,
    busyMillicores: Number(/-cpu-(\d+)m(?=-|$)/.exec(tag)?.[1] ?? 0),
    cpuMsPerRequest: duration('cpu') ?? 0,
  }
}
