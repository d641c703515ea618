/**
 * The way to a URL: straight, or through a proxy.
 *
 * 1. Every host that the load reaches, the proxy's too, is on this machine, or vouched for, or the user said yes to it.
 * 2. What is dialled takes a connection, up to and with the target's TLS; only then anything is sent.
 */
import { type HttpUrl, parseHttpUrl } from '#shared/flight/http-url.ts'
import { targetOrigin } from '#shared/flight/manners.ts'
import { type ProxyUrl, parseProxyUrl } from '#shared/flight/proxy-url.ts'
import { AviaryError, fail } from '#shared/model/failure.ts'
import type { FlightPlan } from '#shared/model/flight.ts'
import { bracketed, dialHost } from './dial-host.ts'
import type { TlsSettings, Tunnel } from './engine/messages.ts'
import { tlsOptions } from './engine/tls-options.ts'
import type { Way } from './find-way.ts'
import { isLoopback } from './loopback.ts'
import { addressesOf, type LookUp } from './probe.ts'

/** Who may be flown at. */
export interface Permit {
  /** The user said yes to this origin. */
  isAllowed(origin: string): boolean
  /** The URL leads into a picked context; asked only where nothing else allows it. */
  isVouched(): Promise<boolean>
}

export const noPermit: Permit = { isAllowed: () => false, isVouched: async () => false }

interface Allowed {
  /** Only because it is on this machine. */
  readonly onlyHere: boolean
  readonly foreign: readonly string[]
}

export async function wayToUrl(text: string, plan: FlightPlan, permit: Permit, lookUp: LookUp): Promise<Way> {
  const url = parseHttpUrl(text)
  if (typeof url === 'string') return fail({ code: 'bad-input', field: 'url', reason: url })
  const tls = url.https ? tlsSettings(url.host, plan) : null
  const path = plan.grpc === undefined ? url.path : `/${plan.grpc.method}`
  const scheme = url.https ? 'https' : 'http'
  const asked = `${scheme}://${url.authority}${path}`
  const found = await (plan.proxy === undefined ? straight : throughProxy)({
    url,
    text,
    tls,
    plan,
    permit,
    lookUp,
  })
  const via = tls?.insecure === true ? `${found.via}, with its certificate not verified` : found.via
  return { ...found, tls, host: url.authority, path, url: asked, via, close: () => undefined }
}

interface Task {
  readonly url: HttpUrl
  readonly text: string
  readonly tls: TlsSettings | null
  readonly plan: FlightPlan
  readonly permit: Permit
  readonly lookUp: LookUp
}

type Found = Pick<Way, 'dial' | 'via' | 'foreign'>

async function straight({ url, text, tls, plan, permit, lookUp }: Task): Promise<Found> {
  const target = nameOf(url)
  const addresses = await addressesOf(url.host, target, lookUp)
  const { onlyHere, foreign } = await allowed(text, addresses, permit)
  const { host, port } = url
  const to = { host, addresses, port, tls, tunnel: null, dns: plan.dns, onlyHere, target }
  const { dial, spread } = await dialHost(to)
  return { dial, via: `directly${spread}`, foreign }
}

/** The proxy looks up the target's name; what it leads to here tells whether it is this machine. */
async function throughProxy({ url, text, tls, plan, permit, lookUp }: Task): Promise<Found> {
  const proxy = parseProxyUrl(plan.proxy ?? '')
  if (typeof proxy === 'string') return fail({ code: 'bad-input', field: 'proxy', reason: proxy })
  const name = `the proxy ${proxy.authority}`
  const addresses = await addressesOf(proxy.host, name, lookUp)
  const atProxy = await allowed(`http://${proxy.authority}`, addresses, {
    ...permit,
    isVouched: async () => false,
  })
  const atTarget = await allowed(text, await knownAddresses(url, lookUp), permit)
  const to = {
    host: proxy.host,
    addresses,
    port: proxy.port,
    tls,
    tunnel: tunnelTo(url, proxy),
    dns: undefined,
  }
  const target = `${nameOf(url)} through ${name}`
  const { dial } = await dialHost({ ...to, onlyHere: atProxy.onlyHere, target })
  return { dial, via: `through ${name}`, foreign: [...atProxy.foreign, ...atTarget.foreign] }
}

const nameOf = ({ https, host, port }: HttpUrl) => `${https ? 'https' : 'http'}://${bracketed(host)}:${port}`

function tunnelTo({ host, port }: HttpUrl, { credentials }: ProxyUrl): Tunnel {
  const target = `${bracketed(host)}:${port}`
  if (credentials === null) return { target, authorization: null }
  const { user, password } = credentials
  return { target, authorization: `Basic ${Buffer.from(`${user}:${password}`, 'utf8').toString('base64')}` }
}

/** None where only the proxy knows the name. */
async function knownAddresses({ host }: HttpUrl, lookUp: LookUp): Promise<string[]> {
  try {
    return await addressesOf(host, host, lookUp)
  } catch (error) {
    if (error instanceof AviaryError) return []
    throw error
  }
}

async function allowed(url: string, addresses: readonly string[], permit: Permit): Promise<Allowed> {
  const isHere = addresses.length > 0 && addresses.every(isLoopback)
  const origin = targetOrigin(url) ?? url
  const foreign = isHere ? [] : [origin]
  if (permit.isAllowed(origin)) return { onlyHere: false, foreign }
  if (isHere) return { onlyHere: true, foreign }
  if (await permit.isVouched()) return { onlyHere: false, foreign: [] }
  return fail({ code: 'target-not-allowed', target: url })
}

/** An address has no name for SNI; its certificate is checked for the address. */
function tlsSettings(
  urlHost: string,
  { tls = {}, protocol }: Pick<FlightPlan, 'tls' | 'protocol'>,
): TlsSettings {
  const { insecure = false, ca, cert, key, servername } = tls
  const alpn = protocol === 'http2' || protocol === 'grpc' ? 'h2' : 'http/1.1'
  const host = servername ?? urlHost
  const sni = isName(host) ? host : undefined
  const settings: TlsSettings = { alpn, host, servername: sni, insecure, ca, cert, key }
  try {
    tlsOptions(settings)
  } catch (error) {
    const reason = `a certificate or key cannot be read (${error instanceof Error ? error.message : error})`
    fail({ code: 'bad-input', field: 'tls', reason })
  }
  return settings
}

const isName = (host: string) => !/^[\d.]+$|:/.test(host)
