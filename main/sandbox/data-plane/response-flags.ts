/** Envoy's response flags in the order in which its access log and Istio's metrics write them. */
const order = ['UH', 'UT', 'UF', 'UC', 'UO', 'NR', 'DI', 'FI', 'DC', 'URX', 'NC']

export function withFlag(flags: string, more: string): string {
  const all = [...flags.split(',').filter((one) => one !== '-'), more]
  return all.toSorted((a, b) => order.indexOf(a) - order.indexOf(b)).join(',')
}
