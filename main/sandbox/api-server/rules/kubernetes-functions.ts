/** What Kubernetes adds to CEL: quantities, addresses, networks, URLs (k8s.io/apiserver, pkg/cel/library). */
import { type Environment, Optional } from '@marcbachmann/cel-js'
import { CelAddress, CelNetwork, kindsOfAddress, readAddress, readNetwork } from './addresses.ts'
import { CelFailure } from './cel-failure.ts'
import { CelFormat, formats } from './formats.ts'
import { CelQuantity, readQuantity } from './quantities.ts'
import { CelUrl, queryOf, readUrl, type UrlParts } from './urls.ts'
import { CelVersion, readVersion } from './versions.ts'

const quantity = 'kubernetes.Quantity'
const address = 'net.IP'
const network = 'net.CIDR'
const url = 'kubernetes.URL'
const format = 'kubernetes.NamedFormat'
const version = 'kubernetes.Semver'

/** Whether it can be read. */
const isReadable = (read: (text: string) => unknown) => (text: string) => {
  try {
    read(text)
    return true
  } catch (error) {
    if (error instanceof CelFailure) return false
    throw error
  }
}

export function addKubernetesFunctions(environment: Environment): void {
  addQuantities(environment)
  addAddresses(environment)
  addNetworks(environment)
  addUrls(environment)
  addFormats(environment)
  addVersions(environment)
}

/** Name, type, and what is made of the difference. */
const comparisons: readonly (readonly [string, string, (difference: bigint) => unknown])[] = [
  ['isGreaterThan', 'bool', (difference) => difference > 0n],
  ['isLessThan', 'bool', (difference) => difference < 0n],
  ['compareTo', 'int', (difference) => difference],
]

function addQuantities(environment: Environment): void {
  environment
    .registerType(quantity, CelQuantity)
    .registerFunction(`quantity(string): ${quantity}`, readQuantity)
    .registerFunction('isQuantity(string): bool', isReadable(readQuantity))
    .registerFunction(`sign(${quantity}): int`, (one: CelQuantity) => one.sign)
    .registerFunction(`${quantity}.isInteger(): bool`, (one: CelQuantity) => one.isInteger)
    .registerFunction(`${quantity}.asInteger(): int`, (one: CelQuantity) => one.asInteger())
    .registerFunction(
      `${quantity}.asApproximateFloat(): double`,
      (one: CelQuantity) => Number(one.nanos) / 1e9,
    )
    .registerOperator(
      `${quantity} == ${quantity}`,
      (one: CelQuantity, other: CelQuantity) => one.nanos === other.nanos,
    )
  for (const [name, type, said] of comparisons)
    environment.registerFunction(
      `${quantity}.${name}(${quantity}): ${type}`,
      (one: CelQuantity, other: CelQuantity) => said(one.compareTo(other)),
    )
  for (const [name, sign] of [['add', 1n] as const, ['sub', -1n] as const])
    for (const type of [quantity, 'int'])
      environment.registerFunction(
        `${quantity}.${name}(${type}): ${quantity}`,
        (one: CelQuantity, other: CelQuantity | bigint) => one.plus(other, sign),
      )
}

class AddressNamespace {}

function addAddresses(environment: Environment): void {
  environment
    .registerType(address, CelAddress)
    .registerType('AddressNamespace', AddressNamespace)
    .registerConstant('ip', 'AddressNamespace', new AddressNamespace())
    .registerFunction(`ip(string): ${address}`, readAddress)
    .registerFunction('isIP(string): bool', isReadable(readAddress))
    .registerFunction(
      'AddressNamespace.isCanonical(string): bool',
      (_: unknown, text: string) => String(readAddress(text)) === text,
    )
    .registerFunction(`string(${address}): string`, String)
    .registerFunction(`${address}.family(): int`, (one: CelAddress) => BigInt(one.family))
    .registerOperator(
      `${address} == ${address}`,
      (one: CelAddress, other: CelAddress) => String(one) === String(other),
    )
  for (const [name, is] of Object.entries(kindsOfAddress))
    environment.registerFunction(`${address}.${name}(): bool`, is)
}

function addNetworks(environment: Environment): void {
  const asAddress = (other: CelAddress | string) => (typeof other === 'string' ? readAddress(other) : other)
  const asNetwork = (other: CelNetwork | string) => (typeof other === 'string' ? readNetwork(other) : other)
  environment
    .registerType(network, CelNetwork)
    .registerFunction(`cidr(string): ${network}`, readNetwork)
    .registerFunction('isCIDR(string): bool', isReadable(readNetwork))
    .registerFunction(`string(${network}): string`, String)
    .registerFunction(`${network}.ip(): ${address}`, (one: CelNetwork) => one.address)
    .registerFunction(`${network}.masked(): ${network}`, (one: CelNetwork) => one.masked())
    .registerFunction(`${network}.prefixLength(): int`, (one: CelNetwork) => BigInt(one.prefixLength))
    .registerOperator(
      `${network} == ${network}`,
      (one: CelNetwork, other: CelNetwork) => String(one) === String(other),
    )
  for (const type of [address, 'string'])
    environment.registerFunction(
      `${network}.containsIP(${type}): bool`,
      (one: CelNetwork, other: CelAddress | string) => one.contains(asAddress(other)),
    )
  for (const type of [network, 'string'])
    environment.registerFunction(
      `${network}.containsCIDR(${type}): bool`,
      (one: CelNetwork, other: CelNetwork | string) => one.containsNetwork(asNetwork(other)),
    )
}

const urlParts: readonly (readonly [string, keyof UrlParts])[] = [
  ['getScheme', 'scheme'],
  ['getHost', 'host'],
  ['getHostname', 'hostname'],
  ['getPort', 'port'],
  ['getEscapedPath', 'path'],
]

function addUrls(environment: Environment): void {
  environment
    .registerType(url, CelUrl)
    .registerFunction(`url(string): ${url}`, readUrl)
    .registerFunction('isURL(string): bool', isReadable(readUrl))
    .registerFunction(`${url}.getQuery(): map<string, list<string>>`, queryOf)
    .registerOperator(`${url} == ${url}`, (one: CelUrl, other: CelUrl) => one.text === other.text)
  for (const [name, part] of urlParts)
    environment.registerFunction(`${url}.${name}(): string`, ({ parts }: CelUrl) => parts[part])
}

class FormatNamespace {}

function addFormats(environment: Environment): void {
  environment
    .registerType(format, CelFormat)
    .registerType('FormatNamespace', FormatNamespace)
    .registerConstant('format', 'FormatNamespace', new FormatNamespace())
    .registerFunction(`FormatNamespace.named(string): optional<${format}>`, (_: unknown, name: string) => {
      const found = formats.get(name)
      return found === undefined ? Optional.none() : Optional.of(found)
    })
    .registerFunction(
      `${format}.validate(string): optional<list<string>>`,
      (one: CelFormat, text: string) => {
        const problems = one.problemsOf(text)
        return problems.length === 0 ? Optional.none() : Optional.of(problems)
      },
    )
  for (const [name, one] of formats)
    environment.registerFunction(`FormatNamespace.${name}(): ${format}`, () => one)
}

function addVersions(environment: Environment): void {
  const isVersion = (text: string, normalize = false) =>
    isReadable((one) => readVersion(one, normalize))(text)
  environment
    .registerType(version, CelVersion)
    .registerOperator(
      `${version} == ${version}`,
      (one: CelVersion, other: CelVersion) => one.compareTo(other) === 0n,
    )
  for (const more of ['', ', bool'])
    environment
      .registerFunction(`semver(string${more}): ${version}`, readVersion)
      .registerFunction(`isSemver(string${more}): bool`, isVersion)
  for (const [index, name] of ['major', 'minor', 'patch'].entries())
    environment.registerFunction(`${version}.${name}(): int`, ({ numbers }: CelVersion) => numbers[index])
  for (const [name, type, said] of comparisons)
    environment.registerFunction(
      `${version}.${name}(${version}): ${type}`,
      (one: CelVersion, other: CelVersion) => said(one.compareTo(other)),
    )
}
