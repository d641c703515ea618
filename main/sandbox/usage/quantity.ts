/** Quantities of the Kubernetes API: `250m`, `1.5`, `64Mi`, `1234567n`, `1e3`. */
const factors: Readonly<Record<string, number>> = {
  ...{ n: 1e-9, u: 1e-6, m: 1e-3, '': 1, k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15, E: 1e18 },
  ...{ Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40, Pi: 2 ** 50, Ei: 2 ** 60 },
}

/** In whole thousandths, rounded up as MilliValue does; undefined when it is none. */
export function milliOf(quantity: unknown): number | undefined {
  const [, number, suffix = ''] =
    /^([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)([a-zA-Z]*)$/.exec(String(quantity)) ?? []
  const factor = factors[suffix]
  if (number === undefined || factor === undefined) return undefined
  // Binary fractions are not exact: 0.1 m must not become one thousandth more.
  return Math.ceil(Number((Number(number) * factor * 1000).toPrecision(15)))
}

/** As the API writes a quantity that was made of thousandths. */
export function milliText(milli: number): string {
  if (milli % 1000 !== 0) return `${milli}m`
  const whole = milli / 1000
  const steps = ['', 'k', 'M', 'G', 'T', 'P', 'E']
  let at = 0
  let left = whole
  while (left !== 0 && left % 1000 === 0 && at < steps.length - 1) {
    left /= 1000
    at += 1
  }
  return `${left}${steps[at]}`
}
