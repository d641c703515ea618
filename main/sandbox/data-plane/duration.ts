/** Durations as Go reads them, and Istio with it: `0.5s`, `100ms`, `1m`, `1h30m`. Undefined when it is none. */
const unitMs: Readonly<Record<string, number>> = {
  ...{ ns: 0.000_001, us: 0.001, ms: 1, s: 1000, m: 60_000, h: 3_600_000 },
}

export function durationMs(text: string | undefined): number | undefined {
  if (text === '0') return 0
  if (text === undefined || !/^(\d+(\.\d+)?(ns|us|ms|s|m|h))+$/.test(text)) return undefined
  let total = 0
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ns|us|ms|s|m|h)/g)) {
    total += Number(amount) * (unitMs[unit ?? ''] ?? 0)
  }
  return total
}
