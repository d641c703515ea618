/** Times in Kubernetes objects are RFC 3339 with whole seconds. Thousands are written in the same one. */
export function timeText(atMs: number): string {
  const second = Math.floor(atMs / 1000)
  if (second !== last.second)
    last = { second, text: `${new Date(second * 1000).toISOString().slice(0, 19)}Z` }
  return last.text
}

let last = { second: Number.NaN, text: '' }

/** Milliseconds since the epoch; NaN when there is no time. */
export const timeMs = (text: string | undefined) => (text === undefined ? Number.NaN : Date.parse(text))
