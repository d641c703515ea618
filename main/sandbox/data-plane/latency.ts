/** Time that an answer takes: log-normal around its median, without the far tail. */
const spread = 0.25

export function drawLatencyMs(medianMs: number, random: () => number): number {
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  return medianMs * Math.exp(spread * Math.max(-2, Math.min(2.5, normal)))
}
