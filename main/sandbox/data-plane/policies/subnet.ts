/** Whether an address lies in a block, `10.0.0.0/8` or an address alone. IPv4, as the sandbox's pods have it. */
export function isInSubnet(address: string, block: string): boolean {
  const [base = '', bits = '32'] = block.split('/')
  const [own, first, width] = [numberOf(address), numberOf(base), Number(bits)]
  if (own === undefined || first === undefined || !(width >= 0 && width <= 32)) return false
  const size = 2 ** (32 - width)
  return Math.floor(own / size) === Math.floor(first / size)
}

function numberOf(text: string): number | undefined {
  const parts = text.split('.').map(Number)
  const fits = parts.length === 4 && parts.every((one) => Number.isInteger(one) && one >= 0 && one < 256)
  return fits ? parts.reduce((sum, part) => sum * 256 + part, 0) : undefined
}
