/**
 * Looks again and again until `look` gives a value; rejects with what was waited for when the time is over: several times
 * what it takes, since the machine may be slow or busy.
 */
export async function until<T>(
  what: string,
  look: () => T | undefined | Promise<T | undefined>,
  { timeoutMs, everyMs = 200 }: { timeoutMs: number; everyMs?: number },
): Promise<T> {
  const end = Date.now() + timeoutMs
  for (;;) {
    const found = await look()
    if (found !== undefined) return found
    if (Date.now() > end) throw new Error(`${what} did not happen within ${Math.round(timeoutMs / 1000)} s`)
    await new Promise((resolve) => setTimeout(resolve, everyMs))
  }
}
