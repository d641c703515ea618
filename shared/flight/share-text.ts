/** A share of all in percent, as results and reports write it: one of a million is not none of them, nor all but one all. */
export function shareText(percent: number): string {
  if (percent > 0 && percent < 0.005) return '<0.01 %'
  return percent >= 99.995 && percent < 100 ? '>99.99 %' : `${percent.toFixed(2)} %`
}
