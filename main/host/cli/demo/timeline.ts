/** What the demo says: events as they happen, named checks with what was seen, and the summary at the end. */
import type { Output } from '../output.ts'

interface Check {
  readonly name: string
  readonly ok: boolean
  readonly saw: string
}

export interface Timeline {
  event(text: string, details?: Record<string, unknown>): void
  check(name: string, ok: boolean, saw: string): void
  /** Prints the summary; true when there was at least one check and all held. */
  finish(): boolean
}

export function createTimeline(output: Output, now: () => number): Timeline {
  const startedAt = now()
  const checks: Check[] = []
  const seconds = () => (now() - startedAt) / 1000
  const stamp = () => `${seconds().toFixed(1).padStart(6)} s`
  const json = (value: unknown) => output.line(JSON.stringify(value))
  return {
    event(text, details = {}) {
      if (output.format === 'json') json({ at: new Date(now()).toISOString(), event: text, ...details })
      else output.line(`${stamp()}  ${text}`)
    },
    check(name, ok, saw) {
      checks.push({ name, ok, saw })
      if (output.format === 'json') json({ at: new Date(now()).toISOString(), event: 'check', name, ok, saw })
      else output.line(`${stamp()}  ${ok ? '✓' : '✗'} ${name}: ${saw}`)
    },
    finish() {
      const failed = checks.filter((one) => !one.ok)
      const ok = failed.length === 0 && checks.length > 0
      if (output.format === 'json') json({ ok, checks, seconds: Number(seconds().toFixed(1)) })
      else {
        output.line(
          `${checks.length - failed.length} of ${checks.length} checks held in ${seconds().toFixed(0)} s.`,
        )
        for (const one of failed) output.line(`  ✗ ${one.name}: ${one.saw}`)
      }
      return ok
    },
  }
}
