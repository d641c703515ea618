/** Times in Kubernetes objects are RFC 3339 with whole seconds. */
export const timeText = (atMs: number) => `${new Date(atMs).toISOString().slice(0, 19)}Z`

/** Milliseconds since the epoch; NaN when there is no time. */
export const timeMs = (text: string | undefined) => (text === undefined ? Number.NaN : Date.parse(text))
