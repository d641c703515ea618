/** Addresses and networks as Go's net/netip has them; zones and IPv4 in IPv6 are refused, as Kubernetes does. */
import { isIPv4, isIPv6 } from 'node:net'
import { goQuoted } from '../decoding/go-text.ts'
import { CelFailure } from './cel-failure.ts'

export class CelAddress {
  readonly family: 4 | 6
  readonly value: bigint

  constructor(family: 4 | 6, value: bigint) {
    this.family = family
    this.value = value
  }

  get bits(): number {
    return this.family === 4 ? 32 : 128
  }

  /** Whether it begins as the other does. */
  startsAs(other: CelAddress, bits: number): boolean {
    const shift = BigInt(this.bits - bits)
    return this.family === other.family && this.value >> shift === other.value >> shift
  }

  toString(): string {
    return this.family === 4 ? ipv4Text(this.value) : ipv6Text(this.value)
  }
}

export class CelNetwork {
  readonly address: CelAddress
  readonly prefixLength: number

  constructor(address: CelAddress, prefixLength: number) {
    this.address = address
    this.prefixLength = prefixLength
  }

  contains(address: CelAddress): boolean {
    return address.startsAs(this.address, this.prefixLength)
  }

  containsNetwork({ address, prefixLength }: CelNetwork): boolean {
    return this.prefixLength <= prefixLength && this.contains(address)
  }

  masked(): CelNetwork {
    const shift = BigInt(this.address.bits - this.prefixLength)
    const value = (this.address.value >> shift) << shift
    return new CelNetwork(new CelAddress(this.address.family, value), this.prefixLength)
  }

  toString(): string {
    return `${this.address}/${this.prefixLength}`
  }
}

const startsAs = (text: string, bits: number) => {
  const start = readAddress(text)
  return (address: CelAddress) => address.startsAs(start, bits)
}

/** Each as Go's method of the same name. */
export const kindsOfAddress = {
  isUnspecified: ({ value }: CelAddress) => value === 0n,
  isLoopback: (address: CelAddress) => startsAs('127.0.0.0', 8)(address) || startsAs('::1', 128)(address),
  isLinkLocalMulticast: (address: CelAddress) =>
    startsAs('224.0.0.0', 24)(address) ||
    (address.family === 6 && ((address.value >> 112n) & 0xff0fn) === 0xff02n),
  isLinkLocalUnicast: (address: CelAddress) =>
    startsAs('169.254.0.0', 16)(address) || startsAs('fe80::', 10)(address),
  isGlobalUnicast: (address: CelAddress) =>
    address.value !== 0n &&
    !kindsOfAddress.isLoopback(address) &&
    !kindsOfAddress.isLinkLocalUnicast(address) &&
    !startsAs('224.0.0.0', 4)(address) &&
    !startsAs('ff00::', 8)(address) &&
    !startsAs('255.255.255.255', 32)(address),
} as const

export function readAddress(text: string): CelAddress {
  if (isIPv4(text)) return new CelAddress(4, ipv4Value(text))
  const isPlain = isIPv6(text)
  if (isPlain && text.includes('%'))
    throw new CelFailure(`IP address ${goQuoted(text)} with zone value is not allowed`)
  const value = isPlain ? ipv6Value(text) : undefined
  if (value === undefined)
    throw new CelFailure(
      `IP Address ${goQuoted(text)} parse error during conversion from string: ParseAddr(${goQuoted(text)}): unable to parse IP`,
    )
  if (value >> 32n === 0xffffn)
    throw new CelFailure(`IPv4-mapped IPv6 address ${goQuoted(text)} is not allowed`)
  return new CelAddress(6, value)
}

export function readNetwork(text: string): CelNetwork {
  const refuse = (why: string) =>
    new CelFailure(
      `network address parse error during conversion from string: network address parse error during conversion from string: netip.ParsePrefix(${goQuoted(text)}): ${why}`,
    )
  const at = text.lastIndexOf('/')
  if (at === -1) throw refuse("no '/'")
  const [host, length] = [text.slice(0, at), text.slice(at + 1)]
  if (!isIPv4(host) && !isIPv6(host)) throw refuse(`ParseAddr(${goQuoted(host)}): unable to parse IP`)
  if (isIPv6(host) && ipv6Value(host) >> 32n === 0xffffn)
    throw new CelFailure(
      `network address parse error during conversion from string: IPv4-mapped IPv6 address ${goQuoted(text)} is not allowed`,
    )
  const address = readAddress(host)
  if (!/^(0|[1-9]\d*)$/.test(length)) throw refuse(`bad bits after slash: ${goQuoted(length)}`)
  if (Number(length) > address.bits) throw refuse('prefix length out of range')
  return new CelNetwork(address, Number(length))
}

const ipv4Value = (text: string) => text.split('.').reduce((value, part) => (value << 8n) | BigInt(part), 0n)

const ipv4Text = (value: bigint) => [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 0xffn).join('.')

function ipv6Value(text: string): bigint {
  const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text)
  const ipv4 = ipv4Value(dotted?.[2] ?? '0.0.0.0')
  const plain =
    dotted === null ? text : `${dotted[1]}${(ipv4 >> 16n).toString(16)}:${(ipv4 & 0xffffn).toString(16)}`
  const [head = '', tail] = plain.split('::')
  const groups = (part: string) => (part === '' ? [] : part.split(':'))
  const [front, back] = [groups(head), groups(tail ?? '')]
  const all = [...front, ...Array.from({ length: 8 - front.length - back.length }, () => '0'), ...back]
  return all.reduce((value, group) => (value << 16n) | BigInt(`0x${group}`), 0n)
}

/** The longest run of zeros, of two groups at least, is left out (RFC 5952). */
function ipv6Text(value: bigint): string {
  const groups = Array.from({ length: 8 }, (_, index) =>
    ((value >> BigInt(112 - 16 * index)) & 0xffffn).toString(16),
  )
  const text = groups.join(':')
  const [longest = ''] = (text.match(/\b0(:0)+\b/g) ?? []).toSorted((one, other) => other.length - one.length)
  if (longest === '') return text
  const at = text.search(new RegExp(`(?<![0-9a-f])${longest}(?![0-9a-f])`))
  return `${text.slice(0, at).replace(/:$/, '')}::${text.slice(at + longest.length).replace(/^:/, '')}`
}
