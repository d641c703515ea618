/** How long to wait before trying again: 0.25 s, doubling, at most 8 s. */
export const backOffMs = (attempt: number) => Math.min(8000, 250 * 2 ** Math.min(attempt, 10))
