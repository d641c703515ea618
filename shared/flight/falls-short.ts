/** Rounding of the rates, in requests: a whole one must not come out as a bit more than one. */
const rounding = 1e-9

/**
 * Whether fewer requests left than a rate asks for: 1 % less, and more than one, because the send that falls on the
 * very edge of the time makes one request less than the rate. Rates in requests per second.
 */
export function fallsShort(asked: number, achieved: number, seconds: number): boolean {
  return achieved < 0.99 * asked && (asked - achieved) * seconds > 1 + rounding
}
