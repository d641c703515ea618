/** Addresses for pods, each once at a time; a freed one is used again as late as possible, as CNI plugins do it. */
export interface PodAddresses {
  take(): string
  /** One that a pod has already. */
  claim(address: string): void
  free(address: string): void
}

export function podAddresses(cidr: string): PodAddresses {
  const [base = '', bits = '16'] = cidr.split('/')
  const first = toNumber(base)
  const count = 2 ** (32 - Number(bits))
  const taken = new Set<string>()
  // The network's own address and the gateway stay free.
  let next = 2

  return {
    take() {
      for (let tries = 0; tries < count; tries += 1) {
        const address = toText(first + next)
        next = next + 1 >= count - 1 ? 2 : next + 1
        if (taken.has(address)) continue
        taken.add(address)
        return address
      }
      throw new Error(`all addresses of ${cidr} are taken`)
    },
    claim: (address) => taken.add(address),
    free: (address) => taken.delete(address),
  }
}

const toNumber = (address: string) => address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)

const toText = (value: number) => [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join('.')
