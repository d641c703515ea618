/** The last lines that a container wrote, put into words only when somebody reads them. */
export interface AccessLog {
  add(at: number, text: () => string): void
  /** As `kubectl logs --timestamps` has them, oldest first. */
  lines(): string[]
}

export function createAccessLog(kept = 200): AccessLog {
  const entries: { at: number; text: () => string }[] = []
  let next = 0
  return {
    add(at, text) {
      entries[next % kept] = { at, text }
      next += 1
    },
    lines() {
      const oldest = next > kept ? next % kept : 0
      const inOrder = [...entries.slice(oldest), ...entries.slice(0, oldest)]
      return inOrder.map(({ at, text }) => `${new Date(at).toISOString()} ${text()}`)
    },
  }
}
